"""A team's sign-in in a real browser, against a real OpenID Connect provider on this machine."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, BrowserContext, Page, expect

from foresight.store import Store
from tests.browser import running
from tests.browser.running import App, Visitor, settled

pytestmark = pytest.mark.browser

SERIOUS = ("serious", "critical")
COOKIE = "_streamlit_user"
FILE = {"name": "share.csv", "mimeType": "text/csv", "buffer": b"iso3,year,gdp_share\nCHN,2024,19.5\n"}
SETTINGS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "only for this test: 0123456789abcdef0123456789abcdef"
client_id = "foresight"
client_secret = "of no weight here"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[foresight.roles]
claim = "groups"
planner = ["staff"]
steward = ["data stewards"]
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A development provider on this machine; its address."""
    with run_server_in_thread() as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def team(browser: Browser, provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with a sign-in, in a store of its own."""
    folder = tmp_path_factory.mktemp("team")
    settings = folder / "settings.toml"
    settings.write_text(SETTINGS.format(provider=provider), encoding="utf-8")
    with running.app(folder, settings) as started:
        yield started


@pytest.fixture
def visitor(browser: Browser, team: App) -> Iterator[Visitor]:
    visiting = Visitor(browser, team)
    yield visiting
    visiting.leave()
    # the provider's own page would have its look from elsewhere; it is none of ours
    outside = [one for one in visiting.outside if urlsplit(one).path != "/npm/@picocss/pico@2/css/pico.min.css"]
    assert not outside, f"hosts outside this machine were asked: {outside}"


def person(provider: str, account: str, name: str, groups: list[str], **claims: object) -> str:
    """Somebody whom the provider knows; their account."""
    said = {"name": name, "preferred_username": account, "groups": groups, **claims}
    httpx.put(f"{provider}/users/{quote(account)}", json=said).raise_for_status()
    return account


def sign_in(page: Page, account: str) -> None:
    """From the door through the provider and back."""
    page.get_by_role("button", name="Sign in").click()
    page.get_by_placeholder("sub").fill(account)
    page.get_by_role("button", name="Authorize").click()
    expect(page.locator("h1")).to_be_visible()
    settled(page)


def no_finding(page: Page) -> None:
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    told = [f"{v['id']} ({v['impact']}): {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    assert not found, "\n".join(told)


def at_the_door(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("link", name="Scenarios")).to_have_count(0)
    expect(page.locator('input[type="file"]')).to_have_count(0)


def test_a_steward_signs_in_comes_to_the_link_publishes_by_name_and_signs_out(
    visitor: Visitor, team: App, provider: str
) -> None:
    account = person(provider, "anna.berg", "Anna Berg", ["data stewards"])
    page = visitor.page("scenarios?scope=country:IND&target=arms_trade_3y&external_actors=4")
    at_the_door(page)
    sign_in(page, account)
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenarios")
    assert "external_actors=4" in page.url
    page.goto(f"{team.address}/steward")
    settled(page)
    expect(page.get_by_text("You are signed in as Anna Berg (anna.berg) with the role steward")).to_be_visible()
    page.locator('input[type="file"]').set_input_files(FILE)  # type: ignore[arg-type]
    name = page.get_by_role("textbox", name="Who publishes")
    expect(name).to_have_value("Anna Berg (anna.berg)")
    expect(name).to_be_disabled()
    settled(page)
    for box in page.get_by_role("textbox", name=re.compile("Why that is all right")).all():
        box.fill("As the provider says")
        box.press("Enter")
        settled(page)
    page.get_by_role("button", name=re.compile("Publish as revision")).click()
    expect(page.get_by_text(re.compile("Published as revision 2"))).to_be_visible()
    assert Store.open(team.store).revision.who == "Anna Berg (anna.berg)"
    settled(page)
    page.goto(f"{team.address}/data")
    page.get_by_role("tab", name="Revisions").click()
    expect(page.get_by_text(re.compile(r"by Anna Berg \(anna\.berg\)"))).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Signed in").click()
    page.get_by_text("Anna Berg (anna.berg): sign out").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your sign-in")
    settled(page)
    running.HOME.joinpath("tests/browser/shots").mkdir(exist_ok=True)
    page.screenshot(path=running.HOME / "tests/browser/shots/your_sign_in-light-1280.png")
    no_finding(page)
    page.get_by_role("button", name="Sign out").click()
    end_at_the_provider(page, team)
    at_the_door(page)
    page.goto(f"{team.address}/steward")
    settled(page)
    at_the_door(page)


def end_at_the_provider(page: Page, team: App) -> None:
    """The provider asks whether to end its own session as well, and brings the person back."""
    page.wait_for_timeout(1500)
    if not page.url.startswith(team.address):
        page.get_by_role("button").first.click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?role=steward&groups=data%20stewards&roles=steward&is_logged_in=true"])
def test_a_planner_is_offered_no_upload_whatever_the_address_says(visitor: Visitor, provider: str, query: str) -> None:
    account = person(provider, "paul.plan", "Paul Plan", ["staff"])
    page = visitor.page(f"steward{query}")
    at_the_door(page)
    sign_in(page, account)
    expect(page.get_by_role("heading", level=1)).to_have_text("Add data")
    expect(page.get_by_text("Publishing and going back need the role steward")).to_be_visible()
    expect(page.locator('input[type="file"]')).to_have_count(0)
    page.goto(f"{visitor.app.address}/data{query}")
    page.get_by_role("tab", name="Revisions").click()
    expect(page.get_by_role("combobox", name="Look at revision")).to_be_visible()
    settled(page)
    expect(page.get_by_role("button", name=re.compile("Go back"))).to_have_count(0)


def test_somebody_without_a_role_sees_no_room_and_is_told_why(visitor: Visitor, provider: str) -> None:
    account = person(provider, "guest", "A Guest", ["kitchen"])
    page = visitor.page("steward?role=steward")
    sign_in(page, account)
    expect(page.get_by_text("none of your groups has a role here")).to_be_visible()
    expect(page.get_by_role("link", name="Scenarios")).to_have_count(0)


def test_a_sign_in_that_ran_out_is_asked_for_again_and_the_work_goes_on(
    visitor: Visitor, team: App, provider: str
) -> None:
    ends = int(time.time()) + 45
    account = person(provider, "eva.short", "Eva Short", ["data stewards"], exp=ends)
    before = Store.open(team.store).revision
    page = visitor.page("steward")
    sign_in(page, account)
    page.locator('input[type="file"]').set_input_files(FILE | {"buffer": b"iso3,year,gdp_share\nCHN,2024,19.7\n"})  # type: ignore[arg-type]
    note = page.get_by_role("textbox", name="Why (note for the history)")
    expect(note).to_be_visible()
    settled(page)
    note.fill("The corrected release")
    note.press("Enter")
    settled(page)
    for box in page.get_by_role("textbox", name=re.compile("Why that is all right")).all():
        box.fill("As the provider says")
        box.press("Enter")
        settled(page)
    assert time.time() < ends, "this machine was too slow for the test"
    page.wait_for_timeout(max(0.0, ends - time.time() + 1) * 1000)
    page.get_by_role("button", name=re.compile("Publish as revision")).click()
    expect(page.get_by_text(re.compile("Your sign-in, Eva Short.*ran out at"))).to_be_visible()
    assert Store.open(team.store).revision == before
    person(provider, account, "Eva Short", ["data stewards"])
    sign_in(page, account)
    expect(page.get_by_role("heading", level=1)).to_have_text("Add data")
    expect(page.get_by_text("“share.csv” is still here, with your answers")).to_be_visible()
    expect(page.get_by_role("textbox", name="Why (note for the history)")).to_have_value("The corrected release")
    settled(page)
    assert Store.open(team.store).revision == before, "what was pressed too late is not done by itself"
    page.get_by_role("button", name=re.compile("Publish as revision")).click()
    expect(page.get_by_text(re.compile("Published as revision"))).to_be_visible()
    now = Store.open(team.store).revision
    assert (now.who, now.note) == ("Eva Short (eva.short)", "The corrected release")


def cookies(context: BrowserContext) -> list[dict[str, object]]:
    return [dict(one) for one in context.cookies() if str(one.get("name", "")).startswith(COOKIE)]


def test_a_cookie_that_was_tampered_with_opens_nothing(visitor: Visitor, team: App, provider: str) -> None:
    account = person(provider, "carl.cook", "Carl Cook", ["staff"])
    page = visitor.page("steward")
    sign_in(page, account)
    expect(page.get_by_text("Publishing and going back need the role steward")).to_be_visible()
    held = cookies(page.context)
    assert held
    assert all(one["httpOnly"] for one in held)
    for forged in (
        str(held[0]["value"])[:40] + "A" + str(held[0]["value"])[41:],
        '{"is_logged_in":true,"groups":["x"]}',
    ):
        page.context.add_cookies([{**held[0], "value": forged}])  # type: ignore[list-item]
        page.goto(f"{team.address}/steward")
        settled(page)
        at_the_door(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_door_can_be_read_by_everybody(visitor: Visitor, scheme: str, width: int) -> None:
    page = visitor.page("", width=width, scheme=scheme)
    at_the_door(page)
    no_finding(page)
    over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0
    shots = Path(running.__file__).parent / "shots"
    shots.mkdir(exist_ok=True)
    page.screenshot(path=shots / f"sign_in-{scheme}-{width}.png")


def test_the_provider_is_not_asked_before_somebody_wants_to_sign_in(visitor: Visitor, provider: str) -> None:
    asked: list[str] = []
    page = visitor.context().new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(visitor.app.address)
    settled(page)
    assert not [one for one in asked if urlsplit(one).netloc == urlsplit(provider).netloc]
