"""The widgets of a theme page whose values stand in the address: countries, years and the open tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from pages._address import Address


class Link(Address):
    """The address of a theme page."""

    def several(
        self,
        name: str,
        label: str,
        options: Sequence[str],
        wording: Callable[[str], str],
        *,
        most: int,
        placeholder: str = "The leading six, or choose",
        default: Sequence[str] = (),
    ) -> tuple[str, ...]:
        """Any of `options`, up to `most`; `default` where the address says nothing of them."""
        key = f"{self._page}.{name}"
        if self._sets(key):
            asked = [word for word in self._asked.get(name, ",".join(default)).split(",") if word]
            self._vain += [(name, word, list(options)) for word in asked if word not in options]
            st.session_state[key] = list(dict.fromkeys(word for word in asked if word in options))[:most]
        chosen = st.multiselect(
            label,
            options,
            format_func=wording,
            key=key,
            max_selections=most,
            select_all=False,
            placeholder=placeholder,
        )
        if chosen or default:
            self._now[name] = ",".join(chosen)
        return tuple(chosen)

    def span(
        self, name: str, label: str, low: int, high: int, *, of: str, last: int, first: int | None = None
    ) -> tuple[int, int]:
        """A first and a last year between `low` and `high`; from `first` (else `low`) to `last` unless asked otherwise.

        Each indicator (`of`) has a range of its own, so each has a slider of its own.
        """
        if low == high:
            st.caption(f"{label}: {low} only")
            self._now |= {"from": str(low), "to": str(high)}
            return low, high
        key = f"{self._page}.{name}.{of}"
        if self._sets(key):
            mine = self._asked_for(of)
            begin, end = self._year(mine, "from", low, high, first or low), self._year(mine, "to", low, high, last)
            st.session_state[key] = (min(begin, end), max(begin, end))
        years: Any = st.slider(label, low, high, key=key)
        begin, end = years
        self._now |= {"from": str(begin), "to": str(end)}
        return begin, end

    def year(self, name: str, label: str, low: int, high: int, *, of: str, otherwise: int, **more: Any) -> int:
        """One year from `low` to `high`; each indicator (`of`) has a range of its own."""
        key = f"{self._page}.{name}.{of}"
        if self._sets(key):
            st.session_state[key] = self._year(self._asked_for(of), name, low, high, otherwise)
        year: int = st.slider(label, low, high, key=key, **more)
        self._now[name] = str(year)
        return year

    def _year(self, asked: dict[str, str], name: str, low: int, high: int, otherwise: int) -> int:
        text = asked.get(name)
        if text is None:
            return otherwise
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and low <= int(text) <= high):
            if self._opened:  # otherwise it is left over from what was shown before
                self._vain.append((name, text, []))
            return otherwise
        return int(text)

    def chapter(self, titles: Mapping[str, str], otherwise: str | None = None) -> str:
        """One of the chapters of a page (key -> title), of which only the one chosen is drawn."""
        key = f"{self._page}.chapter"
        if self._sets(key):
            asked = self._asked.get("chapter")
            if asked is not None and asked not in titles:
                self._vain.append(("chapter", asked, list(titles)))
            st.session_state[key] = asked if asked in titles else otherwise or next(iter(titles))
        chosen = st.segmented_control(
            "Chapter", list(titles), format_func=titles.__getitem__, key=key, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
        self._now["chapter"] = str(chosen)
        return str(chosen)

    def weights(
        self, titles: Mapping[str, str], defaults: Mapping[str, int], *, name: str = "weights"
    ) -> dict[str, int]:
        """A slider from 0 to 100 for each component (key -> title), `defaults` where the address says nothing of it."""
        keys = {part: f"{self._page}.{name}.{part}" for part in titles}
        if any(self._sets(key) for key in keys.values()):
            asked = dict(part.partition(":")[::2] for part in self._asked.get(name, "").split(",") if part)
            self._vain += [(name, part, list(titles)) for part in asked if part not in titles]
            for part, key in keys.items():
                text = asked.get(part, "")
                if text and not (text.isdecimal() and int(text) <= 100):
                    self._vain.append((name, f"{part}:{text}", []))
                st.session_state[key] = int(text) if text.isdecimal() and int(text) <= 100 else defaults[part]
        found = {part: int(st.slider(titles[part], 0, 100, step=5, key=key)) for part, key in keys.items()}
        self._now[name] = ",".join(f"{part}:{weight}" for part, weight in found.items())
        return found

    def tabs(self, labels: Sequence[str]) -> Sequence[Any]:
        """Tabs of which only the open one is computed; the open one is in the address."""
        key = f"{self._page}.view"
        by_word = {label.lower(): label for label in labels}
        if self._sets(key):
            asked = self._asked.get("view")
            if asked is not None and asked not in by_word:
                self._vain.append(("view", asked, list(by_word)))
            st.session_state[key] = by_word.get(asked or "", labels[0])
        shown: Sequence[Any] = st.tabs(labels, key=key, on_change="rerun")
        self._now["view"] = next((label.lower() for label, tab in zip(labels, shown, strict=True) if tab.open), "map")
        return shown
