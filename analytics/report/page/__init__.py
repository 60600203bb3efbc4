"""The page of a run, report.html: its data, its cells, its templates."""
