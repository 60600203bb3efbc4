"""Policies and which of them governs: per subject, scope and day exactly one table, whole.

Precedence: mandate, contract, payer, baseline; within a level a document that names the line of
business beats one that does not, then one that names the payer beats "*". A policy speaks on the
date of service, day by day: it cannot reach back before its first day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from analytics import content
from analytics.errors import ContentError, UsageError, nearest
from analytics.policy.document import NotChecked, PolicyFile, read_policy_file
from analytics.policy.period import Rule, in_general
from analytics.policy.precedence import Candidate, Governing, refuse_overlaps, segments
from analytics.policy.subjects import Subject, read_subjects

SUBJECTS_FILE = "subjects.toml"


class Scope(NamedTuple):
    """Whose lines a policy may govern: payer, line of business, and the contracts by name."""

    payer: str
    line_of_business: str
    contracts: tuple[str, ...] = ()

    @classmethod
    def of(cls, payer: str, line_of_business: str, contract: str | None) -> Scope:
        """The scope of a claim line; `contract` is null or names joined by "+"."""
        return cls(payer, line_of_business, tuple(contract.split("+")) if contract else ())


def scope_key(scope: Scope) -> str:
    """The scope as one text, as `policy_scope` of a claim line has it."""
    return "|".join((scope.payer, scope.line_of_business, "+".join(scope.contracts)))


class Policies:
    """The policy files of a run, and the subjects they speak on."""

    def __init__(self, files: Iterable[PolicyFile], subjects: dict[str, Subject]):
        self.files = {file.policy_id: file for file in files}
        self.subjects = subjects
        refuse_overlaps(self.files.values())

    def parties(self) -> list[tuple[str, str, str | None, str | None, tuple[str, ...] | None]]:
        """Who a contract file itself names.

        Contract, payer, billing TIN or null, billing NPI or null, lines of business or null.
        """
        return [
            (file.contract_name, file.payer, tin, npi, file.lines_of_business)
            for file in self._ordered()
            for tin, npi in [(t, None) for t in file.billing_tins]
            + [(None, n) for n in file.billing_npis]
        ]

    def contracts(self) -> dict[str, list[str]]:
        """The contracts whose policy file is loaded, in order, by payer."""
        found: dict[str, list[str]] = {}
        for file in self._ordered():
            if file.level == "contract":
                found.setdefault(file.payer, []).append(file.contract_name)
        return found

    def govern(self, subject: str, scopes: Iterable[Scope]) -> pa.Table:
        """The relation `policy` of one subject: at most one row for a scope and a day.

        Raises ContentError where the subject is unknown, or two contracts of one scope speak on
        the same days.
        """
        if subject not in self.subjects:
            raise ContentError(f"no policy subject {subject!r}; {nearest(subject, self.subjects)}")
        schema = self.subjects[subject].arrow_schema
        general = [file for file in self._ordered() if file.level != "contract"]
        rows = [
            self._row(subject, scope, governing)
            for scope in sorted(set(scopes), key=scope_key)
            for governing in segments(subject, self._candidates(subject, scope, general))
        ]
        return pa.Table.from_pylist(rows, schema=schema)

    def has_contract(self, payer: str, contract: str) -> bool:
        """Whether a file of this payer's contract was read, be it a silent one."""
        return any(file.payer == payer for file in self._contract_files(contract))

    def not_checked(
        self, scopes: Iterable[Scope], first: date, last: date
    ) -> list[tuple[PolicyFile, NotChecked]]:
        """The sentences that no check reads, of the files that speak for a scope on those days."""
        scopes = list(scopes)
        return [
            (file, each)
            for file in self._ordered()
            if file.speaks(first, last) and any(_speaks_for(file, scope) for scope in scopes)
            for each in file.not_checked
        ]

    def citations(self) -> Iterator[tuple[PolicyFile, str, Rule]]:
        """Each rule that gives single checks their own citation: its file, subject and rule."""
        for file in self._ordered():
            for period in file.periods:
                for subject, rule in period.rules.items():
                    if rule.citations:
                        yield file, subject, rule

    def describe(self) -> list[dict[str, Any]]:
        """Every policy as plain values: its periods, subjects and parameters, file and SHA-256."""
        return [_described(file) for file in self._ordered()]

    def _ordered(self) -> list[PolicyFile]:
        return [self.files[policy_id] for policy_id in sorted(self.files)]

    def _contract_files(self, contract: str) -> list[PolicyFile]:
        return [
            file
            for file in self._ordered()
            if file.level == "contract" and file.contract_name == contract
        ]

    def _candidates(self, subject: str, scope: Scope, general: list[PolicyFile]) -> list[Candidate]:
        contracts = [
            file for name in dict.fromkeys(scope.contracts) for file in self._contract_files(name)
        ]
        return [
            Candidate(file, period)
            for file in (*general, *contracts)
            if file.applies_to(scope.payer, scope.line_of_business)
            for period in file.periods
            if subject in period.rules
        ]

    def _row(self, subject: str, scope: Scope, governing: Governing) -> dict[str, Any]:
        file, period = governing.file, governing.period
        rule = period.rules[subject]
        part = f"#{governing.part}" if governing.part > 1 else ""
        return {
            "policy_scope": scope_key(scope),
            "policy_period_id": f"{file.policy_id}:{subject}:{period.effective_from}{part}",
            "effective_from": governing.first,
            "effective_to": governing.last,
            "policy_id": file.policy_id,
            "level": file.level,
            "title": file.title,
            "source": file.source,
            "citation": file.cite(period, subject),
            "citations": [(each, file.cite(period, subject, each)) for each in rule.citations],
            "policy_effective_from": period.effective_from,
            "strength": rule.strength,
            "disabled_checks": rule.disabled_checks,
            "monitor_checks": rule.monitor_checks,
        } | {
            p.name: p.column_value(rule.values[p.name], scope.line_of_business)
            for p in self.subjects[subject].parameters
        }


