"""Who may do what: roles, sign-ins that ran out, refusals, and the settings of a team's sign-in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from foresight import sign_in
from foresight.errors import ForesightError
from foresight.intake.line import Order, prepared, publish
from foresight.people import BRIEFER, NOBODY, PLANNER, STEWARD, Person, RefusedError, at_machine
from foresight.sign_in import Rules
from foresight.store import Store

ROW = pd.DataFrame({"indicator": ["gdp"], "country": ["USA"], "year": [2020], "value": [21.0]})
RULES = Rules("groups", {PLANNER: frozenset({"staff"}), BRIEFER: frozenset(), STEWARD: frozenset({"data", "chief"})})
REFUSED = (
    NOBODY,
    Person("Paul", frozenset({PLANNER, BRIEFER})),
    Person("Eva", frozenset({STEWARD}), until=time.time() - 1),
)
AUTH = """
[auth]
redirect_uri = "https://foresight.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "foresight"
client_secret = "a secret"
server_metadata_url = "https://login.example.org/.well-known/openid-configuration"
"""
ROLES = '[foresight.roles]\nplanner = "*"\nsteward = ["data"]\n'


def test_whoever_sits_at_the_machine_may_do_all() -> None:
    person = at_machine("Anna")
    assert all(person.may(role) for role in (PLANNER, BRIEFER, STEWARD))
    assert not person.ended()
    person.must_be(STEWARD, "Publishing")


def test_a_refusal_says_what_it_needs_who_one_is_and_what_to_do() -> None:
    with pytest.raises(RefusedError) as said:
        Person("Paul", frozenset({PLANNER})).must_be(STEWARD, "Publishing")
    for part in ("Publishing was refused", "needs the role steward", "signed in as Paul with planner", "Ask whoever"):
        assert part in str(said.value)
    with pytest.raises(RefusedError, match="Nobody is signed in"):
        NOBODY.must_be(STEWARD, "Publishing")
    with pytest.raises(RefusedError, match=r"run out\. Sign in again"):
        Person("Eva", frozenset({STEWARD}), until=time.time() - 1).must_be(STEWARD, "Publishing")


@pytest.mark.parametrize("who", REFUSED, ids=lambda who: who.name or "nobody")
def test_the_store_refuses_whoever_is_no_steward_and_stays_as_it_is(small_store: Store, who: Person) -> None:
    small_store.publish(ROW, at_machine("Anna"), "A correction")
    before, held = small_store.revision, sorted(path.name for path in small_store.folder.iterdir())
    with pytest.raises(RefusedError, match="Publishing was refused"):
        small_store.publish(ROW.assign(value=22.0), who, "")
    with pytest.raises(RefusedError, match="Going back to an earlier revision was refused"):
        small_store.rollback(1, who)
    assert small_store.revision == before
    assert sorted(path.name for path in small_store.folder.iterdir()) == held


@pytest.mark.parametrize("who", REFUSED, ids=lambda who: who.name or "nobody")
def test_a_draft_is_not_published_and_nothing_of_it_is_remembered(
    small_store: Store, tmp_path: Path, who: Person
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("Who,When,How much\nGaul,2021,30\n")
    columns = {"Who": "country", "When": "year", "How much": "value"}
    order = Order(indicator="gdp", columns=columns, countries={"Gaul": "FRA"})
    with prepared(small_store, path, order) as draft, pytest.raises(RefusedError):
        publish(small_store, draft, who)
    assert small_store.revision.number == 1
    assert not list((small_store.folder / "intake").glob("*.toml"))


def test_the_history_names_the_person(small_store: Store) -> None:
    anna = RULES.person({"name": "Anna Berg", "email": "anna@example.org", "groups": ["data"], "exp": time.time() + 9})
    assert small_store.publish(ROW, anna, "").who == "Anna Berg (anna@example.org)"
    assert small_store.rollback(1, anna).who == "Anna Berg (anna@example.org)"


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        (["staff"], {PLANNER}),
        (["chief", "staff", "kitchen"], {PLANNER, STEWARD}),
        ("data", {STEWARD}),
        (["Data", "dat", "steward"], set()),
        ([], set()),
        (None, set()),
        ({"data": True}, set()),
        (7, set()),
    ],
)
def test_roles_follow_from_the_groups_letter_by_letter(groups: Any, roles: set[str]) -> None:
    person = RULES.person({"sub": "1", "groups": groups, "exp": time.time() + 60})
    assert person.roles == roles
    assert person.may(STEWARD) == (STEWARD in roles)


def test_roles_named_in_a_claim_of_our_own_words_count_for_nothing() -> None:
    forged = {"sub": "1", "role": "steward", "roles": ["steward"], "steward": True, "groups": ["staff"]}
    assert RULES.person({**forged, "exp": time.time() + 60}).roles == {PLANNER}


def test_a_claim_may_lie_inside_another_or_have_a_dot_in_its_name() -> None:
    inside = Rules("realm_access.roles", {STEWARD: frozenset({"data"})})
    assert inside.person({"sub": "1", "realm_access": {"roles": ["data"]}}).roles == {STEWARD}
    assert inside.person({"sub": "1", "realm_access": "roles"}).roles == frozenset()
    dotted = Rules("https://example.org/groups", {STEWARD: frozenset({"data"})})
    assert dotted.person({"sub": "1", "https://example.org/groups": ["data"]}).roles == {STEWARD}


def test_a_sign_in_holds_until_the_provider_s_hour_or_for_the_hours_of_the_settings() -> None:
    now = time.time()
    claims = {"sub": "1", "groups": ["data"], "iat": now - 7200, "exp": now - 3600}
    assert RULES.person(claims).ended()
    longer = Rules("groups", {STEWARD: frozenset({"data"})}, hours=8)
    assert longer.person(claims).until == pytest.approx(now + 6 * 3600, abs=1)
    assert Rules("groups", {STEWARD: frozenset({"data"})}, hours=1).person(claims).ended()
    ahead = longer.person({**claims, "iat": now + 10**7})
    assert ahead.until == pytest.approx(now + 8 * 3600 + sign_in.LEEWAY, abs=2), "a clock ahead gives no more time"
    for broken in (None, "tomorrow", True):
        assert RULES.person({**claims, "exp": broken}).ended()


def test_two_people_of_one_name_can_be_told_apart() -> None:
    one = RULES.person({"name": "A. Smith", "preferred_username": "asmith", "email": "x@example.org"})
    other = RULES.person({"name": "A. Smith", "preferred_username": "asmith2"})
    assert (one.name, other.name) == ("A. Smith (asmith)", "A. Smith (asmith2)")
    assert RULES.person({"sub": "f3"}).name == "f3"


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_settings_are_read(tmp_path: Path) -> None:
    found = sign_in.rules(written(tmp_path, AUTH + ROLES + 'claim = "roles"\nhours = 8\n'))
    assert (found.claim, found.hours) == ("roles", 8)
    assert found.person({"sub": "1", "roles": ["x"], "iat": time.time()}).roles == {PLANNER}
    assert found.person({"sub": "1", "roles": ["data"], "iat": time.time()}).roles == {PLANNER, STEWARD}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[auth", "cannot be read"),
        ("", r"no table \[auth\]"),
        (AUTH, r"no table \[foresight\]"),
        (AUTH + "[foresight.roles]\n", "nobody could come in"),
        (AUTH + ROLES + "stewards = []\n", "“stewards” is not known"),
        (AUTH + ROLES + "briefer = 3\n", "must be a list of groups"),
        (AUTH + ROLES + "hours = 0\n", "hours must be"),
        (AUTH + ROLES + "claim = 1\n", "claim must be"),
        (AUTH.replace('"foresight"', '""') + ROLES, "client_id must be filled in"),
        (AUTH.replace("oauth2callback", "back") + ROLES, "oauth2callback"),
        (AUTH.replace("https://foresight", "http://foresight") + ROLES, "must begin with https"),
        (AUTH.replace("0123456789abcdef0123456789abcdef", "short") + ROLES, "5 characters"),
    ],
)
def test_settings_that_do_not_hold_together_say_what_to_correct(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ForesightError, match=said) as refused:
        sign_in.rules(written(tmp_path, text))
    assert "a secret" not in str(refused.value)


def test_settings_that_are_named_and_missing_are_no_open_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sign_in.NAMED_BY, str(tmp_path / "nowhere.toml"))
    path = sign_in.settings()
    assert path is not None
    with pytest.raises(ForesightError, match="are not there"):
        sign_in.rules(path)
