"""Emerging powers: an index with weights, who overtakes whom, momentum, shares, and a power's strategy profile."""

from pages import _power_index
from pages._theme import Chapter, theme_page

theme_page(
    "emerging_powers",
    {
        "power": Chapter("Power index", _power_index.draw),
    },
)
