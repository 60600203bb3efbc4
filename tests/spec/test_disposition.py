"""Dispositions: what reviews decided, as of a day, and what later runs make of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from analytics.api import Run, Store
from analytics.schema.words import STRENGTHS
from analytics.testing import AS_OF
from analytics.testing.audits import tables_of

from .conftest import load_all, store_in_memory
from .marks import finding_id
from .one_store import Job
from .policy_text import period, policy

TWICE_THE_UNITS = """
    claim | units | paid
    A     | 2     | 100.00
    """


def decisions(text: str, check: str = "UNT-01") -> str:
    """A table of dispositions whose first column names claims instead of findings."""
    lines = [line.strip() for line in text.strip().splitlines()]
    rows = [line.split("|", 1) for line in lines[1:]]
    head = lines[0].split("|", 1)[1]
    body = [f"{finding_id(claim.strip(), check)} | {rest}" for claim, rest in rows]
    return "\n".join([f"finding | {head}", *body])


# --- the latest decision known on the as-of date


@pytest.mark.parametrize(
    ("requested", "demanded", "overturned", "status"),
    [
        ("2027-01-01", "2027-01-15", "2027-02-02", "open"),
        ("2026-12-31", "2027-01-14", "2027-02-01", "requested"),
        ("2026-12-18", "2027-01-01", "2027-01-19", "requested"),
        ("2026-12-17", "2026-12-31", "2027-01-18", "demanded"),
        ("2026-11-30", "2026-12-14", "2027-01-01", "demanded"),
        ("2026-11-29", "2026-12-13", "2026-12-31", "overturned"),
        ("2026-10-01", "2026-10-15", "2026-11-02", "overturned"),
    ],
)
def test_the_latest_decision_known_on_the_as_of_date_holds(
    findings, requested, demanded, overturned, status
):
    """One finding, decided on three times; the file is in no order. As of 31 December."""
    told = decisions(f"""
        claim | status     | date
        A     | demanded   | {demanded}
        A     | overturned | {overturned}
        A     | requested  | {requested}
        """)
    assert list(findings("UNT-01", TWICE_THE_UNITS, disposition=told)["status"]) == [status]


def test_of_one_day_the_later_row_holds(findings):
    told = decisions("""
        claim | status    | date
        A     | demanded  | 10-15
        A     | recovered | 10-15
        """)
    assert list(findings("UNT-01", TWICE_THE_UNITS, disposition=told)["status"]) == ["recovered"]


def test_the_finding_carries_the_day_and_amount_of_the_decision(findings):
    told = decisions("claim | status | date | amount\nA | recovered | 10-15 | 40.00")
    (row,) = findings("UNT-01", TWICE_THE_UNITS, disposition=told).to_dict("records")
    assert (str(row["decided_date"])[:10], row["decided_amount"]) == ("2026-10-15", Decimal(40))


def test_a_finding_back_to_open_is_asked_for_again(exposure):
    told = decisions("""
        claim | status     | date
        A     | overturned | 10-15
        A     | open       | 10-16
        """)
    assert exposure("UNT-01", TWICE_THE_UNITS, disposition=told) == {
        "alpha": {"automated": "50.00"}
    }


# --- open again where the line or its policy is not what the review saw

#: What a review saw of the line of `TWICE_THE_UNITS`.
SEEN = {
    "seen_run": "1",
    "seen_check_id": "UNT-01",
    "seen_paid_amount": "100.00",
    "seen_units": "2",
    "seen_start_date": "2026-07-01",
    "seen_end_date": "2026-07-01",
    "seen_hcpcs_code": "S9500",
    "seen_modifiers": None,
    "seen_place_of_service_code": "12",
    "seen_policy": "hcpcs-level-ii from 2000-01-01",
}


def decided(status: str, **seen: str | None) -> str:
    facts = SEEN | seen
    head = " | ".join(["finding", "status", "date", *facts])
    row = " | ".join([finding_id("A"), status, "10-15", *(v or "" for v in facts.values())])
    return f"{head}\n{row}"


@pytest.mark.parametrize("status", ["overturned", "closed"])
def test_a_decision_on_what_still_stands_is_carried(findings, exposure, status):
    told = decided(status)
    exposed = exposure("UNT-01", TWICE_THE_UNITS, disposition=told)
    (row,) = findings("UNT-01", TWICE_THE_UNITS, disposition=told).to_dict("records")
    assert row["status"] == status and "again" not in row["reason"]
    assert "automated" not in exposed.get("alpha", {})


@pytest.mark.parametrize("status", ["overturned", "closed"])
@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("seen_paid_amount", "99.99", "paid 99.99 then, 100.00 now"),
        ("seen_units", "1.999", "units 1.999 then, 2.000 now"),
        ("seen_start_date", "2026-06-30", "days 2026-06-30 to 2026-07-01 then"),
        ("seen_end_date", "2026-07-02", "days 2026-07-01 to 2026-07-02 then"),
        ("seen_hcpcs_code", "S9501", "code S9501 then, S9500 now"),
        ("seen_modifiers", "SH", "modifiers SH then, none now"),
        ("seen_place_of_service_code", "11", "place of service 11 then, 12 now"),
        ("seen_place_of_service_code", None, "place of service none then, 12 now"),
        ("seen_policy", "hcpcs-level-ii from 1999-01-01", "policy hcpcs-level-ii from 1999-01-01"),
    ],
)
def test_what_changed_since_opens_it_again(findings, exposure, status, column, value, said):
    told = decided(status, **{column: value})
    exposed = exposure("UNT-01", TWICE_THE_UNITS, disposition=told)
    (row,) = findings("UNT-01", TWICE_THE_UNITS, disposition=told).to_dict("records")
    assert (row["status"], row["opened_again_from"]) == ("open", status)
    assert f"{status.capitalize()} on 2026-10-15, open again" in row["reason"]
    assert said in row["reason"]
    assert exposed == {"alpha": {"automated": "50.00"}}


@pytest.mark.parametrize("status", ["requested", "demanded", "upheld", "recovered"])
def test_no_other_status_opens_again(findings, status):
    told = decided(status, seen_paid_amount="99.99")
    assert list(findings("UNT-01", TWICE_THE_UNITS, disposition=told)["status"]) == [status]


def test_a_decision_that_does_not_say_what_was_seen_stands(findings):
    """A disposition loaded as a table, without a review import: nothing to compare with."""
    told = decisions("claim | status | date\nA | overturned | 10-15")
    assert list(findings("UNT-01", TWICE_THE_UNITS, disposition=told)["status"]) == ["overturned"]


def test_a_later_decision_on_the_changed_line_is_carried(findings):
    """Overturned, changed, looked at again and overturned again: the last look counts."""
    before = decided("overturned", seen_paid_amount="80.00")
    head, row = decided("overturned").splitlines()
    again = row.replace("10-15", "11-15")
    told = "\n".join([*before.splitlines(), again])
    assert head == before.splitlines()[0]
    (found,) = findings("UNT-01", TWICE_THE_UNITS, disposition=told).to_dict("records")
    assert (found["status"], found["opened_again_from"]) == ("overturned", None)


# --- money that came back


@pytest.mark.parametrize(
    ("amount", "left", "resolved"),
    [
        ("0.00", "50.00", None),
        ("0.01", "49.99", "0.01"),
        ("49.99", "0.01", "49.99"),
        ("50.00", None, "50.00"),
        ("50.01", None, "50.00"),
        ("", None, "50.00"),
    ],
)
def test_the_part_that_came_back_is_resolved_and_the_rest_is_exposure(
    exposure, amount, left, resolved
):
    """semantics.md, Money: "the rest of it stays exposure". Without an amount all came back."""
    told = decisions(f"claim | status | date | amount\nA | recovered | 10-15 | {amount}")
    found = exposure("UNT-01", TWICE_THE_UNITS, disposition=told)
    expected = {"automated": left, "resolved": resolved}
    assert found == {"alpha": {name: amount for name, amount in expected.items() if amount}}


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        ("49.99", {"automated": "50.00", "records": "0.01", "resolved": "49.99"}),
        ("50.00", {"automated": "50.00", "resolved": "50.00"}),
        ("50.01", {"automated": "49.99", "resolved": "50.01"}),
        ("100.00", {"resolved": "100.00"}),
        ("", {"resolved": "100.00"}),
    ],
)
def test_no_other_check_asks_for_dollars_that_came_back(exposure, amount, left):
    """POS-01 asks for the whole line, records; UNT-01 for half of it, automated."""
    line = "claim | units | paid | pos\nA | 2 | 100.00 | 11"
    told = decisions(f"claim | status | date | amount\nA | recovered | 10-15 | {amount}", "POS-01")
    told = told.replace(finding_id("A", "POS-01"), finding_id("A", "POS-01", "PRIORITY_HEALTH"))
    own = {"payer": "PRIORITY_HEALTH", "provider": "npi | facility\nalpha | false"}
    asked = {"alpha": {"automated": "50.00", "records": "50.00"}}
    assert exposure(["POS-01", "UNT-01"], line, **own) == asked
    assert exposure(["POS-01", "UNT-01"], line, disposition=told, **own) == {"alpha": left}


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        ("0.00", {"automated": "700.00"}),
        ("300.00", {"automated": "400.00", "resolved": "300.00"}),
        ("700.00", {"resolved": "700.00"}),
        ("1400.00", {"resolved": "700.00"}),
        ("", {"resolved": "700.00"}),
    ],
)
def test_what_came_back_for_a_finding_without_a_price_is_asked_for_by_no_other(
    exposure, amount, left
):
    """semantics.md, Money: "without a price: all it has in question". UNT-01 asks for half."""
    line = "mods | from | to | units | paid\nSH | 1 | 7 | 14 | 1400.00"
    told = f"finding | status | amount\n{finding_id('A', 'CON-04')} | recovered | {amount}"
    assert exposure(["CON-04", "UNT-01"], line) == {"alpha": {"automated": "700.00"}}
    assert exposure(["CON-04", "UNT-01"], line, disposition=told) == {"alpha": left}


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        ("0.00", {"unpriced": "700.00"}),
        ("300.00", {"unpriced": "400.00"}),
        ("699.99", {"unpriced": "0.01"}),
        ("700.00", None),
        ("", None),
    ],
)
def test_the_part_that_came_back_is_unpriced_no_more(exposure, amount, left):
    """semantics.md, Money: "then off unpriced; the rest of it stays exposure"."""
    line = "mods | from | to | paid\nSH | 1 | 7 | 700.00"
    told = f"finding | status | amount\n{finding_id('A', 'CON-04')} | recovered | {amount}"
    assert exposure("CON-04", line, disposition=told) == ({"alpha": left} if left else {})


@pytest.mark.parametrize(
    ("amount", "unpriced"),
    [("", "600.00"), ("100.00", "600.00"), ("100.01", "599.99"), ("700.00", None)],
)
def test_what_came_back_beyond_the_steps_comes_off_unpriced(exposure, amount, unpriced):
    """semantics.md, Money: "strongest first, then off unpriced". OVR-01 asks for 100.00."""
    line = """
        claim | bill | npi      | code  | mods | from | to | units | paid    | admit | discharge
        STAY  | 0111 | hospital |       |      | 5    | 7  |       | 9000.00 | 5     | 7
        A     |      | alpha    | S9500 | SH   | 1    | 7  | 7     | 700.00  |       |
        """
    told = f"finding | status | amount\n{finding_id('A', 'OVR-01')} | recovered | {amount}"
    expected = {"resolved": "100.00", "unpriced": unpriced}
    found = exposure(["OVR-01", "CON-04"], line, disposition=told)
    assert found == {"alpha": {name: value for name, value in expected.items() if value}}


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        ("50.00", {"automated": "200.00", "unpriced": "500.00", "resolved": "50.00"}),
        ("600.00", {"unpriced": "150.00", "resolved": "250.00"}),
        ("", {"resolved": "250.00"}),
    ],
)
def test_what_came_back_for_days_with_and_without_a_price(exposure, amount, left):
    """Half of 1 to 5 July is asked for, 250.00; 6 to 10 have no price, 500.00."""
    own = policy(
        period("2026-01-01", concurrent_therapy={"required": True, "sh_percent": 50}),
        period("2026-07-06", concurrent_therapy={"required": True}),
    )
    lines = """
        claim | code  | from | to | paid
        A     | S9366 | 1    | 10 | 1800.00
        B     | S9500 | 1    | 10 | 1000.00
        """
    told = f"finding | status | amount\n{finding_id('B', 'CON-01')} | recovered | {amount}"
    found = exposure("CON-01", lines, payer_policy=own, disposition=told)
    assert found == {"alpha": left}


def test_the_sign_of_what_came_back_says_nothing(exposure):
    """semantics.md, Money: "whatever its sign"."""
    told = decisions("claim | status | date | amount\nA | recovered | 10-15 | -40.00")
    found = exposure("UNT-01", TWICE_THE_UNITS, disposition=told)
    assert found == {"alpha": {"automated": "10.00", "resolved": "40.00"}}


@pytest.mark.parametrize(
    ("later", "left"),
    [
        ("recovered | 11-15 | 30.00", {"automated": "20.00", "resolved": "30.00"}),
        ("demanded | 11-15 | 30.00", {"automated": "50.00"}),
    ],
)
def test_a_later_decision_takes_the_place_of_what_came_back(exposure, later, left):
    """semantics.md, Money: "The latest decision holds alone"."""
    told = decisions(f"""
        claim | status    | date  | amount
        A     | recovered | 10-15 | 20.00
        A     | {later}
        """)
    assert exposure("UNT-01", TWICE_THE_UNITS, disposition=told) == {"alpha": left}


def test_a_part_that_came_back_as_a_recovery_stays_off_whatever_is_decided_then(exposure):
    """semantics.md, Money: "what came back before it belongs in recovery"."""
    told = decisions("claim | status | date | amount\nA | demanded | 11-15 | 30.00")
    recovery = "claim | amount | date\nA | 20.00 | 10-15"
    found = exposure("UNT-01", TWICE_THE_UNITS, disposition=told, recovery=recovery)
    assert found == {"alpha": {"automated": "30.00"}}


@pytest.mark.parametrize("status", ["overturned", "closed"])
def test_a_finding_that_ends_otherwise_leaves_no_rest(exposure, status):
    told = decisions(f"claim | status | date | amount\nA | {status} | 10-15 | 20.00")
    found = exposure("UNT-01", TWICE_THE_UNITS, disposition=told)
    assert found == {"alpha": {"resolved": "50.00"}}


# --- identified, demanded, recovered, overturned

FIVE = """
    claim | from | units | paid
    A     | 1    | 2     | 100.00
    B     | 2    | 2     | 200.00
    C     | 3    | 2     | 300.00
    D     | 4    | 2     | 400.00
    E     | 5    | 2     | 500.00
    """
OUTCOMES = """
    claim | status     | date  | amount
    A     | recovered  | 10-15 | 45.00
    B     | demanded   | 10-15 |
    C     | overturned | 10-15 |
    D     | upheld     | 10-15 |
    """


def by_status(run) -> dict[str, tuple]:
    rows = run.exposure(by="status").to_dict("records")
    return {
        row["status"]: (
            row["findings"],
            str(row["identified_automated_amount"]),
            str(row["decided_automated_amount"]),
        )
        for row in rows
        if row["findings"] or row["gone_findings"]
    }


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory) -> Run:
    """The audit of `FIVE` after `OUTCOMES`."""
    store = five_decided(tmp_path_factory.mktemp("reviewed"), decisions(OUTCOMES))
    return store.audit(only="UNT-01", as_of=AS_OF)


def five_decided(folder: Path, told: str) -> Store:
    """A store of `FIVE` and these dispositions."""
    store = store_in_memory(folder / "store")
    tables = tables_of(FIVE, disposition=told)
    load_all(store, [Job(frame, name) for name, frame in tables.items()], folder)
    return store


def test_exposure_by_status_has_each_dollar_once(reviewed):
    """identified: net. decided: the amount the decision gives, else the net."""
    run = reviewed
    assert by_status(run) == {
        "open": (1, "250.00", "0.00"),
        "demanded": (1, "100.00", "100.00"),
        "recovered": (1, "50.00", "45.00"),
        "upheld": (1, "200.00", "200.00"),
        "overturned": (1, "150.00", "150.00"),
    }
    total = run.exposure(by="payer")
    priced = sum(total[f"{name}_amount"].sum() for name in ("automated", "resolved"))
    assert (
        run.exposure(by="status")["identified_automated_amount"].sum()
        == priced
        == Decimal("750.00")
    )


def test_the_strengths_stand_apart_by_status_and_by_check(audit):
    """UNT-01 asks for 50.00, automated; POS-01 for the line, 100.00, records."""
    line = "claim | units | paid | pos\nA | 2 | 100.00 | 11"
    own = {"payer": "PRIORITY_HEALTH", "provider": "npi | facility\nalpha | false"}
    told = (
        f"finding | status | date\n{finding_id('A', 'POS-01', 'PRIORITY_HEALTH')} | upheld | 10-15"
    )
    run = audit(["POS-01", "UNT-01"], line, disposition=told, **own)
    amounts = {
        row["status"]: {
            name: str(row[name])
            for name in row
            if name.startswith(("identified", "gross", "decided_")) and row[name]
        }
        for row in run.exposure(by="status").to_dict("records")
        if row["findings"]
    }
    assert amounts == {
        "open": {"identified_automated_amount": "50.00", "gross_automated_amount": "50.00"},
        "upheld": {
            "identified_records_amount": "50.00",
            "gross_records_amount": "100.00",
            "decided_records_amount": "50.00",
        },
    }
    by_check = run.exposure(by="hit_rate").set_index("check_id")
    assert str(by_check.loc["UNT-01", "identified_automated_amount"]) == "50.00"
    assert str(by_check.loc["POS-01", "identified_records_amount"]) == "50.00"
    assert by_check.loc["POS-01", "identified_automated_amount"] == 0


def test_a_decision_that_names_no_check_is_in_the_weakest_strength(audit):
    told = f"finding | status | date | amount\n{finding_id('GONE')} | recovered | 10-15 | 7.00"
    row = audit("UNT-01", FIVE, disposition=told).exposure(by="status").set_index("status")
    gone = [str(row.loc["recovered", f"gone_{name}_amount"]) for name in STRENGTHS]
    assert (row.loc["recovered", "gone_findings"], gone) == (1, ["0.00", "0.00", "7.00"])


def test_every_status_has_a_row(reviewed):
    """Also those that no finding has: requested and closed."""
    assert list(reviewed.exposure(by="status")["status"]) == [
        "open",
        "requested",
        "demanded",
        "recovered",
        "upheld",
        "overturned",
        "closed",
    ]


def hit_rate(run, check: str = "UNT-01") -> dict:
    return run.exposure(by="hit_rate").set_index("check_id").loc[check].to_dict()


#: What reviews say of `FIVE`; how many findings are decided then, and the hit rate.
REVIEWS = {
    "": (0, None),
    "A requested; B demanded; C closed; D open": (0, None),
    "A upheld": (1, "1.000000"),
    "A recovered; B overturned": (2, "0.500000"),
    "A recovered; B overturned; C demanded; D closed": (2, "0.500000"),
    "A upheld; B recovered; C overturned": (3, "0.666667"),
    "A overturned; B overturned": (2, "0.000000"),
}


@pytest.fixture(scope="module")
def hit_rates(tmp_path_factory) -> dict[str, dict]:
    """The hit rate after each of `REVIEWS`: they follow each other, a month apart."""
    rows = []
    for month, outcomes in enumerate(REVIEWS):
        said = dict(each.split() for each in outcomes.split("; ") if each)
        now = (dict.fromkeys("ABCDE", "open") if month else {}) | said
        rows += [f"{claim} | {status} | 2027-{month:02d}-01" for claim, status in now.items()]
    told = decisions("\n".join(["claim | status | date", *rows]))
    store = five_decided(tmp_path_factory.mktemp("reviews"), told)
    days = ["2026-12-31", *(f"2027-{month:02d}-15" for month in range(1, len(REVIEWS)))]
    runs = [store.audit(only="UNT-01", as_of=day) for day in days]
    return {outcomes: hit_rate(run) for outcomes, run in zip(REVIEWS, runs, strict=True)}


@pytest.mark.parametrize("outcomes", REVIEWS)
def test_a_checks_hit_rate_is_upheld_and_recovered_over_decided(hit_rates, outcomes):
    found = hit_rates[outcomes]
    shown = None if found["hit_rate"] is None else str(found["hit_rate"])
    decided, rate = REVIEWS[outcomes]
    assert (found["findings"], found["decided"], shown if decided else None) == (5, decided, rate)


def test_a_decision_on_a_finding_that_is_gone_still_tells_of_its_check(audit):
    """The money of A came back as a reversal: the line is gone, its recovery is not forgotten."""
    told = decided("recovered", seen_candidate_amount="50.00")
    other = FIVE.replace("    A     | 1    | 2     | 100.00\n", "")
    run = audit("UNT-01", other, disposition=told)
    found = hit_rate(run)
    assert (found["findings"], found["decided"], found["recovered"]) == (4, 1, 1)
    assert str(found["recovered_automated_amount"]) == "50.00"
    rows = run.exposure(by="status").set_index("status").loc["recovered"]
    assert (rows["findings"], rows["gone_findings"], str(rows["gone_automated_amount"])) == (
        0,
        1,
        "50.00",
    )


def test_a_finding_open_again_counts_with_the_decision_that_was_made(audit):
    run = audit("UNT-01", TWICE_THE_UNITS, disposition=decided("overturned", seen_units="1"))
    found = hit_rate(run)
    assert (found["decided"], found["overturned"], found["opened_again"]) == (1, 1, 1)
    assert by_status(run) == {"open": (1, "50.00", "0.00")}
