"""X12 transaction sets as rows: 837 claims (medical_claim) and 835 remittances (remittance).

`segments` tells the segments of a file apart, `envelope` its transactions, `read_837` and
`read_835` walk their loops, `to_parquet` writes what they give as Parquet of text. The reader of
X12 files that a load asks is `analytics.load.read.x12`; nothing here knows of it.
"""
