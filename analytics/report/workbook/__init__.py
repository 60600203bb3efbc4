"""The workbook of a run, findings.xlsx: a worklist that reviewers fill in."""
