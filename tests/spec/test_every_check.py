"""What every check owes, asked of all checks of queries/checks at once; a new check needs a row.

`EXAMPLES` has the least that a check finds: claim F, with what it needs beside it. Each law asks
that again: on other days, of another payer, paid nothing, under a table that lowers or monitors.
All of it is one audit, each case with members of its own; the bare extract is a second one.
"""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics import content, testing
from analytics.sql.checks import read_checks

from .policy_text import period, policy

CHECKS = {check.check_id: check for check in read_checks([content.CHECKS])}

#: All lines are of one day; `from` and `to` are days before and after it. An empty cell: default.
EXAMPLES = """
check  | claim | code  | mods | pos | units | paid | freq | original | lob      | bill | from | to
-------+-------+-------+------+-----+-------+------+------+----------+----------+------+------+---
POS-01 | F     | S9500 |      | 11  |       |      |      |          |          |      |      |
POS-02 | F     | S9500 |      | 21  |       |      |      |          |          |      |      |
CON-01 | A     | S9366 |      |     |       | 180  |      |          |          |      |      |
CON-01 | F     | S9500 |      |     |       | 100  |      |          |          |      |      |
CON-02 | A     | S9366 |      |     |       | 180  |      |          |          |      |      |
CON-02 | B     | S9348 |      |     |       | 150  |      |          |          |      |      |
CON-02 | F     | S9500 |      |     |       | 100  |      |          |          |      |      |
CON-03 | A     | S9366 |      |     |       | 180  |      |          |          |      |      |
CON-03 | B     | S9348 | SH   |     |       | 75   |      |          |          |      |      |
CON-03 | F     | S9500 | SH   |     |       | 50   |      |          |          |      |      |
CON-04 | F     | S9500 | SH   |     |       | 50   |      |          |          |      |      |
EXC-01 | F     | S9494 |      |     |       |      |      |          |          |      |      |
EXC-01 | A     | S9500 |      |     |       |      |      |          |          |      |      |
UNT-01 | F     | S9500 |      |     | 2     | 200  |      |          |          |      |      |
UNT-02 | A     | S9500 |      |     |       |      |      |          |          |      |      |
UNT-02 | F     | S9500 |      |     |       |      |      |          |          |      |      |
UNT-02 | D     | J0696 |      |     |       |      |      |          |          |      |      |
NUR-01 | F     | 99602 |      |     |       |      |      |          |          |      |      |
NUR-04 | F     | 99601 |      |     |       |      |      |          |          |      |      |
NUR-13 | F     | 99601 |      |     |       |      |      |          |          |      |      |
LOB-01 | F     | G0068 |      |     |       |      |      |          | MEDICAID |      |      |
BND-01 | A     | S9500 |      |     |       |      |      |          |          |      |      |
BND-01 | F     | A4222 |      |     |       |      |      |          |          |      |      |
OVR-01 | A     |       |      |     |       | 9000 |      |          |          | 0111 | 3    | 3
OVR-01 | F     | S9500 |      |     |       |      |      |          |          |      |      |
DUP-01 | A     | S9500 |      |     |       |      |      |          |          |      |      |
DUP-01 | F     | S9500 |      |     |       |      |      |          |          |      |      |
DUP-03 | F     | S9500 |      |     |       |      | 1    |          |          |      |      |
DUP-03 | A     | S9500 |      |     |       |      | 7    | F        |          |      |      |
"""
#: Checks whose record a request made, long due: no note came, as for every case here.
REQUESTED = ("NUR-13",)
#: Columns that are optional to every other check and not to these.
NEEDS = {
    "DUP-01": {"units": "1", "charge": "100", "paid_on": "09-01"},
    **{key: {"paid_on": "09-01"} for key in ("DUP-03", "EXC-01", "UNT-02")},
}

IN_FORCE, AFTER = "2026-06-10", "2026-06-20"
PLAIN, RECORDS, LEAD, MONITORED, DISABLED = "07-15", "08-05", "08-15", "08-25", "09-10"
#: Columns that an extract may lack, by the names that tables of tests give them.
OPTIONAL = {
    name: testing.ALIASES["medical_claim"][name]
    for name in (
        *("pos", "lob", "units", "charge", "paid_on", "received", "allowed", "tin", "rendering"),
        "type",
    )
}


def example(check: str) -> list[dict]:
    """The rows of a check's example."""
    return [row for row in testing.rows_of(EXAMPLES)[1] if row["check"] == check]


def case(
    check: str,
    first: str,
    days: int = 1,
    beside: dict | None = None,
    replaced: bool = False,
    **found: str,
) -> str:
    """The example on these days: `found` changes claim F, `beside` every other line.

    `replaced`: an office visit replaces claim F.
    """
    rows = []
    for row in example(check):
        start = testing.day(first) - timedelta(days=int(row["from"] or 0))
        end = testing.day(first) + timedelta(days=days - 1 + int(row["to"] or 0))
        paid = f"{int(row['paid'] or 100) * days}.00"
        full = {name: row[name] for name in ("claim", *_named(check))}
        full |= {"from": f"{start:%m-%d}", "to": f"{end:%m-%d}", "paid": paid, "allowed": paid}
        full |= {"units": str(int(row["units"] or 1) * days) if not row["bill"] else None}
        full |= {"payer": "PLAN", "status": None}
        rows.append(full | (found if row["claim"] == "F" else beside or {}))
    if replaced:
        rows = [{"freq": "1", "original": None, "code": None} | row for row in rows]
        new = {"claim": "R", "freq": "7", "original": "F", "code": "99213"}
        rows.append(dict.fromkeys(rows[0]) | rows[0] | new)
    return table(rows)


