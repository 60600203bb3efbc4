"""UNT-02, EXC-01: what the drugs on file say of two per diem lines of one member.

A check of our own (own_checks) shows it, for every per diem that shares a day with another one.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

#: Two NDCs of ceftriaxone (J0696), one of cefepime (J0692), of lactated Ringer (J7120), of
#: potassium (J3480), of a drug by mouth (J8540), and one that the crosswalk lacks.
CEFTRIAXONE, CEFTRIAXONE_TOO, CEFEPIME = "00143967801", "00143985601", "00409956601"
RINGER, POTASSIUM, BY_MOUTH, UNKNOWN = "00264738901", "00264194401", "00054317601", "99999000101"

NONE, ONE, OPEN = "drugs 0, none", "drugs 1", "drugs 1, open"
TWO, NONE_OPEN = "drugs 2, two therapies", "drugs 0, open, none"


OWN_CHECKS = Path(__file__).parent / "own_checks"


@pytest.fixture
def told(findings) -> Callable[..., dict[str, str]]:
    """told({case: claims}) gives {case: what the drugs say of its per diems}."""

    def of_cases(cases: dict[str, str], **others) -> dict[str, str]:
        said = {}
        for case, claims in cases.items():
            found = findings("TWO-01", claims, own_checks=OWN_CHECKS, **others)
            said[case] = " / ".join(sorted({text.split(";")[0] for text in found["reason"]}))
        return said

    return of_cases


def lines(*drugs: str, code: str = "S9501", other: str | None = None) -> str:
    """Two per diems of 11 to 17 July and drugs, each "code days [column=value ...]"."""
    rows = ["claim | code | from | to | paid | status | ndc | npi | member | payer"]
    for claim, per_diem in (("A", code), ("B", other or code)):
        rows.append(f"{claim} | {per_diem} | 11 | 17 | 700.00 | | | alpha | M1 | PLAN")
    for number, drug in enumerate(drugs):
        drug_code, days, *others = drug.split()
        first, _, last = days.partition("-")
        given = {"paid": "80.00", "status": "", "ndc": "", "npi": "alpha", "member": "M1"}
        given |= {"payer": "PLAN"} | dict(pair.split("=") for pair in others)
        rows.append(
            f"D{number} | {drug_code} | {first} | {last or first} | {given['paid']} |"
            f" {given['status']} | {given['ndc']} | {given['npi']} | {given['member']} |"
            f" {given['payer']}"
        )
    return "\n".join(rows)


def test_the_drugs_that_match_either_code_are_counted(told):
    """semantics.md, Two therapies: "two or more different drugs that match either code"."""
    cases = {
        "none": (lines(), NONE),
        "one": (lines("J0696 11"), ONE),
        "one, rebilled": (lines("J0696 11", "J0696 14"), ONE),
        "two": (lines("J0696 11", "J0692 11"), TWO),
        "of other classes": (lines("J1250 11", "J1642 11"), NONE),
        "of the other code": (lines("J0696 11", "J0692 11", code="S9494", other="S9500"), TWO),
    }
    assert told({name: table for name, (table, _) in cases.items()}) == {
        name: said for name, (_, said) in cases.items()
    }


def test_drugs_come_on_a_day_of_either_line_or_in_the_week_before(told):
    """semantics.md, Two therapies: "the 7 days before it (drugs are shipped ahead)"."""
    days = {
        "4": ONE,  # the seventh day before
        "3": NONE,
        "1-4": ONE,
        "1-3": NONE,
        "17": ONE,
        "17-20": ONE,
        "18": NONE,
        "1-31": ONE,
    }
    assert told({day: lines(f"J0696 {day}") for day in days}) == days


def test_a_drug_counts_whatever_became_of_its_line_and_whoever_billed_it(told):
    """semantics.md, Drug line: paid, paid 0, denied or pended, of any provider group."""
    cases = {
        "paid nothing": "paid=0",
        "denied": "paid=0 status=DENIED",
        "pended": "paid=0 status=PENDED",
        "of another provider": "npi=beta",
    }
    others = {"of another member": "member=M2", "of another payer": "payer=NOBODY"}
    asked = {name: lines(f"J0696 11 {how}") for name, how in (cases | others).items()}
    assert told(asked) == dict.fromkeys(cases, ONE) | dict.fromkeys(others, NONE)


def test_a_replaced_drug_line_is_none(told):
    """semantics.md, Drug line: "a line of claim_line or denied_line"; its replacement is one."""
    table = """
        claim | code  | from | to | freq | original | paid
        A     | S9501 | 11   | 17 | 1    |          | 700.00
        B     | S9501 | 11   | 17 | 1    |          | 700.00
        D     | J0696 | 11   | 11 | 1    |          | 80.00
        E     | J0692 | 11   | 11 | 7    | D        | 80.00
        """
    assert told({"corrected": table}) == {"corrected": ONE}


def test_a_code_that_the_table_lacks_is_a_drug_that_matches_any_per_diem(told):
    """semantics.md, Drug line: "a J, Q or C9 code that drug_code.csv lacks", no casts, splints."""
    drugs = ["J0001", "J9998", "Q0001", "Q4000", "Q4052", "C9000", "C9998"]
    others = ["Q4001", "Q4051", "C8999", "A0001", "B0001", "K0001", "99213"]
    asked = {code: lines(f"{code} 11") for code in drugs + others}
    assert told(asked) == dict.fromkeys(drugs, ONE) | dict.fromkeys(others, NONE)


def test_a_class_that_nobody_judged_matches_any_and_not_infused_none(told):
    """semantics.md, Drug: unknown or noc matches any per diem; class not_infused none."""
    cases = {
        "a listed one and one not judged": (lines("J0696 11", "J2516 11"), TWO),
        "by mouth": (lines("J0696 11", "J8540 11"), ONE),
        "not judged, beside nutrition": (lines("J2516 11", code="S9366"), ONE),
    }
    assert told({name: table for name, (table, _) in cases.items()}) == {
        name: said for name, (_, said) in cases.items()
    }


def test_all_nutrition_is_one_drug_and_all_fluids_are_one(told):
    """semantics.md, Drug: lipids and amino acids are parts of one nutrition."""
    cases = {
        "nutrition": (lines("B4185 11", "B4189 11", "B5200 11", "B9999 11", code="S9366"), ONE),
        "fluids": (lines("J7120 11", "J3480 11", "J7042 11", code="S9374"), ONE),
        "nutrition and one not judged": (lines("B4185 11", "J2516 11", code="S9366"), TWO),
        "fluids beside an antibiotic": (lines("J7120 11", "J0696 11"), ONE),
        "package sizes": (
            lines(f"J0696 11 ndc={CEFTRIAXONE}", f"J0696 11 ndc={CEFTRIAXONE_TOO}"),
            ONE,
        ),
        "a code and its own NDC under no name": (
            lines("J7120 11", f"J3490 11 ndc={POTASSIUM}", code="S9374"),
            ONE,
        ),
    }
    assert told({name: table for name, (table, _) in cases.items()}) == {
        name: said for name, (_, said) in cases.items()
    }


def test_a_code_that_names_no_drug_is_named_by_its_ndc(told):
    """semantics.md, Drug: what the crosswalk gives for nine digits, else the nine digits."""
    cases = {
        "as the other line": (lines("J0696 11", f"J3490 11 ndc={CEFTRIAXONE}"), ONE),
        "another": (lines("J0696 11", f"J3490 11 ndc={CEFEPIME}"), TWO),
        "of another class": (lines("J0696 11", f"J3490 11 ndc={RINGER}"), ONE),
        "by mouth": (lines("J0696 11", f"J9999 11 ndc={BY_MOUTH}"), ONE),
        "nobody knows which": (lines("J0696 11", f"J3490 11 ndc={UNKNOWN}"), TWO),
        "nobody knows which, two packages": (
            lines(f"J3490 11 ndc={UNKNOWN}", f"J3590 11 ndc={UNKNOWN[:9]}02"),
            ONE,
        ),
        "oral, nobody knows which": (lines("J0696 11", f"J8499 11 ndc={UNKNOWN}"), ONE),
    }
    assert told({name: table for name, (table, _) in cases.items()}) == {
        name: said for name, (_, said) in cases.items()
    }


def test_a_code_that_names_no_drug_without_an_ndc_leaves_a_second_therapy_open(told):
    """semantics.md, Drug: no drug on file, but nobody can say that it was no second one."""
    cases = {
        "beside a drug": (lines("J0696 11", "J3490 11"), OPEN),
        "alone": (lines("J7799 11"), NONE_OPEN),
        "two of them": (lines("J3490 11", "J7999 12"), NONE_OPEN),
        "beside two drugs": (lines("J0696 11", "J0692 11", "J3490 11"), TWO),
        "eight days before": (lines("J0696 11", "J3490 3"), ONE),
        "a drug by its code needs no NDC": (lines("J0696 11"), ONE),
    }
    assert told({name: table for name, (table, _) in cases.items()}) == {
        name: said for name, (_, said) in cases.items()
    }


@pytest.mark.parametrize(
    ("fills", "said"),
    [
        (f"M1 | | PLAN | 11 | {CEFTRIAXONE} | 7", ONE),
        (f"M1 | | PLAN | 4 | {CEFTRIAXONE} |", ONE),
        (f"M1 | | PLAN | 3 | {CEFTRIAXONE} |", NONE),
        (f"M1 | | PLAN | 3 | {CEFTRIAXONE} | 2", ONE),
        (f"M1 | | PLAN | 18 | {CEFTRIAXONE} | 7", NONE),
        (f"M1 | | | 11 | {CEFTRIAXONE} | 7", ONE),
        (f"M1 | | NOBODY | 11 | {CEFTRIAXONE} | 7", NONE),
        (f"M2 | | PLAN | 11 | {CEFTRIAXONE} | 7", NONE),
        (f"M7 | P1 | PLAN | 11 | {CEFTRIAXONE} | 7", ONE),
        (f"M8 | | PLAN | 11 | {CEFTRIAXONE} | 7", ONE),
        (f"M1 | | PLAN | 11 | {BY_MOUTH} | 7", NONE),
        (f"M1 | | PLAN | 11 | {UNKNOWN} | 7", NONE_OPEN),
        ("M1 | | PLAN | 11 | | 7", NONE_OPEN),
        (
            f"M1 | | PLAN | 4 | {CEFTRIAXONE} | 7\nM1 | | PLAN | 4 | {CEFEPIME} | 7",
            TWO,
        ),
        (
            f"M1 | | PLAN | 4 | {CEFTRIAXONE} | 7\nM1 | | PLAN | 9 | {CEFTRIAXONE_TOO} | 7",
            ONE,
        ),
    ],
)
def test_a_fill_of_the_pharmacy_benefit_is_a_drug_line(told, fills, said):
    """semantics.md, Drug line: by the crosswalk; on the days of its supply; of the person."""
    table = """
        claim | member | person | code  | from | to | paid
        A     | M1     | P1     | S9501 | 11   | 17 | 700.00
        B     | M1     | P1     | S9501 | 11   | 17 | 700.00
        """
    found = told(
        {"fills": table},
        pharmacy_claim="member | person | payer | date | ndc | days\n" + fills,
        eligibility="member | person\nM8 | P1",
    )
    assert found == {"fills": said}


def test_per_diems_of_two_providers_are_told_of_too(told):
    """semantics.md, Two therapies: of a pair of per diem lines of one member."""
    table = """
        claim | code  | from | to | npi
        A     | S9501 | 11   | 17 | alpha
        B     | S9501 | 17   | 20 | beta
        C     | S9501 | 21   | 25 | alpha
        D     | S9366 | 11   | 17 | alpha
        E     | J0696 | 10   | 10 | alpha
        """
    assert told({"two": table}) == {"two": ONE}
