"""One policy file: a payer document as dated, cited values, read strictly.

Whatever is unknown, missing, of the wrong type or contradictory is refused with file and line
(ContentError): a policy that is read differently from how it was meant would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics.content import sha256_text
from analytics.policy.period import Period, read_periods
from analytics.policy.subjects import Subject
from analytics.policy.values import read_lines_of_business
from analytics.toml_file import StrictTable, TomlFile, one_of, read_list, read_text, read_toml

#: Whose word goes first.
LEVELS = ("mandate", "contract", "payer", "baseline")
#: The level whose first day is ours: no document was put in force on it.
BASELINE = LEVELS[-1]
#: The payer of a file that fits any payer.
ANY_PAYER = "*"

#: The keys of a file, and what each says.
_FILE_KEYS = {
    "policy_id": "a short name of its own",
    "payer": "the payer as the claims name it, or '*' for any",
    "level": "mandate, contract, payer or baseline",
    "title": "the document's title",
    "source": "the document and its version, as findings cite it",
    "jurisdiction": "where it applies",
    "lines_of_business": "the lines of business that it covers; left out: all, also an unknown one",
    "billing_tins": "tax numbers under the contract",
    "billing_npis": "NPIs under the contract",
    "contract": "the contract as contract_party names it; left out: the policy_id",
    "not_checked": "sentences of the document that no check reads, or reads in part, and why",
    "period": "at least one [[period]]",
}
#: What says who is under a contract.
_PARTY_KEYS = ("billing_tins", "billing_npis", "contract")


@dataclass(frozen=True)
class NotChecked:
    """A sentence of a document that no check reads, or reads in part, and why."""

    sentence: str
    why: str


@dataclass(frozen=True)
class PolicyFile:
    """One payer document."""

    policy_id: str
    payer: str
    level: str
    title: str
    source: str
    jurisdiction: str | None
    lines_of_business: tuple[str, ...] | None
    billing_tins: tuple[str, ...]
    billing_npis: tuple[str, ...]
    periods: tuple[Period, ...]
    path: Path
    sha256: str
    contract: str | None = None
    not_checked: tuple[NotChecked, ...] = ()

    @property
    def contract_name(self) -> str:
        """What contract_party calls the contract of a file of that level."""
        return self.contract or self.policy_id

    def applies_to(self, payer: str, line_of_business: str) -> bool:
        """Whether the document is about this payer and line of business."""
        return self.payer in (payer, ANY_PAYER) and (
            self.lines_of_business is None or line_of_business in self.lines_of_business
        )

    def speaks(self, first: date, last: date) -> bool:
        """Whether a period holds on a day between these; a file without a period always does."""
        return not self.periods or any(
            period.effective_from <= last and period.effective_to >= first
            for period in self.periods
        )

    def cite(self, period: Period, subject: str, check_id: str | None = None) -> str:
        """The document and the place in it that a finding of this subject, or check, rests on."""
        rule = period.rules[subject]
        text = f"{self.source}: {rule.citations.get(check_id or '', rule.citation)}"
        return f"{text} ({period.citation})" if period.citation else text


def read_policy_file(path: Path, subjects: dict[str, Subject]) -> PolicyFile:
    """Read one policy file. Raises ContentError with file and line."""
    file = read_toml(path)
    table = StrictTable(file, (), file.data, _FILE_KEYS, "the policy")

    def need(name: str, read: Callable[[Any], Any]) -> Any:
        return table.need(name, read, _FILE_KEYS[name])

    level, payer = need("level", one_of(LEVELS)), need("payer", read_text)
    if level == "contract" and payer == ANY_PAYER:
        raise table.error("a contract names its payer, not '*'", "payer")
    for name in _PARTY_KEYS:
        if name in table and level != "contract":
            raise table.error(f"{name} belongs to level contract, not {level}", name)
    not_checked = tuple(_not_checked(file))
    if level == "contract" and not_checked and "period" not in table:
        tables = []  # read, and silent
    else:
        tables = need("period", _read_tables)
    return PolicyFile(
        policy_id=need("policy_id", _read_id),
        payer=payer,
        level=level,
        title=need("title", read_text),
        source=need("source", read_text),
        jurisdiction=table.take("jurisdiction", read_text),
        lines_of_business=table.take("lines_of_business", read_lines_of_business),
        billing_tins=table.take("billing_tins", _numbers_of(9), ()),
        billing_npis=table.take("billing_npis", _numbers_of(10), ()),
        periods=read_periods(file, tables, subjects),
        path=path,
        sha256=sha256_text(file.text),
        contract=table.take("contract", _read_contract),
        not_checked=not_checked,
    )


def _not_checked(file: TomlFile) -> Iterator[NotChecked]:
    listed = file.data.get("not_checked", [])
    if not isinstance(listed, list):
        message = 'not_checked must be a list, like [{ sentence = "...", why = "..." }]'
        raise file.error(("not_checked",), message)
    for at, item in enumerate(listed):
        keys = ("sentence", "why")
        entry = StrictTable(file, ("not_checked", at), item, keys, "an entry of not_checked")
        yield NotChecked(
            entry.need("sentence", read_text, "the words of the document"),
            entry.need("why", read_text, "why no check reads them, or reads them in part"),
        )


def _numbers_of(digits: int) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        for number in read_list(value):
            if not re.fullmatch(rf"[0-9]{{{digits}}}", number):
                raise ValueError(f"must hold numbers of {digits} digits, each as text in quotes")
        return read_list(value)

    return read


def _read_id(value: Any) -> str:
    # A scope joins ids with "+", a period id with ":" and "#".
    if not re.fullmatch(r"[A-Za-z0-9._-]+", read_text(value)):
        raise ValueError("must be made of letters, digits, points, dashes and underscores")
    return value


def _read_contract(value: Any) -> str:
    # A scope joins contracts with "+", and its parts with "|".
    if re.search(r"[+|]", read_text(value)):
        raise ValueError("must be without '+' and '|'")
    return value


def _read_tables(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be written [[period]], at least once")
    return value
