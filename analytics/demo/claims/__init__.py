"""The everyday claims of the made-up plan, clean under every check."""
