"""A small extract with something in every column of exposure."""

from __future__ import annotations

import pandas as pd

AS_OF = "2026-10-15"
HOSTILE = "Infusions <script>alert('x')</script> & Co $5 or $6"
NPI = {"A": "1234567893", "B": "1245319599", "C": "1679576722", "D": "1083612345"}
TIN = {"A": "012345671", "B": "012345672", "C": "012345673", "D": "012345674"}
NAME = {"A": HOSTILE, "B": "Beta Infusion", "C": "Gamma Infusion", "D": "Delta Family Medicine"}

_PRIORITY, _JEFFERSON = "PRIORITY_HEALTH", "JEFFERSON"

#: claim, payer, line of business, provider, code, first day, last day, place, units, paid on, paid
LINES = (
    # automated: seven units too many, and one of six on one day
    ("CLM0001", _JEFFERSON, "MEDICAID", "A", "S9500", "07-01", "07-07", "12", 14, "09-01", 1400.00),
    ("CLM0002", _JEFFERSON, "MEDICAID", "A", "S9500", "08-01", "08-01", "12", 6, "09-01", 100.05),
    # lead: an infusion visit code for Medicaid
    ("CLM0003", _JEFFERSON, "MEDICAID", "A", "G0068", "07-09", "07-09", "12", 1, "09-01", 150.00),
    # records: a place of service that Priority Health's text does not name
    ("CLM0004", _PRIORITY, "COMMERCIAL", "B", "S9500", "03-01", "03-07", "11", 7, "05-01", 700.00),
    # no notes were loaded: a records request, and not applicable
    ("CLM0005", _PRIORITY, "COMMERCIAL", "B", "99601", "03-03", "03-03", "12", 1, "05-01", 110.00),
    # unpriced: a second therapy without a modifier, and no price in the policy
    ("CLM0006", _PRIORITY, "COMMERCIAL", "C", "S9366", "04-01", "04-07", "12", 7, "06-01", 1260.00),
    ("CLM0007", _PRIORITY, "COMMERCIAL", "C", "S9500", "04-01", "04-07", "12", 7, "06-01", 700.00),
    # on hold, paid under capitation, already closed, too long ago: each seven units too many
    ("CLM0008", _JEFFERSON, "MEDICAID", "C", "S9500", "05-01", "05-07", "12", 14, "06-01", 140.00),
    ("CLM0009", _JEFFERSON, "MEDICAID", "C", "S9500", "05-11", "05-17", "12", 14, "06-01", 160.00),
    ("CLM0010", _JEFFERSON, "MEDICAID", "C", "S9500", "05-21", "05-27", "12", 14, "06-01", 180.00),
    ("CLM0011", _JEFFERSON, "COMMERCIAL", "C", "S9500", "02-01", "02-07", "12", 14, None, 200.00),
    # an office visit that nothing speaks of
    ("CLM0012", _JEFFERSON, "MEDICAID", "D", "99213", "05-01", "05-01", "11", 1, "06-01", 55.00),
)
CLAIMS = [line[0] for line in LINES]
MEMBERS = [f"MBR{number:05d}" for number in range(1, len(LINES) + 1)]


def claims(lines=LINES) -> pd.DataFrame:
    """The lines as text, as an extract brings them; each claim of its own member."""
    rows = []
    for member, line in zip(MEMBERS, lines, strict=False):
        claim, payer, business, provider, code, first, last, place, units, paid_on, paid = line
        year = "2026" if paid_on else "2024"
        rows.append(
            {
                "claim_id": claim,
                "claim_line_number": "1",
                "claim_type": "professional",
                "member_id": "MBR00006" if claim == "CLM0007" else member,
                "payer": payer,
                "line_of_business": business,
                "claim_line_start_date": f"{year}-{first}",
                "claim_line_end_date": f"{year}-{last}",
                "place_of_service_code": place,
                "hcpcs_code": code,
                "paid_unit_quantity": str(units),
                "billing_npi": NPI[provider],
                "billing_tin": TIN[provider],
                "paid_date": f"{year}-{paid_on or '03-01'}",
                "paid_amount": f"{paid:.2f}",
                "payment_arrangement": "capitated" if claim == "CLM0009" else "fee_for_service",
            }
        )
    return pd.DataFrame(rows, dtype="object")


def providers() -> pd.DataFrame:
    """Their names; one of them means harm. None of them is an infusion facility."""
    rows = [
        {"npi": NPI[k], "tin": TIN[k], "provider_name": NAME[k], "infusion_facility": "false"}
        for k in NAME
    ]
    return pd.DataFrame(rows, dtype="object")
