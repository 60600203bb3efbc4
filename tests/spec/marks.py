"""Marks that keep cases apart in one audit: claims, members and payers of a case's own.

A mark stands in front of what a case wrote and comes off what the audit says of it. Lines of two
payers never meet, and a policy file speaks to one payer: so cases under payers of their own may
have policies and other tables of their own too. A provider table names no payer: beside one the
providers are of the case's own as well. Knows tables and policy files, and no check.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from analytics import content
from analytics.policy.governing import SUBJECTS_FILE
from analytics.sql.checks import read_checks
from analytics.testing.columns import NPI, valid_npi

OWN_POLICIES = Path(__file__).parent / "policies"
ANY_PAYER = "*"

#: Columns that a case has for itself, in any of its tables.
_OF_A_CASE = {
    *("claim_id", "original_claim_id", "payer_claim_id", "patient_control_number"),
    *("member_id", "person_id", "visit_note_id"),
}
#: Columns that cases under the same payers share: the payer, and the policy of a contract.
_OF_A_PAYER = {"payer", "contract"}
_MARK = re.compile(r"\bc\d{4}\.")
_NUMBER = re.compile(r"\d{4}")
_HEAD = re.compile(r'^((?:policy_id|payer|contract)\s*=\s*")', re.MULTILINE)


#: NPIs of a case's own, by the digits behind a 1: its number, 678, the place of the name.
_OWN_NPI = re.compile(r"\b1\d{4}678([0-6])\d\b")
_NPIS = tuple(NPI.values())


def mark(number: int) -> str:
    """The mark of that number; a policy_id may hold it as it is."""
    return f"c{number:04d}."


def marked(tables: dict[str, pd.DataFrame], case: str, payer: str) -> dict[str, pd.DataFrame]:
    """The tables of a case under its mark and that of its payers."""
    become = _finding_ids(tables["medical_claim"], case, payer)
    if "provider" in tables:
        become |= _own_npis(payer)
    return {name: under(frame, case, payer, become) for name, frame in tables.items()}


def under(
    frame: pd.DataFrame, case: str, payer: str, become: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """One table under the marks; `become`: what finding ids and NPIs become."""
    changed, become = {}, become or {}
    for name in frame:
        if name in _OF_A_CASE | _OF_A_PAYER:
            front = payer if name in _OF_A_PAYER else case
            changed[name] = [value and f"{front}{value}" for value in frame[name]]
        elif name == "finding_id" or name.endswith("npi"):
            changed[name] = [become.get(value, value) for value in frame[name]]
    return frame.assign(**changed)


def _own_npis(payer: str) -> dict[str, str]:
    """The NPIs of tests, and those of the case of this mark."""
    stem = f"1{_NUMBER.search(payer)[0]}678"
    return {npi: valid_npi(f"{stem}{place}") for place, npi in enumerate(_NPIS)}


def _finding_ids(claims: pd.DataFrame, case: str, payer: str) -> dict[str, str]:
    """The finding ids of the lines as written, and as they are under the marks."""
    lines = set(zip(claims["payer"], claims["claim_id"], claims["claim_line_number"], strict=True))
    return {
        finding_id(claim, check, its, line): finding_id(case + claim, check, payer + its, line)
        for check in _check_ids()
        for its, claim, line in lines
    }


def finding_id(claim: str, check: str = "UNT-01", payer: str = "PLAN", line: int | str = 1) -> str:
    """data_contract.md, Findings: md5 of check_id, payer, claim_id, claim_line_number."""
    return hashlib.md5(f"{check}|{payer}|{claim}|{line}".encode()).hexdigest()


@cache
def _check_ids() -> tuple[str, ...]:
    return tuple(check.check_id for check in read_checks([content.CHECKS]))


def unmarked(found: pd.DataFrame) -> pd.DataFrame:
    """Findings with claims, members, payers, policies and reasons as the case wrote them.

    Without finding_id, a hash over the marked claim: a test that names one audits by itself.
    """
    plain = found.reset_index(drop=True).drop(columns="finding_id", errors="ignore")
    for name in plain.columns:
        if pd.api.types.is_string_dtype(plain[name]):
            dtype = plain[name].dtype
            plain[name] = plain[name].map(unmarked_text, na_action="ignore").astype(dtype)
    return plain


def unmarked_text(text: str) -> str:
    """A text as the case wrote it."""
    return _OWN_NPI.sub(lambda found: _NPIS[int(found[1])], _MARK.sub("", text))


def joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Marked tables as one extract; a column that a case does not have is empty on its rows."""
    together = pd.concat(list(frames), ignore_index=True)
    return together.astype(object).where(together.notna(), None)


def speaks_to_all(table: str, frame: pd.DataFrame) -> bool:
    """Whether a table speaks to every payer: it names none. A disposition names its finding."""
    return table != "disposition" and (
        "payer" not in frame or frame.empty or bool(frame["payer"].isna().any())
    )


# --- policies


def policies_of(texts: Iterable[str]) -> dict[str, str]:
    """PLAN's own policy files and these, by policy_id; a text with its policy_id replaces it."""
    return _by_id(path.read_text() for path in OWN_POLICIES.glob("*.toml")) | _by_id(texts)


def marked_policies(
    texts: Iterable[str], payers: Iterable[str], front: str, own_npis: bool = False
) -> dict[str, str]:
    """The files that speak to these payers, by policy_id, each under the mark.

    `own_npis`: whether the providers are of the case's own.
    """
    become = _own_npis(front) if own_npis else {}
    marked_texts = {}
    for policy_id, text in (_shipped() | policies_of(texts)).items():
        if _head(text)["payer"] in payers:
            for npi, own in become.items():
                text = text.replace(npi, own)
            marked_texts[f"{front}{policy_id}"] = _HEAD.sub(rf"\g<1>{front}", text, count=3)
    return marked_texts


def speaks_to_any_payer(texts: Iterable[str]) -> bool:
    """Whether one of these texts is of any payer, or stands instead of a shipped one that is."""
    brought = _by_id(texts)
    replaced = [text for policy_id, text in _shipped().items() if policy_id in brought]
    return any(_head(text)["payer"] == ANY_PAYER for text in (*brought.values(), *replaced))


@cache
def _shipped() -> dict[str, str]:
    paths = [p for p in content.POLICIES.glob("*.toml") if p.name != SUBJECTS_FILE]
    return _by_id(path.read_text() for path in paths)


def _by_id(texts: Iterable[str]) -> dict[str, str]:
    return {_head(text)["policy_id"]: text for text in texts}


@cache
def _head(text: str) -> dict[str, str]:
    """policy_id and payer of a policy file."""
    whole = tomllib.loads(text)
    return {name: whole[name] for name in ("policy_id", "payer")}
