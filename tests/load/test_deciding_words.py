"""Words that decide which rows stand, status and frequency: an unknown one refuses the file."""

import pandas as pd
import pytest

import analytics
from analytics.errors import ContentError, ExtractError
from analytics.testing import extract

CLAIMS = """
    claim | paid    | status
    A     | 1400.00 | PAID
    A     | 1400.00 | REV
    B     | 700.00  | Void-2
    """


def refused(frame: pd.DataFrame, tmp_path) -> str:
    with pytest.raises(ExtractError) as told:
        analytics.open_store(tmp_path / "store", create=True).load(frame, table="medical_claim")
    return str(told.value)


def test_an_unknown_status_refuses_the_file_with_the_lines_to_paste(tmp_path):
    message = refused(extract("medical_claim", CLAIMS), tmp_path)
    assert "claim_status has 2 words that are not known on 2 rows, the first row 2" in message
    assert "one of PAID, DENIED, REVERSED, PENDED" in message
    assert message.endswith('[values.claim_status]\n"REV" = "..."\n"Void-2" = "..."')


def test_the_lines_do_not_load_as_they_were_pasted(tmp_path):
    mapping = tmp_path / "their.toml"
    mapping.write_text('table = "medical_claim"\n[values.claim_status]\n"REV" = "..."\n')
    store = analytics.open_store(tmp_path / "store", create=True)
    with pytest.raises((ContentError, ExtractError), match=r"claim_status has no '\.\.\.'"):
        store.load(extract("medical_claim", CLAIMS), map=mapping)


@pytest.mark.parametrize("frequency", ["REPLACEMENT", "10"])
def test_an_unknown_frequency_refuses_the_file(tmp_path, frequency):
    table = f"claim | paid | freq\nA | 1.00 | 1\nA | 1.00 | {frequency}"
    message = refused(extract("medical_claim", table), tmp_path)
    assert "claim_frequency_code has a word that is not known on 1 row, the first row 2" in message
    assert message.endswith(f'[values.claim_frequency_code]\n"{frequency}" = "..."')


@pytest.mark.parametrize(
    "word", ["M0012345", "Ann Member's wife", "an unusually long word of a note"]
)
def test_what_may_be_no_code_is_not_shown(tmp_path, word):
    message = refused(extract("medical_claim", f"claim | paid | status\nA | 1 | {word}"), tmp_path)
    assert word not in message
    assert message.endswith("Is it the right column?")


def test_a_broken_cell_rejects_its_row_alone(tmp_path):
    table = "claim | paid | status\nA | 1.00 | PAID\nB | 1.00 | #N/A"
    (outcome,) = analytics.open_store(tmp_path / "store", create=True).load(
        extract("medical_claim", table), table="medical_claim"
    )
    assert (outcome.record["loaded"], outcome.record["rejected"]) == (1, 1)


def test_an_empty_amount_of_what_was_not_paid_is_0(tmp_path):
    """data_contract.md, medical_claim: empty on a DENIED or PENDED row: 0."""
    table = """
        claim | paid | status
        A     |      | DENIED
        B     |      | pended
        C     |      | PAID
        D     |      |
        E     | x    | DENIED
        """
    store = analytics.open_store(tmp_path / "store", create=True)
    store.load(extract("medical_claim", table), table="medical_claim")
    loaded = store.frame("medical_claim")
    assert dict(zip(loaded["claim_id"], loaded["paid_amount"].astype(str), strict=True)) == {
        "A": "0.00",
        "B": "0.00",
    }
    assert sorted(store.frame("rejected_row")["claim_id"]) == ["C", "D", "E"]
