"""Segments of X12 files: any delimiters, any pieces, any damage."""

from __future__ import annotations

import pytest

from analytics.load.x12.segments import DAMAGED_ISA, ODD_ISA, UNREADABLE, read_segments

from .x12_files import BILL, bills, interchange

FILE = interchange(bills(BILL))


def elements(text: str | bytes, size: int | None = None) -> list[list[str]]:
    """The elements of all segments, the file read in pieces of `size` bytes."""
    data = text if isinstance(text, bytes) else text.encode()
    size = size or len(data)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return [segment.elements for segment in read_segments(pieces)]


def plain(text: str) -> list[list[str]]:
    """The elements of segments as the tests write them."""
    return [line.rstrip("~").split("*") for line in text.splitlines()]


def test_pieces_may_end_anywhere() -> None:
    for size in (*range(1, 130), 300, 301, 1000):
        assert elements(FILE, size) == plain(FILE), size


def test_pieces_may_end_anywhere_in_the_second_interchange() -> None:
    both = FILE + interchange(bills(BILL), delimiters="|!>\n", line_break="")
    # the first ends its segments with what parts elements in the second
    both = interchange(bills(BILL), delimiters="*^:|") + both[len(FILE) :]
    for size in (1, 7, 106, 250, 100_000):
        found = elements(both, size)
        assert [e[0] for e in found] == [e[0] for e in plain(FILE)] * 2, size
        assert found[: len(plain(FILE))] == plain(FILE), size


@pytest.mark.parametrize(
    ("delimiters", "line_break"),
    [
        ("*^:~", ""),
        ("*^:~", "\r\n"),
        ("|^:~", "\n"),
        ("~!^_", "\n"),
        ("\x1d\x1f\x1e\x1c", ""),
        ("*^>\n", ""),
        ("*^>\r", "\n"),
        ("*U:~", "\n"),  # before repetitions ISA11 was U
    ],
)
def test_any_delimiters(delimiters: str, line_break: str) -> None:
    text = interchange(bills(BILL), delimiters=delimiters, line_break=line_break)
    found = list(read_segments([text.encode()]))
    assert [s.id for s in found] == [e[0] for e in plain(FILE)]
    service = next(s for s in found if s.id == "SV1")
    assert service.parts(1) == ["HC", "S9500", "SH"]
    assert [s.number for s in found] == list(range(1, len(found) + 1))


def test_marks_and_blanks_around_the_file() -> None:
    assert elements(b"\xef\xbb\xbf\r\n\n " + FILE.encode() + b"\r\n\x1a\x00") == plain(FILE)


def test_a_file_wrapped_to_lines_of_one_width() -> None:
    text = FILE.replace("\n", "")
    head, tail = text[:106], text[106:]
    wrapped = head + "\n".join(tail[at : at + 80] for at in range(0, len(tail), 80))
    assert elements(wrapped) == plain(FILE)


def test_empty_segments_are_not_counted() -> None:
    found = list(read_segments([FILE.replace("~\nBHT", "~~\n ~BHT").encode()]))
    assert next(s.number for s in found if s.id == "BHT") == 4


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_names_with_accents(encoding: str) -> None:
    text = FILE.replace("RICHARD", "JOSÉ")
    assert elements(text.encode(encoding)) == plain(text)


def test_an_isa_that_lost_blanks_is_told_by_its_elements() -> None:
    found = list(read_segments([FILE.replace("*00*          *", "*00*         *", 1).encode()]))
    assert found[0].fault == ODD_ISA
    assert [s.id for s in found] == [e[0] for e in plain(FILE)]


def test_a_damaged_isa_is_one_stretch_and_the_next_interchange_is_read() -> None:
    damaged = FILE.replace("*000000001*0*P*:~", "*0000", 1)
    found = list(read_segments([(damaged + FILE).encode()]))
    assert [s.fault for s in found[:2]] == [DAMAGED_ISA, ""]
    assert [s.id for s in found[1:]] == [e[0] for e in plain(FILE)]
    assert found[1].number == 2


def test_text_before_the_first_isa_is_one_stretch() -> None:
    found = list(read_segments([b"GS*HC*A~ST*837*1~\n", FILE.encode()]))
    assert [s.fault for s in found[:2]] == [UNREADABLE, ""]
    assert len(found) == len(plain(FILE)) + 1


def test_a_file_cut_off_within_a_segment_before_the_next_interchange() -> None:
    cut = FILE[: FILE.index("S9500")]
    found = elements(cut + FILE)
    assert found[: -len(plain(FILE))][-1] == ["SV1", "HC:"]
    assert found[-len(plain(FILE)) :] == plain(FILE)


def test_a_segment_without_an_end_does_not_fill_the_memory() -> None:
    start = FILE[: FILE.index("HI*")].encode()
    pieces = [start, *[b"x" * 100_000] * 100, b"~\nLX*1~\n"]
    found = list(read_segments(pieces))
    assert [(s.id, bool(s.fault)) for s in found[-2:]] == [("", True), ("LX", False)]
