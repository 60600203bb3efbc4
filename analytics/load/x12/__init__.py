"""X12 transaction sets as rows: 837 claims (medical_claim) and 835 remittances (remittance).

`segments` tells the segments of a file apart, `envelope` its transactions, `claims` and
`remittance` walk their loops, `reading` writes what they give as Parquet of text, `source` is
the file as a load sees it.
"""

from analytics.load.x12.source import X12Source
from analytics.load.x12.to_parquet import X12Rows, read_x12, table_of

__all__ = ["X12Rows", "X12Source", "read_x12", "table_of"]
