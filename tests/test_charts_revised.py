"""A series before and after a file: its picture and its sentence."""

from __future__ import annotations

import pandas as pd

from foresight.catalogue import load
from foresight.charts.revised import revised, sentence
from foresight.charts.theme import Caption

SHARE = load().indicator("gdp_share")
SAID = Caption("Share of world GDP: China", "%", "Source: x", 2021, "1 (abc)")
HELD = pd.DataFrame({"year": [2019, 2020, 2021], "value": [17.0, 18.0, 19.0]})
NONE = HELD.head(0)


def test_what_is_published_is_solid_and_the_file_dashed_over_one_axis() -> None:
    given = pd.DataFrame({"year": [2021, 2022], "value": [25.0, 26.0]})
    figure = revised(HELD, given, SAID, SHARE)
    assert [(t.name, t.line.dash, list(t.x)) for t in figure.data] == [
        ("Published", "solid", [2019, 2020, 2021]),
        ("File", "dash", [2021, 2022]),
    ]
    assert figure.layout.yaxis.range[1] > 26
    assert [trace.name for trace in revised(NONE, given, SAID, SHARE, dark=True).data] == ["File"]


def test_the_sentence_counts_and_names_the_largest_change() -> None:
    given = pd.DataFrame({"year": [2020, 2021, 2022], "value": [18.0, 25.0, 26.0]})
    assert sentence(HELD, given, "China", SHARE) == (
        "China: 1 figure added, 1 changed, 1 the same; the largest change is in 2021, from 19 to 25."
    )
    assert sentence(HELD, given, "China", SHARE, replace=True).endswith("; 1 figure would go.")
    assert sentence(HELD, NONE, "China", SHARE) == "The file has no figure of China: nothing changes."
    assert "all 3 published figures of it would go" in sentence(HELD, NONE, "China", SHARE, replace=True)
    assert "Nothing is published of China; the file has 3 figures (2020–2022)" in sentence(NONE, given, "China", SHARE)
    tiny = HELD.assign(value=HELD["value"] + 1e-9)
    assert "by less than shows in" in sentence(HELD, tiny, "China", SHARE)
