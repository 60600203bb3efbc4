"""Drafts of mapping files, from the headers and the first values of a file."""
