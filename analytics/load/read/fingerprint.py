"""The fingerprint of a file or frame, which shows that it was loaded before."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analytics import content
from analytics.load.read.files import check_file
from analytics.load.read.format_reader import ArrowStream
from analytics.load.read.frames import as_source


def file_fingerprint(given: Path | str | pd.DataFrame | ArrowStream) -> str:
    """The SHA-256 of a file's bytes, or of a frame's content, as hex digits.

    Raises ExtractError where the file is missing or empty.
    """
    source = as_source(given)
    if isinstance(source, Path):
        check_file(source)
        return content.sha256_file(source)
    digest = hashlib.sha256()
    with pa.ipc.new_stream(pa.PythonFile(_Digest(digest), mode="w"), source.schema) as writer:
        writer.write_table(source.combine_chunks())
    return digest.hexdigest()


class _Digest:
    """A file to write to of which only the digest is kept."""

    closed = False

    def __init__(self, digest: Any):
        self._digest = digest

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""