def bare(check: str) -> str:
    """The example with nothing but what it names."""
    rows = []
    for row in example(check):
        start = testing.day(PLAIN) - timedelta(days=int(row["from"] or 0))
        end = testing.day(PLAIN) + timedelta(days=int(row["to"] or 0))
        full = {name: row[name] for name in ("claim", *_named(check))}
        full |= {"from": f"{start:%m-%d}", "to": f"{end:%m-%d}", "paid": row["paid"] or "100"}
        full |= {name: row.get(name) or value for name, value in NEEDS.get(check, {}).items()}
        rows.append(full)
    return table(rows)


def needed(check: str) -> list[str]:
    """The columns of `OPTIONAL` that the example names."""
    return [name for name in OPTIONAL if name in (*_named(check), *NEEDS.get(check, {}))]


def _named(check: str) -> list[str]:
    names = ("code", "mods", "pos", "units", "freq", "original", "lob", "bill")
    return [name for name in names if any(row[name] for row in example(check))]


def table(rows: list[dict]) -> str:
    """Rows as a text table."""
    lines = [" | ".join(rows[0])]
    return "\n".join(lines + [" | ".join(cell or "" for cell in row.values()) for row in rows])


def _tables() -> dict[str, dict]:
    """What PLAN's policy, else a shipped baseline, says of each subject a check reads."""
    paths = [*content.POLICIES.glob("*.toml"), Path(__file__).parent / "policies" / "plan.toml"]
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]
    said = {}
    for file in files:
        if file.get("payer") in ("*", "PLAN"):
            said |= file["period"][0]
    beside = ("citation", "citations", "strength")
    subjects = {check.subject for check in CHECKS.values()}
    return {s: {k: v for k, v in said[s].items() if k not in beside} for s in sorted(subjects)}


def _baselines() -> set[str]:
    """The subjects on which a shipped baseline speaks to any payer."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in content.POLICIES.glob("*.toml")]
    return {s for file in files if file.get("payer") == "*" for p in file["period"] for s in p}


def all_policies() -> str:
    """PLAN's policy: off, in force, off, then as it stands, lowered twice, monitored, off."""
    by_subject = {
        subject: [check.check_id for check in CHECKS.values() if check.subject == subject]
        for subject in _tables()
    }

    def tables(**more) -> dict:
        own = {name: by_subject if value is None else value for name, value in more.items()}
        return {
            subject: values
            | {name: v[subject] if isinstance(v, dict) else v for name, v in own.items()}
            for subject, values in _tables().items()
        }

    return policy(
        period("2000-01-01", "2026-06-09", **tables(disabled_checks=None)),
        period(IN_FORCE, AFTER, **tables()),
        period("2026-06-21", "2026-06-30", **tables(disabled_checks=None)),
        period("2026-07-01", "2026-07-31", **tables()),
        period("2026-08-01", "2026-08-09", **tables(strength="records")),
        period("2026-08-10", "2026-08-19", **tables(strength="lead")),
        period("2026-08-20", "2026-08-31", **tables(monitor_checks=None)),
        period("2026-09-01", **tables(disabled_checks=None)),
    )


#: Every law by name: the example as it is asked there.
LAWS = {
    "the day before the period": {"first": "06-09"},
    "its first day": {"first": "06-10"},
    "its last day": {"first": "06-20"},
    "the day after the period": {"first": "06-21"},
    "a span across its first day": {"first": "06-08", "days": 4},
    "a span across its last day": {"first": "06-19", "days": 4},
    "a span inside a period": {"first": PLAIN, "days": 4},
    "as it stands": {"first": PLAIN},
    "paid nothing": {"first": PLAIN, "paid": "0"},
    "denied": {"first": PLAIN, "paid": "0", "allowed": "0", "status": "DENIED"},
    "pended": {"first": PLAIN, "status": "PENDED"},
    "replaced": {"first": PLAIN, "replaced": True},
    "beside another payer's lines": {"first": PLAIN, "beside": {"payer": "NOBODY"}},
    "of another payer": {
        "first": PLAIN,
        "payer": "NOBODY",
        "beside": {"payer": "NOBODY"},
    },
    "lowered to records": {"first": RECORDS},
    "lowered to lead": {"first": LEAD},
    "monitored": {"first": MONITORED},
    "disabled": {"first": DISABLED},
}


