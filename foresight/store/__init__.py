"""The store: published figures as revisions, read by many processes, written by one at a time. All SQL is here.

A folder holds one immutable DuckDB file per revision and a pointer file, `current.json`, that names the current one. A
revision is made beside the others and the pointer swapped, so that readers and a writer never wait for each other and
a crash leaves the old pointer. What later revisions removed stays inside the file with the numbers of the revisions
that added and removed it, so that any past state can be read from the current file.
"""

from foresight.store.folder import KEPT
from foresight.store.revisions import Revision
from foresight.store.store import Store

__all__ = ["KEPT", "Revision", "Store"]
