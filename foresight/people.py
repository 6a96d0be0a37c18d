"""Who acts, and what they may do: planner, briefer, steward.

Whoever sits at the machine, or has its shell, has the store's files and may do all. Where people sign in, each has the
roles that the provider's signed word gives, until it runs out. What needs a role refuses by itself, in the function
that does it: a page that forgot to hide a button publishes nothing.
"""

from __future__ import annotations

import datetime as dt
import getpass
from dataclasses import dataclass

from foresight.errors import ForesightError

PLANNER, BRIEFER, STEWARD = "planner", "briefer", "steward"
ROLES = {
    PLANNER: "tries scenarios and keeps them",
    BRIEFER: "takes figures and charts along",
    STEWARD: "hands in files, publishes and goes back",
}


class RefusedError(ForesightError):
    """Somebody may not do what was asked: which role it needs, who they are, and what to do."""


@dataclass(frozen=True)
class Person:
    """Somebody who acts. `name`: as the history gives it. `roles`: keys of `ROLES`.

    `until`: when the sign-in runs out, in seconds since 1970; None where there is none.
    """

    name: str
    roles: frozenset[str] = frozenset()
    until: float | None = None

    def ended(self) -> bool:
        """Has the sign-in run out."""
        return self.until is not None and dt.datetime.now(dt.UTC).timestamp() >= self.until

    def may(self, role: str) -> bool:
        """Do they have the role, and does their sign-in still hold."""
        return role in self.roles and not self.ended()

    def must_be(self, role: str, act: str) -> None:
        """RefusedError, in which `act` ("Publishing") stands, for somebody who may not."""
        if self.ended():
            raise RefusedError(f"{act} was refused: your sign-in has run out. Sign in again, and repeat it.")
        if role not in self.roles:
            have = " and ".join(one for one in ROLES if one in self.roles)
            who = f"You are signed in as {self.name} with {have or 'no role'}" if self.name else "Nobody is signed in"
            raise RefusedError(
                f"{act} was refused: it needs the role {role}. {who}. Ask whoever keeps the sign-in of your team."
            )


NOBODY = Person("")
"""Somebody who is not signed in where one must be."""


def at_machine(name: str | None = None) -> Person:
    """The person at the machine, who may do all; `name` where they give one, else that of their account."""
    return Person(account() if name is None else name, frozenset(ROLES))


def account() -> str:
    """The account that the process runs under; blank where it has no name, as in some containers."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
