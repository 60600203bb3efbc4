"""The registry of file formats: a new one is a module here and a line below. Knows no format."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from analytics.load.read.files import check_file
from analytics.load.read.format_reader import NOTHING_GIVEN, FormatReader, Given, Source

#: The modules, each with its `Reader`. The first that recognizes a source reads it; the last
#: takes any text.
FORMATS = (
    "frames",
    "x12",
    "workbook",
    "parquet",
    "fixed_width",
    "delimited",
)
READERS: dict[str, type[FormatReader]] = {
    name: import_module(f"analytics.load.read.{name}").Reader for name in FORMATS
}


def reader_of(source: Source, given: Given = NOTHING_GIVEN) -> FormatReader:
    """The reader of a file or frame. Raises ExtractError where the file is missing or empty."""
    if isinstance(source, Path):
        check_file(source)
    return next(
        reader(source, given)
        for reader in READERS.values()
        if reader.recognizes(source, given.file_format)
    )


def reader_named(name: str) -> type[FormatReader]:
    """The reader of a format by its name in the registry."""
    return READERS[name]


def format_of(reader: FormatReader) -> str:
    """The name of a reader's format in the registry."""
    return next(name for name, known in READERS.items() if known is type(reader))


def file_titles() -> str:
    """The formats of files, as help lists them."""
    return ", ".join(each.title for each in reversed(READERS.values()) if each.of_files)
