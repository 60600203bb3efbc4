"""A copy of a frame for charts and statistics: the only place where money becomes a float."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa


def for_charts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with decimals as float64 and dates as datetime64, for plotting and statistics.

    pandas cannot rank, describe, resample or plot Arrow decimals and dates. Do not sum money in
    the copy: sums belong to SQL or to the frame itself.
    """
    columns = {}
    for name, column in frame.items():
        kind = column.dtype
        if isinstance(kind, pd.ArrowDtype) and pa.types.is_decimal(kind.pyarrow_dtype):
            column = column.astype("float64[pyarrow]").astype("float64")
        elif isinstance(kind, pd.ArrowDtype) and pa.types.is_date(kind.pyarrow_dtype):
            column = pd.to_datetime(column)
        columns[name] = column
    return pd.DataFrame(columns, index=frame.index)
