"""What the README shows works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_five_lines_of_the_readme_run_in_another_app(tmp_path):
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    hit, answer = done.stdout.splitlines()[0], done.stdout.splitlines()[-1]
    assert "a1 0 The mill in Ostrava" in hit
    assert answer.startswith("«412")


def test_every_command_of_the_readme_is_known():
    from guillemet.ui.cli import COMMANDS

    named = set(re.findall(r"(?:^    |`)guillemet ([a-z][a-z-]+)", README, re.M))
    assert named
    assert named <= set(COMMANDS)


def test_every_file_that_the_readme_links_to_is_there():
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert linked
    assert [link for link in linked if not (ROOT / link).exists()] == []
