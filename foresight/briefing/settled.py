"""Office files that are the same bytes for the same content: one date inside, one order of parts.

`SOURCE_DATE_EPOCH` (https://reproducible-builds.org/specs/source-date-epoch/) fixes the date; without it, it is now.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from pathlib import Path

_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def moment() -> dt.datetime:
    """The time that files carry, in UTC."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return dt.datetime.fromtimestamp(int(fixed), dt.UTC) if fixed.isdecimal() else dt.datetime.now(dt.UTC)


def settle(path: Path, when: dt.datetime) -> None:
    """Write a ZIP or Office file again with `when` as the only date in it, workbooks inside it likewise."""
    path.write_bytes(_settled(path.read_bytes(), when))


def _settled(content: bytes, when: dt.datetime) -> bytes:
    out = io.BytesIO()
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        # the list of types stays first: readers that look at the beginning only know the file by it
        for name in sorted(given.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = given.read(name)
            if name.endswith("docProps/core.xml"):
                part = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", part)
            elif name.endswith(".xlsx"):
                part = _settled(part, when)
            entry = zipfile.ZipInfo(name, max(when, dt.datetime(1980, 1, 1, tzinfo=dt.UTC)).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, part)
    return out.getvalue()
