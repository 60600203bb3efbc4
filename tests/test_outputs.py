"""What is written is what `analytics/schema/outputs.py` says, column by column."""

import analytics
from analytics import content
from analytics.schema.outputs import CLAIM_LINE, FINDING, OUTPUTS
from analytics.schema.types import STORAGE

SAMPLE = content.ROOT / "data" / "sample" / "medical_claim.csv"


def test_the_definitions_are_those_of_the_tables(tmp_path):
    store = analytics.open_store(tmp_path / "store", create=True)
    store.load(SAMPLE)
    store.audit(as_of="2026-11-15", only=["UNT-01"])
    for name in (*OUTPUTS, "superseded_line", "denied_line"):
        defined = OUTPUTS.get(name, CLAIM_LINE)
        written = store.sql(f"select column_name, column_type from (describe select * from {name})")
        assert list(written["column_name"]) == defined.names
        assert list(written["column_type"]) == [STORAGE[c.kind] for c in defined.columns]


def test_every_column_has_a_meaning():
    assert all(c.meaning for table in (CLAIM_LINE, FINDING) for c in table.columns)
