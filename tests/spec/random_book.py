"""Random books of many members, each a small book of its own: what the laws are tried on.

A member has lines, notes, stays, fills, recoveries and so on, and providers of its own, so that one
audit judges many small books. Four payers: two with the policy of the spec (one under contracts),
and the two whose policies are shipped. Knows the data contract and no rule of a check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pandas as pd

from analytics.testing import NPI

from .marks import joined
from .policy_text import HOME_INFUSION, period, policy

#: Payers, and whether reversals come as rows of their own (a ledger) or not (final).
PAYERS = {"PFINAL": False, "PLEDGER": True, "JEFFERSON": False, "PRIORITY_HEALTH": True}
PLANS = ("PFINAL", "PLEDGER")
FILE_CONTRACT, OTHER_CONTRACT = "WITH FILE", "WITHOUT FILE"

_JULY = date(2026, 7, 1)
_THERAPIES = (
    *("S9500", "S9500", "S9500", "S9494", "S9501", "S9502", "S9366", "S9364", "S9348"),
    *("S9338", "S9329", "S9330", "S9372", "S9373", "S9374"),
)
_SUPPLIES = ("A4221", "A4222", "A4223", "E0781", "A4245")
_DRUGS = (
    ("J0696", None),
    ("J0696", "00002751001"),
    ("J3370", None),
    ("J7799", None),
    ("J3490", "00002021305"),
    ("B4189", None),
    ("J1817", "00002751001"),
)
_NAMES = ("alpha", "beta")

Row = dict[str, str | None]


@dataclass
class Member:
    """The rows of one member, by table; its number tells its providers from all others'."""

    payer: str
    number: int
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The member number, which its claims begin with."""
        return f"M{self.number:04d}"

    @property
    def tins(self) -> tuple[str, str]:
        """The tax numbers of its two providers."""
        return (f"1{self.number:08d}", f"5{self.number:08d}")

    def add(self, table: str, **row: object) -> Row:
        """Add a row; its payer is the member's."""
        values = {name: None if v is None else str(v) for name, v in row.items()}
        whole = {"payer": self.payer} | values
        self.rows.setdefault(table, []).append(whole)
        return whole


def book_of(seed: int, members: int) -> list[Member]:
    """A book of so many members, as many of each payer."""
    random = Random(seed)
    payers = list(PAYERS)
    return [_member(random, payers[n % len(payers)], n + 1) for n in range(members)]


def tables_of_book(members: Iterable[Member], ledger: bool | None = None) -> dict:
    """The tables of these members as frames; of the payers with or without reversal rows."""
    rows: dict[str, list[Row]] = {}
    for member in members:
        if ledger is None or PAYERS[member.payer] == ledger:
            for table, of_table in member.rows.items():
                rows.setdefault(table, []).extend(of_table)
    return {table: joined([pd.DataFrame(of)]) for table, of in rows.items()}


def plan_policies(monitored: str | None = None) -> list[str]:
    """The policies of the two plans and their contract; a monitored check, where one is named."""
    texts = []
    for payer in PLANS:
        own = _subjects(monitored)
        texts.append(policy(period("2026-01-01", **own), policy_id=f"of-{payer}", payer=payer))
        under = {"concurrent_therapy": own["concurrent_therapy"] | {"sh_percent": 40}}
        texts.append(
            policy(
                period("2026-01-01", **under),
                policy_id=f"contract-of-{payer}",
                payer=payer,
                level="contract",
                contract=FILE_CONTRACT,
            )
        )
    return texts


#: Which subject turns each check on, with what the two plans say of it.
_PLAN_SUBJECTS = {
    "place_of_service": (
        {"families": HOME_INFUSION, "accepted": ["12"], "doubtful": ["13"]},
        ("POS-01",),
    ),
    "facility_place_of_service": (
        {"families": HOME_INFUSION, "refused": ["21", "22"]},
        ("POS-02",),
    ),
    "concurrent_therapy": (
        {"required": True, "sh_percent": 50, "sj_percent": 0},
        ("CON-01", "CON-02", "CON-03", "CON-04"),
    ),
    "per_diem": ({"settle_days": 45}, ("EXC-01", "UNT-01", "UNT-02")),
    "infusion_nursing": ({}, ("NUR-01",)),
    "documentation": (
        {"required": True, "required_elements": ["registered_nurse"]},
        ("NUR-04", "NUR-13"),
    ),
    "code_family": (
        {"accepted_families": {"MEDICAID": ["s_code"], "MEDICARE_ADVANTAGE": ["infusion_visit"]}},
        ("LOB-01",),
    ),
    "bundled_supply": ({}, ("BND-01",)),
    "facility_stay": ({"families": HOME_INFUSION}, ("OVR-01",)),
    "claim_life": ({"settle_days": 45}, ("DUP-01", "DUP-03")),
}
CHECKS = tuple(check for _, checks in _PLAN_SUBJECTS.values() for check in checks)


