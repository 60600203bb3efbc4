"""What people see of a run: one page of HTML, made of tables that already exist."""

from analytics.report.page.page import write_report

__all__ = ["write_report"]