def read_policies(folders: Iterable[Path]) -> Policies:
    """The policies of these folders (or single files).

    A later folder's file replaces an earlier one of the same policy_id; a subjects.toml in a
    folder adds subjects to the shipped ones, or replaces those of the same name. Raises
    ContentError with file and line, UsageError where a folder is missing or has no policy file.
    """
    folders = [Path(folder) for folder in folders]
    subjects: dict[str, Subject] = {}
    for path in dict.fromkeys(f / SUBJECTS_FILE for f in (content.POLICIES, *folders)):
        if path.is_file():
            subjects |= read_subjects(path)
    files: dict[str, PolicyFile] = {}
    for folder in folders:
        here: dict[str, PolicyFile] = {}
        for path in _policy_paths(folder):
            file = read_policy_file(path, subjects)
            if twin := here.get(file.policy_id):
                raise ContentError(
                    f"{path}: policy_id {file.policy_id!r} is taken by {twin.path.name} "
                    "of the same folder; give each file its own"
                )
            here[file.policy_id] = file
        files |= here
    return Policies(files.values(), subjects)


def _policy_paths(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise UsageError(f"no folder of policy files at {folder}")
    paths = sorted(path for path in folder.glob("*.toml") if path.name != SUBJECTS_FILE)
    if not paths and not (folder / SUBJECTS_FILE).is_file():
        raise UsageError(f"no policy file (*.toml) in {folder}")
    return paths


def _speaks_for(file: PolicyFile, scope: Scope) -> bool:
    is_party = file.level != "contract" or file.contract_name in scope.contracts
    return is_party and file.applies_to(scope.payer, scope.line_of_business)


def _described(file: PolicyFile) -> dict[str, Any]:
    head = {name: value for name, value in vars(file).items() if name not in ("path", "periods")}
    return head | {
        "file": str(file.path),
        "not_checked": [vars(each) for each in file.not_checked],
        "periods": [
            {
                "effective_from": period.effective_from,
                "effective_to": period.effective_to,
                "citation": period.citation,
                "subjects": {
                    subject: vars(rule)
                    | {
                        "citation": in_general(file.cite(period, subject)),
                        "citations": {
                            check_id: in_general(file.cite(period, subject, check_id))
                            for check_id in rule.citations
                        },
                    }
                    for subject, rule in period.rules.items()
                },
            }
            for period in file.periods
        ],
    }
