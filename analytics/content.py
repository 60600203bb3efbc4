"""Where the shipped content lives: queries/, data/policies and data/reference.

In a checkout they stand beside the package; in an installed wheel they travel inside it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_content"
#: Whether the content travels inside the package; else this is a checkout.
is_installed = _SHIPPED.is_dir()
ROOT = _SHIPPED if is_installed else _PACKAGE.parent

QUERIES = ROOT / "queries"
MODEL = QUERIES / "model"
CHECKS = QUERIES / "checks"
STAGES = QUERIES / "stages"
EXPOSURE = QUERIES / "exposure"
REPORT = QUERIES / "report"
LETTERS = QUERIES / "letters"
REVIEW = QUERIES / "review"
COMPARE = QUERIES / "compare"
AUDIT = QUERIES / "audit"
ADHOC = QUERIES / "adhoc"
POLICIES = ROOT / "data" / "policies"
#: Made-up policies of the demo; a real store never reads them unless told.
EXAMPLE_POLICIES = POLICIES / "example"
REFERENCE = ROOT / "data" / "reference"
MAPPINGS = ROOT / "data" / "mappings"
NOTEBOOKS = ROOT / "notebooks"


def sha256_text(text: str) -> str:
    """The SHA-256 of a text, as hex digits, whatever its line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, as hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
