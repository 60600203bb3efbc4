"""The page, the workbook and the letters of a run, made of tables that already exist."""

from analytics.report.page.page import write_report

__all__ = ["write_report"]
