"""The watch list of one scenario: sentence, picture, table, which futures each signpost tells apart, and the file."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from foresight.charts import signpost_words as words
from foresight.charts import signposts as drawing
from foresight.charts import theme
from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.scenario import Scenario
from foresight.scenario.signposts import AHEAD, TELLS, Signpost, Watch
from pages import _cache, _downloads, _page, _scenario_link
from pages._signposts_choice import Choice
from pages._text import literal

APART = (
    f"How often a reading three years on would tell this scenario from the other future: 50{SPACE}% is no better "
    f"than tossing a coin. ✓ from {100 * TELLS:.0f}{SPACE}% on."
)


def show(watch: Watch, asked: Choice) -> None:
    """The list of the chosen scenario."""
    st.header(f"What to watch: {literal(asked.scenario.name)}", anchor=False)
    sentence, signs = words.list_of(watch, asked.key, asked.where), watch.lists[asked.key]
    if signs:
        names = [words.label(sign.source) for sign in signs]
        figure = drawing.thresholds(signs, names, _said(signs, asked), dark=_page.dark(), narrow=_page.narrow())
        _page.chart(figure, f"signposts_{asked.key}", sentence, key="signposts.list")
        _page.table([_row(k, sign) for k, sign in enumerate(signs, start=1)], "The watch list as a table")
        st.caption(
            "Thresholds are set from the last reading, for the three years after it: halfway to where the scenario "
            "has it, in the unit that models work in. Keep the list, and hold later readings against it. sd: standard "
            "deviations of past three-year changes."
        )
        st.subheader("Which futures each signpost tells apart", anchor=False)
        st.markdown(APART)
        _page.table(_matrix(watch, signs), "Which futures each signpost tells apart")
    else:
        st.info(literal(sentence), icon=":material/visibility_off:")
    _take_along(watch, asked, signs)


def _said(signs: tuple[Signpost, ...], asked: Choice) -> theme.Caption:
    catalogue = _cache.catalogue()
    sources = {s.key: s for sign in signs for s in catalogue.sources_of(sign.source.indicator.key)}
    providers = list(dict.fromkeys(source.provider for source in sources.values()))
    notes = ["Arrow: the last three observed years. Right of the line speaks for the scenario."]
    if any(sign.direction == "ended" for sign in signs):
        notes.append("✕: the data ended too long ago to speak of the last three years.")
    if any(sign.distance > drawing.EDGE for sign in signs):
        notes.append(f"Readings further than {drawing.EDGE:g} standard deviations away stand at the edge.")
    return theme.Caption(
        f"Signposts: {asked.scenario.name}, {asked.where}",
        "readings against thresholds",
        f"Sources: {listed(providers)}; citations in the file.",
        max(sign.source.year for sign in signs),
        _page.revision_name(),
        tuple(notes),
        tuple(dict.fromkeys(sign.source.indicator.key for sign in signs)),
    )


def _row(place: int, sign: Signpost) -> dict[str, str]:
    source = sign.source
    return {
        "No.": str(place),
        "Indicator": words.label(source),
        "Reading": f"{words.figure(sign.reading, source)} ({source.year})",
        "Speaks for it": words.turn(sign),
        "By": str(source.year + AHEAD),
        "Distance": f"{number(sign.distance, 1)} sd",
        "Last three years": words.direction(sign),
        "Scenario has it at": words.figure(sign.expected, source),
    }


def _matrix(watch: Watch, signs: tuple[Signpost, ...]) -> list[dict[str, str]]:
    """One row per other future, one column per signpost, by its number in the list."""
    return [
        {"Future": words.name(watch, key)}
        | {f"No. {k}": _told(sign.tells[key]) for k, sign in enumerate(signs, start=1)}
        for key in signs[0].tells
    ]


def _told(often: float) -> str:
    share = f">99{SPACE}%" if often > 0.99 else f"{100 * often:.0f}{SPACE}%"
    return f"{'✓' if often >= TELLS else '–'} {share}"


def _take_along(watch: Watch, asked: Choice, signs: tuple[Signpost, ...]) -> None:
    """The list as a file with its provenance, and the scenario in the workbench."""
    keys = [sign.source.indicator.key for sign in signs]
    free = [sign for sign, key in zip(signs, keys, strict=True) if key in _downloads.free(keys)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if signs:
            _downloads.button(
                _downloads.free(keys) or keys, lambda: _file(watch, asked, free), f"signposts_{asked.key}",
                help="The watch list, and where the last years lean, with sources, licences and data revision.",
            )  # fmt: skip
        if st.button("Open this scenario", icon=":material/tune:", key="signposts.open"):
            st.switch_page("pages/scenarios.py", query_params=_parameters(asked.scenario))
        _downloads.picture()


def _parameters(scenario: Scenario) -> Mapping[str, str]:
    return _scenario_link.parameters(scenario, _cache.revision())


def _file(watch: Watch, asked: Choice, signs: list[Signpost]) -> str:
    from pandas import DataFrame

    from foresight import export

    rows = [
        {
            "indicator": sign.source.indicator.key, "title": words.label(sign.source), "unit": sign.source.unit,
            "place": str(watch.place), "members": sign.source.members, "year": sign.source.year,
            "reading": sign.reading, "side": "above" if sign.above else "below", "threshold": sign.threshold,
            "by": sign.source.year + AHEAD, "expected": sign.expected, "distance_sd": sign.distance,
            "change_sd": sign.change, "direction": words.direction(sign),
            **{f"tells_from_{key}": often for key, often in sign.tells.items()},
        }
        for sign in signs
    ]  # fmt: skip
    said = [
        ("scenario", f"{asked.key}: {asked.scenario.name}"),
        ("place", f"{asked.where}; every scenario set here: {'yes' if watch.here else 'no'}"),
        ("lean", words.leaning(watch, asked.where)),
        ("support", "; ".join(f"{key} {share:.4f}" for key, share in watch.lean.support.items())),
        ("mind", words.WARNING),
        ("tells_from", "how often a reading three years on tells the scenario from that future, 0.5 to 1"),
        *_downloads.lacks(sign.source.indicator.key for sign in watch.lists[asked.key]),
    ]
    return export.headed(said, export.to_csv(DataFrame(rows), _cache.catalogue(), _cache.revision()))


def about(watch: Watch, asked: Choice) -> None:
    """Where the figures come from."""
    catalogue = _cache.catalogue()
    readings = [*watch.lean.used, *(sign.source for sign in watch.lists[asked.key])]
    st.divider()
    with st.expander("About these figures", icon=":material/info:"):
        for key in dict.fromkeys(one.indicator.key for one in readings):
            st.markdown(
                f"**{literal(catalogue.indicator(key).title)}.** {literal(catalogue.indicator(key).description)}"
            )
            for source in catalogue.sources_of(key):
                st.markdown(f"- {literal(source.citation)} Licence: {source.licence}. [{source.url}]({source.url})")
    st.caption(
        f"{watch.considered} indicators behind levers and targets were considered in {literal(asked.where)}. Method: "
        f"docs/method-signposts.md. Data revision {_page.revision_name()}."
    )
