"""The wheel works on its own, beside a user's own `index.py` and `eval.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder with nothing but the unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("guillemet-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_answers_beside_a_users_own_index_and_eval(installed, tmp_path):
    (tmp_path / "index.py").write_text("raise SystemExit('the user\\'s own index.py')\n")
    (tmp_path / "eval.py").write_text("raise SystemExit('the user\\'s own eval.py')\n")
    (tmp_path / "app.py").write_text(
        "import guillemet, json, pathlib\n"
        "from guillemet import Answerer, Index, read\n"
        "seeds = pathlib.Path(guillemet.__file__).parent / 'seeds'\n"
        "index = Index.create('articles.guillemet')\n"
        "index.add(a for path in sorted(seeds.glob('*.txt')) for a in read(path))\n"
        "answer = Answerer(index).ask('Sản lượng mười loại kim loại màu đạt bao nhiêu?')\n"
        "print(json.dumps([guillemet.__file__, answer.quote]))\n"
    )
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    home, quote = json.loads(done.stdout)
    assert Path(home).is_relative_to(installed)
    assert quote.startswith("40.319.000")
