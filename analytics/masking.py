"""Member identifiers as keyed pseudonyms, the same in every output and run made with one key.

Masked output is still about people: claim numbers, dates of service and codes stay, because a
finding is worked by its claim number. It lets work be shown without member numbers; it is not
de-identified data. A finding_id stays too: it is a hash of check, payer, claim and line, and
holds no member.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from analytics.errors import UsageError
from analytics.private_file import write_new_private

#: Holds the key itself, as text.
KEY_VARIABLE = "RECOUP_MASK_KEY"
#: Set to anything, every store opens masked: what it gives to notebooks and frames too.
MASKED_VARIABLE = "RECOUP_MASK"
#: The key of a store for which none was given.
KEY_FILE = "mask.key"
#: Columns that say who the member is, in every table of the data contract and of a run.
MEMBER_COLUMNS = ("member_id", "person_id", "member_name")
#: In the name of a plan's own x_ column: it is taken to hold one too.
_MEMBER_WORDS = ("member", "person", "subscriber", "patient")
#: A rejected row as its file had it, member and all: not shown at all.
RAW_COLUMNS = ("raw_row",)

_LEAST_KEY = 16
_PREFIX = "M-"
_CHARACTERS = 16  # of base32: 80 bits, no two members of any plan alike


def is_member_column(name: str) -> bool:
    """Whether a column of that name holds member identifiers."""
    name = name.lower()
    own = name.startswith("x_") and any(word in name for word in _MEMBER_WORDS)
    return own or name in MEMBER_COLUMNS


class Mask:
    """Replaces member identifiers by pseudonyms made of them and a key (HMAC-SHA256).

    Without the key a pseudonym can be neither reversed nor guessed by trying member numbers.
    Raises UsageError on a key shorter than 16 bytes.
    """

    def __init__(self, key: bytes):
        if len(key) < _LEAST_KEY:
            raise UsageError(f"a mask key has at least {_LEAST_KEY} characters")
        self._key = key

    def pseudonym(self, identifier: str) -> str:
        """The pseudonym of one member identifier: M- and 16 letters and digits."""
        digest = hmac.digest(self._key, b"member|" + identifier.encode(), hashlib.sha256)
        return _PREFIX + base64.b32encode(digest).decode()[:_CHARACTERS]

    def column(self, values: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
        """A column of member identifiers as pseudonyms; null stays null.

        Each distinct identifier is hashed once a chunk.
        """
        chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
        return pa.chunked_array([self._chunk(chunk) for chunk in chunks], pa.string())

    def _chunk(self, chunk: pa.Array) -> pa.Array:
        encoded = chunk.cast(pa.string()).dictionary_encode()
        named = [None if v is None else self.pseudonym(v) for v in encoded.dictionary.to_pylist()]
        return pa.array(named, pa.string()).take(encoded.indices)

    def table(self, table: pa.Table) -> pa.Table:
        """An Arrow table with its member columns masked and raw rows left empty.

        A column is known by its name: a query that renames one must be masked with `column`.
        """
        for place, name in enumerate(table.column_names):
            if is_member_column(name):
                table = table.set_column(place, name, self.column(table.column(place)))
            elif name.lower() in RAW_COLUMNS:
                table = table.set_column(place, name, pa.nulls(table.num_rows, pa.string()))
        return table

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame as `table` does it; the other columns are the frame's own."""
        frame = frame.copy(deep=False)
        for place, name in enumerate(frame.columns):
            if is_member_column(str(name)):
                values = frame.iloc[:, place].astype(pd.ArrowDtype(pa.string()))
                masked = self.column(pa.chunked_array(pa.array(values)))
            elif str(name).lower() in RAW_COLUMNS:
                masked = pa.nulls(len(frame), pa.string())
            else:
                continue
            frame.isetitem(place, masked.to_pandas(types_mapper=pd.ArrowDtype).array)
        return frame


def masked_frame(frame: pd.DataFrame, mask: Mask | None) -> pd.DataFrame:
    """The frame, masked where a mask is given."""
    return frame if mask is None else mask.frame(frame)


def masked_table(table: pa.Table, mask: Mask | None) -> pa.Table:
    """The Arrow table, masked where a mask is given."""
    return table if mask is None else mask.table(table)


@dataclass(frozen=True)
class MaskKey:
    """A key, where it is from in words, and whether it was made just now."""

    key: bytes
    source: str
    is_new: bool = False


def find_key(
    store: Path, given: Path | None = None, environment: Mapping[str, str] = os.environ
) -> MaskKey:
    """The key to mask with: a file given, else RECOUP_MASK_KEY, else the store's mask.key.

    A store without one gets one, readable by its owner only; whoever has it can link pseudonyms to
    members. Raises UsageError where a file cannot be read or its key is too short.
    """
    if given is not None:
        return MaskKey(_read_key(given), f"the key in {given}")
    if text := environment.get(KEY_VARIABLE, "").strip():
        return MaskKey(_long_enough(text.encode(), KEY_VARIABLE), KEY_VARIABLE)
    path = store / KEY_FILE
    is_new = not path.exists() and _made(path)
    return MaskKey(_read_key(path), f"the store's own key, {path}", is_new)


def mask_of_environment(store: Path) -> Mask | None:
    """The mask of a store where RECOUP_MASK says that all it gives is to be masked; else None."""
    return Mask(find_key(store).key) if os.environ.get(MASKED_VARIABLE) else None


def _read_key(path: Path) -> bytes:
    try:
        return _long_enough(path.read_bytes().strip(), str(path))
    except OSError as error:
        raise UsageError(f"the mask key {path} cannot be read: {error.strerror}") from error


def _long_enough(key: bytes, where: str) -> bytes:
    if len(key) < _LEAST_KEY:
        raise UsageError(f"{where}: a mask key has at least {_LEAST_KEY} characters")
    return key


def _made(path: Path) -> bool:
    """Write a new key; False where another process was first."""
    try:
        write_new_private(secrets.token_hex(32).encode() + b"\n", path)
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageError(f"the mask key {path} cannot be written: {error.strerror}") from error
    return True
