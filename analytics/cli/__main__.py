"""`python -m analytics.cli` is `recoup`."""

from analytics.cli import main

main()
