"""`python -m guillemet.train STEP ...`: one step of making the weights."""

from __future__ import annotations

import sys
from importlib import import_module

STEPS = ("base", "reader", "export", "confidence")


def main() -> None:
    """Hand the arguments on to the step that is named first."""
    step = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if step not in STEPS:
        sys.exit(f"Say which step: {', '.join(STEPS)}. docs/training.md tells what they do.")
    sys.argv[0] = f"guillemet.train {step}"
    import_module(f"guillemet.train.{step}").main()


if __name__ == "__main__":
    main()
