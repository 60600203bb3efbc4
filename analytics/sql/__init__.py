"""The query files of queries/: headers, lint, views, checks and the cookbook."""
