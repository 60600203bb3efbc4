"""Prepares a load: the reader, the mapping and the table of a source.

Reads headers, never rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from analytics.errors import ExtractError, UsageError
from analytics.load.cast.statement import CastStatement
from analytics.load.mapping.binding import bind
from analytics.load.mapping.mapping import Mapping, fixed_kinds, needs_headers, read_mapping
from analytics.load.read.format_reader import FormatReader, Given, Source
from analytics.load.read.formats import reader_of
from analytics.load.read.header import Header, guess_table
from analytics.schema.tables import TABLES


@dataclass(frozen=True)
class LoadJob:
    """A source with what is known before its rows are read."""

    reader: FormatReader
    mapping: Mapping
    statement: CastStatement

    @property
    def name(self) -> str:
        """The source in messages and in the record."""
        return self.reader.name

    @property
    def is_submission(self) -> bool:
        """Are its claims bills, of which nothing is paid yet?"""
        standard = self.reader.standard
        return standard is not None and standard.is_submission


def prepare_job(
    source: Source,
    table: str | None,
    mapping: Mapping | Path | str | None,
    payer: str | None,
    line_of_business: str | None,
) -> LoadJob:
    """Choose reader, mapping and table of a source, and bind its columns.

    Raises ExtractError where the file or its headers do not read, or where they lack a column
    that is needed; UsageError where two tables are given.
    """
    reader, found = _reader_and_mapping(source, mapping, Given(table=table, payer=payer))
    header, name = reader.header, reader.name
    chosen = TABLES[_table_name(table, found, header, name)]
    given = {"payer": payer, "line_of_business": line_of_business and line_of_business.upper()}
    constants = found.constants | {column: word for column, word in given.items() if word}
    constants = {c: word for c, word in constants.items() if c in chosen.names}
    binding = bind(chosen, header.names, found, constants, name)
    return LoadJob(reader, found, CastStatement(chosen, binding, found, constants))


def _reader_and_mapping(
    source: Source, mapping: Mapping | Path | str | None, given: Given
) -> tuple[FormatReader, Mapping]:
    """The source read as the mapping says; a profile of several kinds is chosen by the header."""
    if mapping is None or isinstance(mapping, Mapping):
        found = mapping or Mapping()
    elif needs_headers(mapping):
        found = _fitting_kind(source, mapping, given)
    else:
        found = read_mapping(mapping)
    reader = reader_of(source, replace(given, file_format=found.file_format))
    return reader, _under_standard(found, reader)


def _fitting_kind(source: Source, profile: Path | str, given: Given) -> Mapping:
    try:
        header = reader_of(source, given).header
    except ExtractError as error:
        fixed = fixed_kinds(profile)
        hint = f"; fixed-width files: --map {' or '.join(fixed)}" if fixed else ""
        raise ExtractError(f"{error}{hint}") from error
    return read_mapping(profile, list(header.names), header.first_row)


def _under_standard(mapping: Mapping, reader: FormatReader) -> Mapping:
    """The mapping, with what a standard says of the file in the place of what the mapping says."""
    standard = reader.standard
    if standard is None:
        return mapping
    if mapping.table not in (None, standard.table):
        raise UsageError(
            f"{reader.name}: mapping {mapping.name} is for {mapping.table}, not {standard.table}"
        )
    return replace(
        mapping,
        name=f"{standard.name}, {mapping.name}" if mapping.name else standard.name,
        table=standard.table,
        units_basis=standard.units_basis,
        history=None,
    )


def _table_name(given: str | None, mapping: Mapping, header: Header, file: str) -> str:
    if given and mapping.table and given != mapping.table:
        raise UsageError(f"mapping {mapping.name} is for {mapping.table}, not for {given}")
    return given or mapping.table or guess_table([*header.names, *mapping.columns], file)
