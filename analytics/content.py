"""Where the shipped content lives: queries/, data/policies and data/reference.

In a checkout they stand beside the package; in an installed wheel they travel inside it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_content"
ROOT = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent

QUERIES = ROOT / "queries"
MODEL = QUERIES / "model"
CHECKS = QUERIES / "checks"
EXPOSURE = QUERIES / "exposure"
POLICIES = ROOT / "data" / "policies"
#: Made-up policies of the demo; a real store never reads them unless told.
EXAMPLE_POLICIES = POLICIES / "example"
REFERENCE = ROOT / "data" / "reference"
MAPPINGS = ROOT / "data" / "mappings"


def sha256_text(text: str) -> str:
    """The SHA-256 of a text, as hex digits, whatever its line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, as hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
