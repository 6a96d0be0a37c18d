"""What the connectors of Parquet layouts share: the column names, read without the rows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def names(path: Path) -> list[str]:
    """The column names, or an empty list where the file is missing or is no Parquet."""
    try:
        return list(pq.read_schema(path).names)
    except (OSError, ValueError, pa.ArrowException):  # ValueError: a name that is no text
        return []
