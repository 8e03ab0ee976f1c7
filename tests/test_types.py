"""The type checker sees across rooms: a planted error is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_mypy_finds_an_error_planted_across_rooms(tmp_path):
    copy = tmp_path / "guillemet"
    ignore = shutil.ignore_patterns(".*", "weights", "tests", "docs")
    shutil.copytree(ROOT, copy, ignore=ignore)
    planted = copy / "qa" / "planted.py"
    planted.write_text(
        "from guillemet.index.store import Store\n\n\n"
        "def generation(store: Store) -> str:\n"
        '    """Planted: an int is returned as a str."""\n'
        "    return store.generation\n"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--config-file",
            str(copy / "pyproject.toml"),
            "--strict",
            "-p",
            "guillemet",
        ],
        env={**os.environ, "MYPYPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert len(errors) == 1, done.stdout
    assert "planted.py:6" in errors[0]
    assert '"int", expected "str"' in errors[0]
