"""X12 files as loads: which table, which transactions, what is rejected, what the record says."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from analytics.errors import ExtractError, UsageError

from .conftest import Loaded, load
from .x12_files import (
    BILL,
    PAID,
    STAY,
    bills,
    interchange,
    remittance,
    segments,
    transaction,
)

NO_END = "the transaction has no SE segment; it is cut off, or its end is lost"


@pytest.fixture
def load_text(tmp_path: Path):
    """Load text or bytes as one file; the payer is told."""

    def loaded(text: str | bytes, **told: str | None) -> Loaded:
        return load(text, tmp_path, **{"payer": "Plan One", **told})

    return loaded


def bill(number: str) -> str:
    return BILL.replace("PCN-1", number)


def test_an_837_is_a_submission_without_a_history(load_text) -> None:
    result = load_text(interchange(bills(BILL))).result
    assert (result.table, result.mapping, result.submission) == ("medical_claim", "x12 837", True)
    assert (result.history, result.history_source) == ({}, {})
    assert result.units_basis == "billed"
    assert result.payers == ["Plan One"]
    assert result.transactions == {"837P": 1}
    assert result.columns_ignored == []


def test_an_837_takes_no_history_from_earlier_loads_and_none_told(load_text) -> None:
    text = interchange(bills(BILL))
    assert load_text(text, earlier_history={"Plan One": "ledger"}).result.history == {}
    with pytest.raises(UsageError, match="no history"):
        load_text(text, history="ledger")


def test_an_835_is_a_remittance(load_text) -> None:
    result = load_text(interchange(remittance(PAID))).result
    assert (result.table, result.mapping, result.submission) == ("remittance", "x12 835", False)
    assert (result.history, result.units_basis) == ({}, None)
    assert result.transactions == {"835": 1}


def test_several_interchanges_groups_and_transactions(load_text) -> None:
    first = interchange(bills(bill("A")), bills(bill("B"), control="0002"))
    group = interchange(bills(bill("C")))
    two_groups = group.replace(
        "IEA*", "\n".join(f"{s}~" for s in segments(*group.split("~")[1:-2])) + "\nIEA*"
    )
    last = interchange(bills(STAY, kind="837I"), delimiters="|!>\x1e", line_break="")
    loaded = load_text(first + two_groups + last)
    assert [row["claim_id"] for row in loaded.rows] == ["A", "B", "C", "C", "PCN-2"]
    assert loaded.result.transactions == {"837P": 4, "837I": 1}
    assert (loaded.rejected, loaded.warnings) == ([], [])
    numbers = [row["source_row"] for row in loaded.rows]
    assert len(set(numbers)) == len(numbers)


def test_a_packed_file(load_text) -> None:
    text = interchange(bills(BILL))
    packed = load_text(gzip.compress(text.encode()))
    assert packed.rows == load_text(text).rows
    with pytest.raises(ExtractError, match="cut off or damaged"):
        load_text(gzip.compress(text.encode() * 50)[:-40])


def test_a_truncated_file_is_rejected_from_its_last_transaction_on(load_text) -> None:
    text = interchange(bills(bill("A")), bills(bill("B"), bill("C"), control="0002"))
    loaded = load_text(text[: text.index("SE*", text.index("CLM*C"))])
    assert [row["claim_id"] for row in loaded.rows] == ["A"]
    (rejected,) = loaded.rejected
    assert (rejected["reason"], rejected["source_row"]) == (NO_END, 21)
    assert rejected["raw_row"].startswith('{"line":"ST*837*0002')


def test_a_transaction_without_an_end_before_another_start(load_text) -> None:
    lost = bills(bill("A")).rsplit("\n", 1)[0]
    loaded = load_text(interchange(lost, bills(bill("B"), control="0002")))
    assert [row["claim_id"] for row in loaded.rows] == ["B"]
    assert loaded.reason(3) == f": {NO_END}"


def test_a_transaction_that_ends_with_the_end_of_another(load_text) -> None:
    spliced = bills(bill("A")).replace("SE*18*0001", "SE*18*0007")
    assert spliced != bills(bill("A"))
    loaded = load_text(interchange(spliced, bills(bill("B"), control="0002")))
    assert [row["claim_id"] for row in loaded.rows] == ["B"]
    assert loaded.reason(3) == ": the transaction ends with the SE segment of another"


def test_segments_without_a_start(load_text) -> None:
    lost = bills(bill("A")).split("\n", 1)[1]
    loaded = load_text(interchange(bills(bill("B")), lost, bills(bill("C"), control="0003")))
    assert [row["claim_id"] for row in loaded.rows] == ["B", "C"]
    (rejected,) = loaded.rejected
    assert rejected["source_row"] == 21
    assert rejected["reason"] == "segments outside a transaction: no ST segment before them"


def test_a_damaged_interchange_between_good_ones(load_text) -> None:
    good = interchange(bills(bill("A")))
    damaged = interchange(bills(bill("B"))).replace("*000000001*0*P*:~", "*0000", 1)
    loaded = load_text(good + damaged + interchange(bills(bill("C"))))
    assert [row["claim_id"] for row in loaded.rows] == ["A", "C"]
    (rejected,) = loaded.rejected
    assert rejected["source_row"] == 23
    assert rejected["reason"] == "a damaged ISA segment: the delimiters are unknown"


def test_a_wrong_count_and_a_test_interchange_are_warnings_only(load_text) -> None:
    wrong = bills(BILL).replace("SE*18*", "SE*19*")
    loaded = load_text(interchange(wrong, usage="T"))
    assert loaded.result.loaded == 1
    assert [(row["source_row"], row["reason"]) for row in loaded.warnings] == [
        (1, "a test interchange (ISA15 is T)"),
        (3, "the SE segment gives another number of segments than the transaction has"),
    ]
    assert loaded.result.warnings == {row["reason"]: 1 for row in loaded.warnings}


def other(set_id: str, version: str) -> str:
    return (
        transaction("835", "BHT*1")
        .replace("ST*835", f"ST*{set_id}")
        .replace("005010X221A1", version)
    )


@pytest.mark.parametrize(
    ("set_id", "version"), [("999", "005010X231A1"), ("277", "005010X214"), ("834", "")]
)
def test_a_file_of_another_kind_says_what_it_is(load_text, set_id: str, version: str) -> None:
    with pytest.raises(ExtractError, match=f"holds {set_id}.*837 claims.*835 remittances"):
        load_text(interchange(other(set_id, version)))


def test_other_kinds_beside_claims_are_counted(load_text) -> None:
    loaded = load_text(interchange(other("999", "005010X231A1"), bills(BILL)))
    assert loaded.result.transactions == {"837P": 1}
    assert loaded.result.transactions_left_out == {"999": 1}
    assert loaded.result.read == 1


def test_other_versions_and_dental_claims_are_rejected(load_text) -> None:
    old = bills(bill("A")).replace("005010X222A1", "004010X098A1")
    dental = bills(bill("B"), control="0002").replace("005010X222A1", "005010X224A2")
    loaded = load_text(interchange(bills(bill("C"), control="3"), old, dental))
    assert [row["claim_id"] for row in loaded.rows] == ["C"]
    assert [row["reason"].split(";")[0] for row in loaded.rejected] == [
        "another version of the 837",
        "an 837 dental claim",
    ]


def test_the_version_of_the_group_holds_where_the_transaction_names_none(load_text) -> None:
    text = interchange(bills(STAY, kind="837I"))
    named = load_text(text.replace("ST*837*0001*005010X223A2", "ST*837*0001"))
    assert named.result.transactions == {"837I": 1}
    old = interchange(bills(BILL)) + text.replace("005010X223A2", "004010X096A1").replace(
        "ST*837*0001*004010X096A1", "ST*837*0001"
    )
    assert load_text(old).result.rejected == 1


def test_claims_and_remittances_in_one_file_need_a_table(load_text) -> None:
    text = interchange(bills(BILL)) + interchange(remittance(PAID), remittance(PAID, control="2"))
    with pytest.raises(ExtractError, match="--table medical_claim and once with --table remitt"):
        load_text(text)
    claims = load_text(text, table="medical_claim").result
    assert (claims.read, claims.transactions) == (1, {"837P": 1})
    assert claims.transactions_left_out == {"835": 2}
    paid = load_text(text, table="remittance").result
    assert (paid.read, paid.transactions_left_out) == (2, {"837P": 1})


def test_a_table_that_x12_does_not_fill(load_text) -> None:
    with pytest.raises(UsageError, match="an X12 file fills medical_claim"):
        load_text(interchange(bills(BILL)), table="eligibility")


def test_a_table_that_the_file_holds_nothing_for(load_text) -> None:
    with pytest.raises(ExtractError, match=r"holds 837P \(1\), which remittance is not filled"):
        load_text(interchange(bills(BILL)), table="remittance")


def test_files_without_anything_to_read(load_text) -> None:
    with pytest.raises(ExtractError, match="text without an ISA segment"):
        load_text("GS*HC*A*B*20260101*0900*1*X*005010X222A1~\nST*837*1~\n")
    with pytest.raises(ExtractError, match="no transaction"):
        load_text(interchange("TA1*1"))


def test_a_csv_file_with_isa_in_its_header_is_no_x12(load_text) -> None:
    with pytest.raises(ExtractError, match="headers name no column"):
        load_text("ISA_ID,ISA_NAME\n1,x\n")


def test_a_mapping_may_translate_what_x12_gives(load_text, tmp_path: Path) -> None:
    mapping = tmp_path / "books.toml"
    mapping.write_text(
        '[columns]\nline_of_business = "x_claim_filing_code"\n'
        '[values.line_of_business]\nHM = "COMMERCIAL"\n'
    )
    loaded = load_text(interchange(bills(BILL)), mapping=mapping)
    assert loaded.rows[0]["line_of_business"] == "COMMERCIAL"
    assert loaded.result.mapping == "x12 837, books.toml"


def test_bad_values_reject_their_line_never_the_file(load_text) -> None:
    bad = BILL.replace("*300.00*", "*3OO*").replace("RD8*20260105-20260107", "D8*20261305")
    loaded = load_text(interchange(bills(bad, bad, bad)))
    assert (loaded.result.loaded, loaded.result.rejected) == (0, 3)
    assert all("3OO" not in row["reason"] for row in loaded.rejected)


def test_memory_is_bounded_by_a_batch_not_by_the_file(load_text, monkeypatch) -> None:
    from analytics.load.x12 import to_parquet as reading

    monkeypatch.setattr(reading, "_BATCH", 7)
    many = [bill(f"N{n}") for n in range(100)]
    cut = bills(*many, control="0002").rsplit("\n", 1)[0]
    loaded = load_text(interchange(bills(*many), cut, bills(bill("Z"), control="0003")))
    assert [row["claim_id"] for row in loaded.rows] == [f"N{n}" for n in range(100)] + ["Z"]
    assert [row["reason"] for row in loaded.rejected] == [NO_END]
