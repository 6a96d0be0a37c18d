"""The app on the real data, in a store of its own; no browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the store of these tests is made from the shipped tables."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture
def app(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app, not yet run."""
    monkeypatch.setenv("FORESIGHT_STORE", str(folder))
    return AppTest.from_file(str(APP), default_timeout=60)


@pytest.fixture
def emptied() -> Iterator[None]:
    """No cache before and none after: for tests that open another store."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
