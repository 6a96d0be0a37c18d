"""Geopolitical shifts: who leads, who votes with whom, who has moved, who depends on others, and what has broken."""

from pages import (
    _shifts_blocs,
    _shifts_breaks,
    _shifts_dependence,
    _shifts_episodes,
    _shifts_movers,
    _shifts_polarity,
    _shifts_space,
)
from pages._theme import Chapter, theme_page

theme_page(
    "geopolitical_shifts",
    {
        "polarity": Chapter("Polarity", _shifts_polarity.draw),
        "blocs": Chapter("Blocs", _shifts_blocs.draw),
        "movers": Chapter("Movers", _shifts_movers.draw),
        "space": Chapter("Alignment space", _shifts_space.draw),
        "episodes": Chapter("Regime episodes", _shifts_episodes.draw),
        "dependence": Chapter("Dependence", _shifts_dependence.draw),
        "breaks": Chapter("Breaks", _shifts_breaks.draw),
    },
)
