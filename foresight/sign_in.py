"""The settings of a team's sign-in: the provider, and which of its groups has which role.

One TOML file, that of Streamlit's own sign-in with a table more. It is read anew whenever somebody acts: who is taken
out of a group's role has lost it at the next click. A file that cannot be read lets nobody in.
"""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from foresight.catalogue import DATA
from foresight.errors import ForesightError
from foresight.people import ROLES, Person

NAMED_BY = "FORESIGHT_SETTINGS"
DEFAULT = DATA.parent / ".streamlit" / "secrets.toml"
EVERYBODY = "*"
SECRET = 32
"""Characters that the secret which signs the cookie has at least."""
LEEWAY = 60.0
"""Seconds by which the provider's clock may be ahead of this one."""
_PROVIDER = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_KNOWN = {"claim", "hours", *ROLES}


@dataclass(frozen=True)
class Rules:
    """Who has which role. `groups`: role -> groups of the provider; `claim`: where it names somebody's groups.

    `hours`: how long a sign-in holds from when it was given; None: as long as the provider says.
    """

    claim: str
    groups: Mapping[str, frozenset[str]]
    hours: float | None = None

    def person(self, claims: Mapping[str, Any]) -> Person:
        """The person whom the provider's signed word `claims` (an OpenID Connect ID token) describes.

        Someone of whom it does not say until when it holds has signed in no longer.
        """
        held = self._held(claims)
        roles = frozenset(role for role, of in self.groups.items() if EVERYBODY in of or held & of)
        return Person(_name(claims), roles, self._until(claims))

    def _held(self, claims: Mapping[str, Any]) -> frozenset[str]:
        found: Any = claims.get(self.claim)
        if found is None:  # as in realm_access.roles; a claim may also have a dot in its name
            found = claims
            for part in self.claim.split("."):
                found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, str):
            return frozenset({found})
        return frozenset(str(one) for one in found) if isinstance(found, list | tuple) else frozenset()

    def _until(self, claims: Mapping[str, Any]) -> float:
        number = claims.get("exp" if self.hours is None else "iat")
        if not isinstance(number, int | float) or isinstance(number, bool):
            return 0.0
        if self.hours is None:
            return float(number)
        begun = min(float(number), dt.datetime.now(dt.UTC).timestamp() + LEEWAY)
        return begun + self.hours * 3600


def _name(claims: Mapping[str, Any]) -> str:
    """The name, and the account that nobody else has: anybody may call themselves as they like."""
    said = [str(claims[key]).strip() for key in ("preferred_username", "email", "sub") if claims.get(key)]
    account, name = (said or ["unnamed"])[0], str(claims.get("name") or "").strip()
    return f"{name} ({account})" if name and name != account else account


def settings() -> Path | None:
    """The file that FORESIGHT_SETTINGS names, else `.streamlit/secrets.toml` of the app; None: nobody signs in."""
    named = os.environ.get(NAMED_BY)
    if named:
        return Path(named)
    return DEFAULT if DEFAULT.exists() else None


def rules(path: Path) -> Rules:
    """What the settings say; ForesightError, which says what to correct, where they do not hold together."""
    if path.suffix != ".toml":
        raise ForesightError(f"The settings {path} must be a file whose name ends with .toml.")
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ForesightError(f"The settings {path} are not there. Write them, or unset {NAMED_BY}.") from None
    except (OSError, ValueError) as error:
        raise ForesightError(f"The settings {path} cannot be read: {error}.") from None
    _check_provider(path, _table(path, said, "auth"))
    given = _table(path, _table(path, said, "foresight"), "roles", "foresight.")
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        raise ForesightError(
            f"{path}, [foresight.roles]: “{unknown[0]}” is not known. It takes {', '.join(sorted(_KNOWN))}."
        )
    groups = {role: _groups(path, role, given.get(role, [])) for role in ROLES}
    if not any(groups.values()):
        raise ForesightError(f"{path}, [foresight.roles]: no group has a role, so that nobody could come in.")
    hours, claim = given.get("hours"), given.get("claim", "groups")
    if hours is not None and (isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 720):
        raise ForesightError(f"{path}, [foresight.roles]: hours must be a number above 0 and at most 720.")
    if not isinstance(claim, str) or not claim:
        raise ForesightError(f"{path}, [foresight.roles]: claim must be the name of a claim, as “groups”.")
    return Rules(claim, groups, hours)


def _table(path: Path, said: Mapping[str, Any], name: str, above: str = "") -> Mapping[str, Any]:
    found = said.get(name)
    if not isinstance(found, dict):
        raise ForesightError(f"{path} has no table [{above}{name}]. See docs/team.md, or remove the file.")
    return found


def _groups(path: Path, role: str, given: Any) -> frozenset[str]:
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
        raise ForesightError(f'{path}, [foresight.roles]: {role} must be a list of groups, as {role} = ["defence"].')
    return frozenset(listed)


def _check_provider(path: Path, auth: Mapping[str, Any]) -> None:
    lacking = [key for key in _PROVIDER if not isinstance(auth.get(key), str) or not auth[key]]
    if lacking:
        raise ForesightError(f"{path}, [auth]: {', '.join(lacking)} must be filled in.")
    address = urlsplit(auth["redirect_uri"])
    if not address.hostname or address.path.rpartition("/")[2] != "oauth2callback":
        raise ForesightError(f"{path}, [auth]: redirect_uri must be the app's address and end with /oauth2callback.")
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ForesightError(f"{path}, [auth]: redirect_uri must begin with https://: the cookie must not travel open.")
    if len(auth["cookie_secret"]) < SECRET:
        raise ForesightError(
            f"{path}, [auth]: cookie_secret has {len(auth['cookie_secret'])} characters: whoever guesses it is "
            f"anybody. Take at least {SECRET} random ones."
        )
