"""A real index on the seed articles, a hostile article and an Arabic one, made by the command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"

# Everything that a page could mistake for HTML, Markdown, a template or TeX.
HOSTILE = {
    "id": 'hostile/../<b>"id"</b>',
    "title": '<script>window.pwned = 1</script> **Zarnok** "onload=x',
    "source": "<img src=x onerror='window.pwned = 1'>",
    "date": "2025-03-01",
    "language": "en",
    "url": "javascript:window.pwned=1",
    "text": (
        "The Zarnok mine opened in 1987 <script>window.pwned = 1</script> near the river. "
        "{{constructor}} ${window.pwned = 1} `code` $$\\frac{1}{2}$$ \\(x\\) **bold** "
        "[link](javascript:window.pwned=1) ![image](http://evil.test/i.png)\n\n"
        "    indented\n\n# heading\n| a | b |\n|---|---|\n"
        "The director of the Zarnok mine is <b onmouseover='window.pwned = 1'>Ilya Brandt</b>, "
        "who was appointed in May 2021.\n<iframe src='http://evil.test/'></iframe>\n"
    ),
}
ARABIC = {
    "id": "arabic",
    "title": "شركة النحاس",
    "source": "وكالة الأنباء",
    "date": "2024-05",
    "language": "ar",
    "text": "أعلنت شركة النحاس أن مقرها الرئيسي يقع في مدينة أسوان. وقالت إنها توظف 350 عاملا.",
}

Guillemet = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def guillemet() -> Guillemet:
    """Runs the command as a user would; returns what it printed and its exit code."""

    def run(*arguments: str | Path, stdin: str | bytes = b"") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "guillemet", *map(str, arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd="/",
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture(scope="session")
def index(guillemet: Guillemet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index with four articles."""
    folder = tmp_path_factory.mktemp("ui")
    rows = folder / "rows.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in (HOSTILE, ARABIC)))
    made = folder / "made.guillemet"
    done = guillemet("index", SEEDS, rows, "-o", made)
    assert done.returncode == 0, done.stderr
    return made
