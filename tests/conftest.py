"""For all tests: nothing but this machine is reached, and in CI nothing is missing."""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec

import pytest

OPTIONAL = ("onnx", "playwright", "sentence_transformers", "sklearn", "torch", "transformers")


def pytest_sessionstart() -> None:
    """With GUILLEMET_SKIP_NOTHING, end at once where a package is missing that tests skip over."""
    missing = [name for name in OPTIONAL if find_spec(name) is None]
    if missing and os.environ.get("GUILLEMET_SKIP_NOTHING"):
        pytest.exit(f"not installed: {', '.join(missing)}; pip install -e '.[dev]'", returncode=1)


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    """A connection to any other machine is an error, so that no test depends on a network."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
