"""Loads the decisions of a worklist that reviewers filled in."""
