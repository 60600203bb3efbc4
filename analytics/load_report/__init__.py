"""The load report in words, for the terminal and the page of a run."""

from analytics.load_report.lines import coverage_rows, load_report_lines

__all__ = ["coverage_rows", "load_report_lines"]
