"""The load report: counts and signs in a load, and the sentences about them."""
