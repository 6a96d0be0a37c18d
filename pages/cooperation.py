"""Cooperation: how much states cooperate, alone and in pairs, and every indicator of the theme."""

from pages import _cooperation_country, _cooperation_index, _cooperation_pair
from pages._theme import Chapter, theme_page

theme_page(
    "cooperation",
    {
        "index": Chapter("Cooperation index", _cooperation_index.draw),
        "country": Chapter("One country, part by part", _cooperation_country.draw),
        "pair": Chapter("Two states", _cooperation_pair.draw),
    },
)