def _subjects(monitored: str | None) -> dict[str, dict]:
    return {
        name: table | ({"monitor_checks": [monitored]} if monitored in checks else {})
        for name, (table, checks) in _PLAN_SUBJECTS.items()
    }


# --- one member


def _member(random: Random, payer: str, number: int) -> Member:
    member = Member(payer, number)
    codes = random.sample(_THERAPIES, random.randint(1, 3))
    for _ in range(random.randint(2, 6)):
        _line(random, member, random.choice(codes))
    if random.random() < 0.3:
        _therapies_of_the_same_days(random, member)
    for _ in range(random.choice((0, 0, 1, 2))):
        _line(random, member, random.choice(_SUPPLIES))
    if random.random() < 0.5:
        _drugs(random, member)
    if random.random() < 0.3:
        _nursing(random, member)
    if random.random() < 0.1:
        _line(random, member, "G0068")
    if random.random() < 0.25:
        _copy(random, member)
    if random.random() < 0.2:
        _stay(random, member)
    if random.random() < 0.25:
        _replacements(random, member)
    _beside(random, member)
    _taken_back(random, member)
    return member


def _line(random: Random, member: Member, code: str, days: int | None = None) -> Row:
    """A claim line of a span in early July, or of one day; now and then on the claim before."""
    length = days or random.choice((1, 1, 2, 3, 5, 7, 7, 10))
    first = _JULY + timedelta(days=random.choice((0, 0, 0, 1, 2, 4, 6)))
    last = first + timedelta(days=length - 1)
    whole = random.choice(
        (length,) * 6 + (max(length - 1, 1), length + 1, 2 * length, length - 0.5)
    )
    price = random.choice((10000, 10000, 7000, 5000, 3333, 1001, 18000))
    paid = round(price * whole) if random.random() < 0.9 else random.choice((0, 1, 5, price))
    allowed = random.choice((paid, paid, paid, paid + 2500, price * length, None))
    lines = member.rows.get("medical_claim", [])
    joins = lines and random.random() < 0.15
    which = "paid_unit_quantity" if random.random() < 0.85 else "service_unit_quantity"
    units = {"paid_unit_quantity": None, "service_unit_quantity": None} | {which: f"{whole:g}"}
    mods = random.choice(("",) * 8 + ("SH", "SH", "SJ", "59", "SS", "SH 59"))
    if code == "E0781":
        mods = "RR"
    drug = code if isinstance(code, tuple) else (code, None)
    return member.add(
        "medical_claim",
        claim_id=lines[-1]["claim_id"] if joins else f"{member.name}C{len(lines):02d}",
        claim_line_number=int(lines[-1]["claim_line_number"]) + 1 if joins else 1,
        claim_type="professional",
        member_id=member.name,
        line_of_business=random.choice(("MEDICAID",) * 6 + ("MEDICARE_ADVANTAGE", None)),
        hcpcs_code=drug[0],
        ndc_code=drug[1],
        hcpcs_modifier_1=(mods.split() or [None])[0],
        hcpcs_modifier_2=mods.split()[1] if len(mods.split()) > 1 else None,
        claim_start_date=first,
        claim_end_date=max(last, first + timedelta(days=2)) if random.random() < 0.3 else last,
        claim_line_start_date=first,
        claim_line_end_date=last,
        place_of_service_code=random.choice(("12",) * 12 + ("11", "13", "21", "22")),
        billing_npi=NPI[random.choice(_NAMES)],
        billing_tin=random.choice(member.tins[:1] * 9 + member.tins),
        rendering_npi=NPI["nurse"],
        paid_date=date(2026, 8, random.randint(1, 4))
        if random.random() < 0.92
        else random.choice((date(2026, 12, 1), None)),
        received_date=date(2026, 7, 28),
        paid_amount=_money(paid),
        allowed_amount=None if allowed is None else _money(allowed),
        charge_amount=_money(price * length),
        payee=random.choice((None,) * 20 + ("member",)),
        **units,
    )


