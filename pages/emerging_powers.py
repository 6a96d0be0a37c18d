"""Emerging powers: an index with weights, who overtakes whom, momentum, shares, and a power's strategy profile."""

from pages import _power_index, _power_momentum, _power_overtaking, _power_profile, _power_shares
from pages._theme import Chapter, theme_page

theme_page(
    "emerging_powers",
    {
        "power": Chapter("Power index", _power_index.draw),
        "overtake": Chapter("Who overtakes whom", _power_overtaking.draw),
        "momentum": Chapter("Level and momentum", _power_momentum.draw),
        "shares": Chapter("Shares of the world", _power_shares.draw),
        "profile": Chapter("Strategy profile", _power_profile.draw),
    },
)
