"""`python -m openwa_core` is `openwa`."""

from openwa_core.cli import main

main()
