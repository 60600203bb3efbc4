"""Mapping files, and which column of a file feeds which column of a table."""
