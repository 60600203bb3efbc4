"""Where a letter goes: the address of a provider group, whole, of one row."""

from analytics.testing import TIN

CLAIMS = """
    claim | npi   | tin   | units
    A     | alpha | delta | 2
    B     | beta  |       | 2
    C     | gamma | gamma | 2
    """
PROVIDERS = """
    npi   | tin   | address_line_1 | address_line_2 | city | zip_code | from | to
    nurse | delta | 9 Other Street |                | Erie | 16501    |      |
    alpha | delta | 1 Old Street   | Suite 5        | York | 17401    |      | 2025-12-31
    alpha | delta | 2 New Street   |                |      | 17402    |      |
    beta  | beta  | 3 Long Street  |                | York | 17403    |      |
    gamma | gamma |                |                | York | 17404    |      |
    """


def test_the_address_is_that_of_a_row_that_bills_for_the_group_and_ends_last(final_action):
    """data_contract.md, provider: the address, for letters; no part of another row fills it."""
    store = final_action(CLAIMS, provider=PROVIDERS).store
    store.audit(as_of="2026-12-31", only=["UNT-01"])
    found = store.sql("select * from provider_address")
    columns = ["address_line_1", "address_line_2", "city", "zip_code"]
    shown = found.set_index("provider_group")[columns].astype(object)
    rows = shown.where(shown.notna(), None).T.to_dict("list")
    by_tax_number = {group: row for group, row in rows.items() if group in TIN.values()}
    assert by_tax_number == {
        TIN["delta"]: ["2 New Street", None, None, "17402"],
        TIN["beta"]: ["3 Long Street", None, "York", "17403"],
    }
