"""The store: a folder of Parquet, its manifest and its lock. Knows no check and no policy."""
