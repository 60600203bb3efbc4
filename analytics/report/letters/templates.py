"""The letters as Word templates: Recoup's own, made here, or the plan's, checked before use."""

from __future__ import annotations

import io
from pathlib import Path

from analytics.errors import ContentError, UsageError, nearest
from analytics.report.letters.default_template import default_form
from analytics.report.letters.word import open_template, placeholders

KINDS = ("demand", "records")
#: The lists that stand inside another: the findings of a line, their calendars, the days of these.
OUTER = {"finding": "line", "calendar": "finding", "day": "calendar"}
_OF_LISTS = {
    "line": (
        *("claim_id", "claim_line_number", "member_id", "member_name", "patient_control_number"),
        *("service_dates", "code", "units", "first_paid_date", "paid_date"),
        *("payment_trace_number", "paid_amount", "recovered_amount", "amount", "reasons"),
    ),
    "finding": ("text",),
    "calendar": ("title",),
    "day": ("days", "paid_amount", "share", "other_lines"),
    "basis": ("citation", "lines"),
}
#: What a template may ask for, by kind of letter.
KNOWN = {
    kind: {
        *("draft_note", "dated", "reference", "plan_name", "plan_address", "contact"),
        *("provider_name", "provider_address", "provider_group", "npis"),
        *("line_count", "first_day", "last_day", "listing_note"),
        *(f"{name}.{n}" for name, names in _OF_LISTS.items() for n in names),
        *own,
    }
    for kind, own in {
        "demand": ("total", "time_limit", "recovery_method", "response_by", "response_days",
                   "appeal_route", "appeal_by", "appeal_days"),
        "records": ("records_to", "records_by", "records_days"),
    }.items()
}  # fmt: skip
#: What a template must ask for, alternatives as one text: what a demand must say, and what a
#: request for records cannot do without.
_WANTED = {
    "demand": {
        *("line.member_id", "line.service_dates", "line.claim_id", "line.paid_amount"),
        *("line.paid_date", "line.amount", "line.reasons or finding.text", "total"),
        *("recovery_method", "appeal_route", "appeal_by", "contact", "plan_name", "draft_note"),
    },
    "records": {
        *("line.member_id", "line.service_dates", "line.claim_id"),
        *("line.reasons or finding.text", "records_to", "records_by", "contact", "plan_name"),
        "draft_note",
    },
}


def template(kind: str, folder: Path | None) -> bytes:
    """The template of a kind of letter: `demand.docx` of the folder where it is there, else ours.

    It is a file's content, to be opened anew for each letter.

    Raises UsageError where there is no such folder, ContentError on a template that asks for what
    is not known or leaves out what the letter must say.
    """
    if folder is not None and not Path(folder).is_dir():
        raise UsageError(f"no folder of letter templates at {folder}")
    path = Path(folder) / f"{kind}.docx" if folder is not None else None
    if path is None or not path.is_file():
        return default_form(kind)
    document = open_template(path)
    found = placeholders(document)
    for name in sorted(found - KNOWN[kind]):
        raise ContentError(f"{path}: unknown placeholder {name!r}; {nearest(name, KNOWN[kind])}")
    if lacking := sorted(n for n in _WANTED[kind] if not found.intersection(n.split(" or "))):
        raise ContentError(
            f"{path}: a {kind} letter must say {', '.join(lacking)}; "
            f"write {{{{ {lacking[0].partition(' or ')[0]} }}}} where it belongs"
        )
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def write_templates(folder: Path) -> list[Path]:
    """Write Recoup's own templates to be changed in Word. Raises UsageError where one is there."""
    folder = Path(folder)
    paths = [folder / f"{kind}.docx" for kind in KINDS]
    for path in paths:
        if path.exists():
            raise UsageError(f"{path} already exists; not overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    for kind, path in zip(KINDS, paths, strict=True):
        path.write_bytes(default_form(kind))
    return paths
