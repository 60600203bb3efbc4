"""A run read again: its tables, exposure, comparison, explanation and review."""
