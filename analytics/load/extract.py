"""One extract loaded: typed Parquet, the rejected rows with reasons, the warnings, the counts."""

from __future__ import annotations

from analytics.load.files import file_fingerprint

__all__ = ["LoadResult", "file_fingerprint", "load_file"]
