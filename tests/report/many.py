"""A made-up extract of many providers, each with lines of seven units too many."""

from __future__ import annotations

import numpy as np
import pandas as pd


def many_claims(providers: int, lines: int) -> pd.DataFrame:
    """So many providers with so many lines each; provider n was paid n dollars and a cent a line.

    Seven days with fourteen units: half of every line is not payable. All lines of a provider are
    of members of their own, in another week each of 2025.
    """
    place = np.arange(providers * lines)
    provider, line = place // lines + 1, place % lines
    first = pd.to_datetime("2025-01-01") + pd.to_timedelta(line * 7 % 350, unit="D")
    frame = pd.DataFrame(
        {
            "claim_id": [f"CLM{n:07d}" for n in place],
            "claim_line_number": "1",
            "claim_type": "professional",
            "member_id": [f"MBR{n:07d}" for n in place],
            "payer": "JEFFERSON",
            "line_of_business": "MEDICAID",
            "claim_line_start_date": first.strftime("%Y-%m-%d"),
            "claim_line_end_date": (first + pd.Timedelta(days=6)).strftime("%Y-%m-%d"),
            "place_of_service_code": "12",
            "hcpcs_code": "S9500",
            "paid_unit_quantity": "14",
            "billing_npi": "1234567893",
            "billing_tin": [f"{n:09d}" for n in provider],
            "paid_date": "2026-02-01",
            "paid_amount": [f"{n}.02" for n in provider],
            "payment_arrangement": "fee_for_service",
        }
    )
    return frame.astype("object")
