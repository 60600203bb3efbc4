"""The log of a night: a line of JSON per step, with counts and file names, no member data."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from analytics.errors import RecoupError
from analytics.private_file import append_private, disk_error


class NightLog:
    """Writes the log lines, to a stream and, where one is named, to the end of a file."""

    def __init__(self, stream: TextIO, file: Path | None, clock: Callable[[], datetime]):
        self._stream, self._file, self._clock = stream, file, clock

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        """A step of the night; what is put into the dict it yields goes into its line.

        `status` is done unless it is set; an error is written as such and goes on.
        """
        facts: dict[str, Any] = {}
        began = time.perf_counter()
        try:
            yield facts
        except BaseException as error:
            # of other errors only the kind: their words may quote the data
            why = str(error) if isinstance(error, RecoupError) else type(error).__name__
            self._write(name, began, {"status": "error", "why": why})
            raise
        self._write(name, began, {"status": "done", **facts})

    def _write(self, name: str, began: float, facts: dict[str, Any]) -> None:
        at = self._clock().isoformat(timespec="seconds")
        seconds = round(time.perf_counter() - began, 3)
        status = facts.pop("status")
        line = {"at": at, "step": name, "status": status, "seconds": seconds, **facts}
        text = json.dumps(line, ensure_ascii=False, default=str) + "\n"
        self._stream.write(text)
        self._stream.flush()
        if self._file is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            append_private(text, self._file)
        except OSError as error:
            raise disk_error(error) from error