def found_of(cases: dict, policies: Path, only: list[str] | None = None, **others) -> dict:
    """{law: {check: its finding on claim F}} of cases by law and check."""
    requests = [f"{number:03d}~F" for number, (_, check) in enumerate(cases) if check in REQUESTED]
    run = testing.audit(
        only,
        cases,
        policies=policies,
        visit_note="member | date",  # every record was asked for, nothing came
        record_request="claim | due\n" + "\n".join(f"{claim} | 10-10" for claim in requests),
        **others,
    )
    failed = run.checks().query("status == 'error'")
    assert failed.empty, failed[["check_id", "why"]].to_dict("records")
    found: dict = {law: {} for law, _ in cases}
    names = list(cases)
    for row in testing.keyed(run.findings()).to_dict("records"):
        number, _, claim = row["key"].partition("~")
        law, check = names[int(number)]
        if (row["check_id"], claim) == (check, "F"):
            found[law][check] = row
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict:
    """{law: {check: the finding on claim F}}, all laws and checks in one audit."""
    folder = tmp_path_factory.mktemp("every-check")
    (folder / "plan.toml").write_text(all_policies(), encoding="utf-8")
    asked = {(law, check): case(check, **how) for law, how in LAWS.items() for check in CHECKS}
    return found_of(asked, folder)


def test_every_check_has_an_example():
    """A check without one is asked nothing here: write the least that it finds into `EXAMPLES`."""
    assert {row["check"] for row in testing.rows_of(EXAMPLES)[1]} == set(CHECKS)


def test_every_example_is_found_with_the_strength_of_its_header(found):
    """semantics.md, Strength: a check has one."""
    strengths = {check: row["strength"] for check, row in found["as it stands"].items()}
    assert strengths == {name: check.strength for name, check in CHECKS.items()}


def test_a_period_governs_from_its_first_day_to_its_last(found):
    """semantics.md, Governed: each day by the period in force on it, first and last included."""
    assert found["the day before the period"] == found["the day after the period"] == {}
    assert set(found["its first day"]) == set(found["its last day"]) == set(CHECKS)


def test_a_span_is_judged_on_the_days_of_the_period_alone(found):
    """semantics.md, Governed: a span that crosses a first day is judged from that day on."""
    whole = found["a span inside a period"]
    for law in ("a span across its first day", "a span across its last day"):
        for column in ("in_question_amount", "candidate_amount"):
            half = {check: _half(row[column]) for check, row in whole.items()}
            assert {check: row[column] for check, row in found[law].items()} == half, (law, column)
    assert set(whole) == set(CHECKS)


def _half(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount / 2


def test_a_line_paid_nothing_has_no_finding(found):
    """semantics.md, Payable evidence: a line paid 0 gets no finding."""
    assert found["paid nothing"] == {}


def test_a_denied_or_pended_line_has_no_finding(found):
    """semantics.md, Line: net, final, paid, not superseded."""
    assert found["denied"] == found["pended"] == {}


def test_a_replaced_line_is_no_line_but_to_the_check_of_replaced_claims(found):
    """semantics.md, Line: not superseded; semantics.md, DUP-03: superseded lines of a claim."""
    assert set(found["replaced"]) == {"DUP-03"}


def test_lines_of_another_payer_are_no_evidence(found):
    """semantics.md, Member: payer and person_id. The example needs a line beside claim F."""
    alone = {check for check in CHECKS if len(example(check)) == 1}
    assert set(found["beside another payer's lines"]) == alone


def test_a_payers_policy_governs_its_own_lines_and_a_baseline_all(found):
    """policy_files.md, Precedence: a payer's table governs that payer, a baseline's any."""
    baselines = _baselines()
    general = {check for check in CHECKS if CHECKS[check].subject in baselines}
    assert set(found["of another payer"]) == general
    assert general


def test_a_period_lowers_the_strength_and_never_raises_it(found):
    """semantics.md, Strength: lowered, never raised."""
    order = ("automated", "records", "lead")
    for law, lowest in (("lowered to records", "records"), ("lowered to lead", "lead")):
        strengths = {check: row["strength"] for check, row in found[law].items()}
        expected = {
            name: max(check.strength, lowest, key=order.index) for name, check in CHECKS.items()
        }
        assert strengths == expected, law


def test_a_monitored_check_finds_and_is_marked(found):
    """policy_files.md, Precedence: monitor_checks stand in a subject's table."""
    modes = {check: row["mode"] for check, row in found["monitored"].items()}
    assert modes == dict.fromkeys(CHECKS, "monitor")


def test_a_disabled_check_finds_nothing(found):
    """policy_files.md, Precedence: disabled_checks stand in a subject's table."""
    assert found["disabled"] == {}


@pytest.mark.slow
def test_no_check_needs_a_column_that_an_extract_may_lack(tmp_path):
    """Without what the data contract calls optional, but for what the example names."""
    (tmp_path / "plan.toml").write_text(all_policies(), encoding="utf-8")
    groups: dict[frozenset, list[str]] = {}
    for check in CHECKS:
        groups.setdefault(frozenset(needed(check)), []).append(check)
    for columns, checks in groups.items():
        cases = {("bare", check): bare(check) for check in checks}
        without = [column for name, column in OPTIONAL.items() if name not in columns]
        found = found_of(cases, tmp_path, only=checks, without=without)
        assert set(found["bare"]) == set(checks)