def _therapies_of_the_same_days(random: Random, member: Member) -> None:
    days = random.choice((1, 3, 7))
    for code in random.sample(sorted(set(_THERAPIES)), random.randint(2, 4)):
        line = _line(random, member, code, days)
        line |= {
            "claim_line_start_date": str(_JULY),
            "claim_line_end_date": str(_JULY + timedelta(days=days - 1)),
            "hcpcs_modifier_1": random.choice((None, None, "SH", "SJ")),
            "place_of_service_code": "12",
            "billing_tin": member.tins[0],
        }


def _drugs(random: Random, member: Member) -> None:
    for _ in range(random.randint(1, 3)):
        line = _line(random, member, random.choice(_DRUGS), days=random.choice((1, 7)))
        if random.random() < 0.2:
            line |= {"claim_status": "DENIED", "paid_amount": "0.00"}
    if random.random() < 0.3:
        member.add(
            "pharmacy_claim",
            claim_id=f"{member.name}F",
            claim_line_number=1,
            member_id=member.name,
            dispensing_date=_JULY + timedelta(days=random.randint(0, 6)),
            ndc_code=random.choice(("00002021305", "00002751001", "99999999999")),
            days_supply=random.choice((1, 7)),
        )


def _nursing(random: Random, member: Member) -> None:
    for _ in range(random.randint(1, 4)):
        line = _line(random, member, random.choice(("99601", "99601", "99602")), days=1)
        line["paid_unit_quantity"] = random.choice(("1", "1", "2"))
        for _ in range(random.choice((0, 0, 1, 2))):
            late = timedelta(days=random.choice((0, 0, 0, 1)))
            member.add(
                "visit_note",
                visit_note_id=f"{member.name}N{len(member.rows.get('visit_note', []))}",
                member_id=member.name,
                service_date=date.fromisoformat(line["claim_line_start_date"]) + late,
                claim_id=random.choice((line["claim_id"], None)),
                billing_npi=None,
                credential=random.choice(("RN", "RN", "LPN", "X9")),
                is_signed="true",
                start_time="09:00",
                stop_time=random.choice(("11:00", None)),
            )
        if random.random() < 0.5:
            due = random.choice((date(2026, 10, 10), date(2027, 1, 10)))
            member.add(
                "record_request",
                claim_id=line["claim_id"],
                requested_date=date(2026, 9, 10),
                due_date=due,
                asked_for=random.choice(("visit_note", None, "other")),
            )


def _copy(random: Random, member: Member) -> None:
    """A line once more on another claim, alike or nearly so."""
    lines = member.rows["medical_claim"]
    claim = f"{member.name}C{len(lines):02d}"
    copy = random.choice(lines) | {"claim_id": claim, "claim_line_number": "1"}
    copy["paid_date"] = random.choice(("2026-08-05", copy["paid_date"]))
    if random.random() < 0.3:
        copy["paid_amount"] = _money(random.choice((100, 40000)))
    if random.random() < 0.2:
        copy["hcpcs_modifier_1"] = "59"
    lines.append(copy)


def _stay(random: Random, member: Member) -> None:
    first = _JULY + timedelta(days=random.randint(-2, 5))
    last = first + timedelta(days=random.randint(0, 6))
    member.add(
        "medical_claim",
        claim_id=f"{member.name}STAY",
        claim_line_number=1,
        claim_type="institutional",
        bill_type_code=random.choice(("0111", "0111", "0211", "0131")),
        revenue_center_code=random.choice(("0120", "0120", "0170", "0183")),
        member_id=member.name,
        claim_start_date=first,
        claim_end_date=last,
        claim_line_start_date=first,
        claim_line_end_date=last,
        admission_date=random.choice((first, None)),
        discharge_date=last,
        billing_npi=NPI["hospital"],
        billing_tin=f"7{member.number:08d}",
        paid_amount="9000.00",
        paid_date="2026-08-01",
    )


