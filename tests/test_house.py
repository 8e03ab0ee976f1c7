"""The house keeps its own rules: who may know whom, what is light, what is packed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
MAY_KNOW = {
    "index": set(),
    "qa": {"index"},
    "ui": {"index", "qa", "eval"},
    "eval": {"index", "qa"},
    "train": {"index", "qa", "eval"},
}
HEAVY = {"faiss", "gradio", "onnxruntime", "sentencepiece", "torch", "transformers", "trafilatura"}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[tuple[str, str]]:
    """(module, name) of every `from guillemet... import name` in a file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import absolutely (the root is imported alone, too)"
            found |= {(node.module or "", alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
    return found


@pytest.mark.parametrize("room", MAY_KNOW)
def test_a_room_imports_only_the_rooms_it_may_know(room):
    assert modules(room)
    for path in modules(room):
        for module, name in imported(path):
            if module.split(".")[0] == "guillemet":
                parts = [*module.split("."), name]
                assert parts[1] in MAY_KNOW[room] | {room}, f"{path} imports {module}"


@pytest.mark.parametrize("room", MAY_KNOW)
def test_no_room_reads_another_rooms_private_names(room):
    for path in modules(room):
        for module, name in imported(path):
            if module.startswith("guillemet.") and module.split(".")[1] != room:
                private = [p for p in [*module.split("."), name] if p.startswith("_")]
                assert not private, f"{path} imports {module}.{name}"


def test_the_package_list_is_the_tree():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = settings["tool"]["setuptools"]["packages"]
    found = {"guillemet"} | {
        ".".join(["guillemet", *path.parent.relative_to(ROOT).parts])
        for room in MAY_KNOW
        for path in (ROOT / room).rglob("__init__.py")
    }
    assert set(listed) == found


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, guillemet; print(' '.join({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd="/"
    )
    assert not HEAVY & set(done.stdout.split())


def test_every_name_of_the_front_door_opens():
    import guillemet

    for name in guillemet.__all__:
        assert getattr(guillemet, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Manager'"):
        guillemet.Manager  # noqa: B018  the attribute look-up is what is tried
