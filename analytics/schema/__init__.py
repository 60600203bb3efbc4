"""The words of the domain: tables, columns, types and short lists. Knows no rule."""