def _replacements(random: Random, member: Member) -> None:
    """A claim corrected, once or twice, or voided."""
    lines = member.rows["medical_claim"]
    named = random.choice(lines)
    for number in range(random.choice((1, 1, 2))):
        kind = random.choice(("7", "7", "7", "8"))
        new = named | {
            "claim_id": f"{member.name}R{number}",
            "claim_line_number": "1",
            "claim_frequency_code": kind,
            "original_claim_id": named["claim_id"],
            "paid_date": f"2026-08-{20 + number}",
        }
        if random.random() < 0.4:
            new["paid_amount"] = _money(random.choice((2000, 5000, 30000)))
        if kind == "8":
            new["paid_amount"] = "0.00"
        lines.append(new)
        named = random.choice((named, new))


def _beside(random: Random, member: Member) -> None:
    """Who the member is, and what its providers agreed on."""
    persons = 2 if random.random() < 0.1 else 1
    for person in range(persons):
        member.add(
            "eligibility",
            member_id=member.name,
            person_id=f"{member.name}P{person}" if persons > 1 else None,
            enrollment_start_date="2020-01-01",
            line_of_business="MEDICAID",
            birth_date=random.choice(("1980-01-01", "2026-06-25", None)),
        )
    if random.random() < 0.2:
        member.add(
            "contract_party",
            contract=random.choice((FILE_CONTRACT, OTHER_CONTRACT)),
            billing_tin=member.tins[0],
            effective_from="2020-01-01",
        )
    if random.random() < 0.15:
        line = random.choice(member.rows["medical_claim"])
        member.add(
            "contract_rate",
            billing_tin=member.tins[0],
            hcpcs_code=line.get("hcpcs_code") or "S9500",
            unit_rate=random.choice(("100.00", "50.00", "35.00")),
            effective_from="2020-01-01",
        )


def _taken_back(random: Random, member: Member) -> None:
    """Reversals, recoveries and holds."""
    lines = [row for row in member.rows["medical_claim"] if row.get("paid_amount") != "0.00"]
    if PAYERS[member.payer] and lines and random.random() < 0.25:
        line = random.choice(lines)
        cents = _cents(line["paid_amount"])
        back = random.choice((cents, cents // 2, cents // 3))
        if back:
            member.rows["medical_claim"].append(
                line
                | {
                    "claim_status": "REVERSED",
                    "paid_amount": _money(-back),
                    "paid_date": "2026-09-15",
                    "paid_unit_quantity": None,
                    "service_unit_quantity": None,
                    "allowed_amount": None,
                }
            )
    if lines and random.random() < 0.3:
        for _ in range(random.choice((1, 1, 2))):
            recover(random, member)
    if random.random() < 0.08:
        member.add(
            "hold", claim_id=random.choice(member.rows["medical_claim"])["claim_id"], reason="SIU"
        )


def recover(random: Random, member: Member) -> None:
    """One more recovery: of a line or a whole claim, in part or in full."""
    rows = member.rows["medical_claim"]
    lines = [
        row for row in rows if _cents(row["paid_amount"]) > 0 and row.get("claim_status") is None
    ]
    if not lines:
        return
    line = random.choice(lines)
    cents = _cents(line["paid_amount"])
    back = random.choice((cents, cents, max(cents // 2, 1), max(cents // 3, 1), 1))
    member.add(
        "recovery",
        claim_id=line["claim_id"],
        claim_line_number=random.choice((line["claim_line_number"],) * 3 + (None,)),
        amount=_money(back),
        recovered_date=f"2026-10-{random.randint(1, 28):02d}",
        source="offset",
    )


#: A column of each table, and a text that does not read there.
_DAMAGE = {
    "medical_claim": ("paid_amount", "1O.00"),
    "visit_note": ("service_date", "soon"),
    "record_request": ("requested_date", "soon"),
    "recovery": ("amount", "1O.00"),
    "eligibility": ("enrollment_start_date", "soon"),
    "pharmacy_claim": ("dispensing_date", "soon"),
}


def damage(random: Random, member: Member) -> None:
    """Make one row of the member, of any table, one that does not load."""
    tables = sorted(_DAMAGE.keys() & member.rows.keys())
    row = random.choice(member.rows[random.choice(tables)])
    table = next(name for name in tables if any(row is each for each in member.rows[name]))
    column, text = _DAMAGE[table]
    row[column] = text


def _money(cents: int) -> str:
    sign, cents = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def _cents(amount: str) -> int:
    whole, _, part = amount.lstrip("-").partition(".")
    return (int(whole) * 100 + int(part)) * (-1 if amount.startswith("-") else 1)
