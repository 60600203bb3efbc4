"""Extracts into typed Parquet: reading, casting, rejecting, warning."""
