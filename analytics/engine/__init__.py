"""The engine: DuckDB runs a statement and gives its rows. Knows no table and no rule."""
