"""The `recoup` command: each subcommand calls one function of the library."""

# The order is that of the help: fill a store, audit it, ask it, read what it is made of.
# isort: off
from analytics.cli import load_commands
from analytics.cli import audit_commands
from analytics.cli import report_commands
from analytics.cli import review_commands
from analytics.cli import query_commands
from analytics.cli import schedule_commands
from analytics.cli import notebook_commands
from analytics.cli import content_commands
from analytics.cli.app import app, main
# isort: on

__all__ = [
    "app",
    "audit_commands",
    "content_commands",
    "load_commands",
    "main",
    "notebook_commands",
    "query_commands",
    "report_commands",
    "review_commands",
    "schedule_commands",
]
