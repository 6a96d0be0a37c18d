"""Pictures of where two states stand and what passes between them: UN votes, the index, arms, troops and training."""

from __future__ import annotations

import streamlit as st

from foresight.charts import cooperation as index_drawing
from foresight.charts import cooperation_words, relationships_lines
from foresight.charts import relationships_words as words
from foresight.measures import cooperation, declared, relationship
from foresight.measures.cooperation_declared import parts
from pages import _page, _places, _relationships_cache
from pages._relationships_seen import Seen

ARMS = "Arms between the two are **not measured**: the data hold each state’s totals, not who sold to whom."


def votes(seen: Seen) -> None:
    """Agreement in UN votes, overall and on arms control, beside the median pair."""
    medians, catalogue = seen.inside(_relationships_cache.medians()), seen.catalogue
    own = [seen.inside(seen.found.tie(key)) for key in ("un_agreement", "un_agreement_arms_control")]
    sentence = words.votes(seen.found, _relationships_cache.medians(), seen.first, seen.last)
    if own[0].empty:
        st.info(sentence)
        return
    courses = [
        relationships_lines.Course("All votes", own[0], 0),
        relationships_lines.Course("Arms control", own[1], 1),
        relationships_lines.Course("Median pair, all", medians[medians.index >= own[0].index.min()], quiet=True),
    ]
    alone = words.alone(own[0])
    notes = [f"{alone} stands alone: see “Mind”."] if alone else []
    caption = seen.said(
        f"Agreement in UN votes, {seen.pair}", "share of common votes cast alike", ["un_agreement"],
        int(own[0].index.max()), *notes,
    )  # fmt: skip
    figure = relationships_lines.courses(
        courses, caption, catalogue.indicator("un_agreement"), lowest=0.0, dark=_page.dark()
    )
    _page.chart(figure, f"un_votes_{seen.name}", sentence, key=f"{seen.key}.votes")


def ideal_points(seen: Seen) -> None:
    """Where each of the two stands in the Assembly."""
    names, sides = _places.names(), (seen.found.one, seen.found.other)
    own = [seen.inside(seen.found.of("un_ideal_point", country)) for country in sides]
    sentence = words.apart(seen.found, names, seen.first, seen.last)
    if all(values.empty for values in own):
        st.info(sentence)
        return
    indicator = seen.catalogue.indicator("un_ideal_point")
    courses = [relationships_lines.Course(names[c], v, k) for k, (c, v) in enumerate(zip(sides, own, strict=True))]
    caption = seen.said(
        f"UN ideal points, {seen.pair}", indicator.unit, ["un_ideal_point"],
        max(int(values.index.max()) for values in own if len(values)),
    )  # fmt: skip
    figure = relationships_lines.courses(courses, caption, indicator, dark=_page.dark())
    _page.chart(figure, f"ideal_points_{seen.name}", sentence, key=f"{seen.key}.ideal")


def index(seen: Seen) -> None:
    """The cooperation index of the two with its declared weights, and what each year rests on."""
    rows = {
        part.indicator: seen.found.of(part.indicator, other) if part.only_with and (
            other := seen.found.partner_of(part.only_with)
        ) else seen.found.tie(part.indicator)
        for part in parts("pair")
    }  # fmt: skip
    scores = cooperation.scored({k: v.rename("value").reset_index() for k, v in rows.items()}, parts("pair"))
    scores = scores[(scores.index >= seen.first) & (scores.index <= seen.last)]
    whole = cooperation.weigh(scores, "pair")["value"]
    measure = declared.measure("pair_cooperation_index")
    held = whole.dropna().rename("value").reset_index().assign(country="index")
    if held.empty:
        st.info(f"{seen.pair}: no year shown has half of the weight of the cooperation index observed.")
        return
    caption = seen.said(
        f"{measure.title}: {seen.pair}", measure.unit, measure.rests_on, int(held["year"].max()),
    )  # fmt: skip
    breaks = {"index": tuple(cooperation.changes(scores))}
    figure = index_drawing.index_lines(
        held, caption, measure, {"index": "Index"}, observed=scores.notna().astype(float), level="pair",
        breaks=breaks, dark=_page.dark(),
    )  # fmt: skip
    sentence = cooperation_words.course(whole, scores, seen.pair)
    _page.chart(figure, f"pair_index_{seen.name}", sentence, key=f"{seen.key}.index")


def material(seen: Seen) -> None:
    """Arms of each with all states, and US troops and training where one of the two is the United States."""
    names, catalogue, found = _places.names(), seen.catalogue, seen.found
    panels = []
    host = found.partner_of(relationship.US)
    wanted = [("us_troops", "US troops in", host), ("us_military_trainees", "US military training,", host)]
    for key, title, country in wanted:
        if country and len(values := seen.inside(found.of(key, country))):
            course = relationships_lines.Course(names[country], values, 0)
            panels.append(relationships_lines.Panel(f"{title} {names[country]}", catalogue.indicator(key), (course,)))
    for key, title in (("arms_imports", "Arms imports"), ("arms_exports", "Arms exports")):
        courses = tuple(
            relationships_lines.Course(names[country], values, place)
            for place, country in enumerate((found.one, found.other))
            if len(values := seen.inside(found.of(key, country)))
        )
        if courses:
            panels.append(relationships_lines.Panel(title, catalogue.indicator(key), courses))
    st.markdown(ARMS)
    if not panels:
        return
    keys = [panel.indicator.key for panel in panels]
    last = max(int(course.held.index.max()) for panel in panels for course in panel.courses)
    caption = seen.said(
        f"Arms{', troops and training' if host else ''}, {seen.pair}",
        "; ".join(dict.fromkeys(panel.indicator.unit for panel in panels)), keys, last, "Arms: with all other states.",
    )  # fmt: skip
    figure = relationships_lines.panels(panels, caption, dark=_page.dark(), narrow=_page.narrow())
    _page.chart(
        figure, f"material_{seen.name}", words.material(seen.found, names, seen.last), key=f"{seen.key}.material"
    )
