"""`python -m guillemet` is `guillemet`."""

from guillemet.ui.cli import main

raise SystemExit(main())
