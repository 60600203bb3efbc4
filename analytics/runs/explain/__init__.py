"""Explains one claim in words, from the extracts to the net amount."""
