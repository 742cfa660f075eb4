"""The studio in a real browser, over the command a user starts: the whole path, two at once, a power cut."""

from __future__ import annotations

import json
import os
import re
import signal
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.studio_server import Server, served, start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
PATIENCE = 180_000  # milliseconds: a plan is made, on a machine that may be busy
TINY = "Tiny, solvable by hand"
FINEST = "0.0001"  # percent; not reached before a test has done its work
EUROPE = "A European AI gigafactory"
PIPELINE = "Stargate, the contracted pipeline of late 2026"  # its whole numbers take half a minute to prove
BUDGET = "money.budget"


@contextmanager
def visited(browser: Browser, server: Server, refused: int = 0, **options: object) -> Iterator[Page]:
    """Open a studio as a visitor of their own; no page complains but of what the studio was right to refuse."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    elsewhere: list[str] = []
    context.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    context.on("weberror", lambda problem: complaints.append(str(problem.error)))
    context.on(
        "request",
        lambda asked: (
            elsewhere.append(asked.url) if not asked.url.startswith((server.link, "data:", "blob:")) else None
        ),
    )
    page.goto(server.link)
    yield page
    assert sum("server responded with a status of 4" in one for one in complaints) == refused
    assert len(complaints) == refused
    assert elsewhere == []
    context.close()


def opened(page: Page, title: str) -> str:
    """Open a shipped scenario as a draft; return the link of its run."""
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/", page.url))
    page.get_by_role("button", name=f"Open {title}", exact=True).click()
    page.wait_for_url("**/edit")
    return page.url.removesuffix("/edit")


def written(page: Page, entry: str, value: str) -> None:
    """Write into a field and leave it; wait until the studio has answered."""
    field = page.locator("#in-field-" + re.sub(r"[^A-Za-z0-9]", "-", entry))
    with page.expect_response(lambda answer: answer.url.endswith("/change")):
        field.fill(value)
        field.press("Tab")


def run(page: Page, gap: str = "0.5") -> None:
    page.locator("#starter input[name=gap]").fill(gap)
    page.get_by_role("button", name="Run it").click()
    page.locator("#progress").wait_for()


def done(page: Page) -> None:
    page.get_by_role("link", name="See the report").wait_for()


def folder_of(server: Server, link: str) -> Path:
    return server.runs / link.rpartition("/")[2]


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not what() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert what()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("browsed") / "runs") as one:
        yield one


@pytest.mark.slow
def test_the_whole_path_from_a_change_to_everything_taken_along(browser: Browser, server: Server) -> None:
    with visited(browser, server) as page:
        link = _uploaded(page)
        _findings_come_at_the_field(page)
        run(page, FINEST)
        page.locator("#progress svg").wait_for()  # best plan and bound are known and drawn
        assert re.search(r"gap\s+\d+\.\d\d %", page.locator("#progress").inner_text())
        page.get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Resume").wait_for()
        stopped = json.loads((folder_of(server, link) / "plan" / "incumbent.json").read_text())
        page.locator("input[name=gap]").fill("20")
        page.get_by_role("button", name="Resume").click()
        done(page)
        plan = json.loads((folder_of(server, link) / "plan" / "manifest.json").read_text())
        assert plan["lower_bound_MUSD_2026"] >= stopped["lower_bound_MUSD_2026"] * (1 + 1e-9)
        _report_opens(page)
        _compares_with_another(page, link)
        _another_visitor_follows_the_link(browser, server, link)
        _everything_is_taken_along(page, link)


def _uploaded(page: Page) -> str:
    """Upload a pipeline of campuses, whose whole numbers take long to prove; return the link of its draft."""
    shipped = (files("gigaplan.scenario") / "library" / "stargate-2026.yaml").read_bytes()
    page.locator("input[type=file]").set_input_files(
        {"name": "my-pipeline.yaml", "mimeType": "application/yaml", "buffer": shipped}
    )
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url("**/my-pipeline-*/edit")
    return page.url.removesuffix("/edit")


def _findings_come_at_the_field(page: Page) -> None:
    written(page, BUDGET, "5 MW_it")
    page.get_by_text("1 finding to mend first").wait_for()
    field = page.locator("#field-money-budget")
    assert "got '5 MW_it'" in field.locator("[role=status]").inner_text()
    assert field.locator("input[aria-invalid=true]").count() == 1
    assert page.get_by_role("button", name="Run it").count() == 0
    page.locator("#starter").get_by_role("link", name=BUDGET).click()
    assert page.url.endswith("#field-money-budget")
    written(page, BUDGET, "400 GUSD_2026")
    page.get_by_role("button", name="Run it").wait_for()


def _report_opens(page: Page) -> None:
    with page.expect_popup() as popup:
        page.get_by_role("link", name="See the report").click()
    report = popup.value
    report.locator("html[data-drawn=yes]").wait_for()
    assert report.locator("h1").inner_text() == PIPELINE
    assert report.evaluate("[...document.querySelectorAll('.chart svg.main-svg')].length") > 10
    report.close()


def _compares_with_another(page: Page, link: str) -> None:
    opened(page, TINY)
    run(page)
    done(page)
    page.get_by_role("link", name="runs").click()
    boxes = page.get_by_role("checkbox", name=re.compile(f"compare ({PIPELINE}|{TINY})"))
    for one in boxes.all()[:2]:
        one.check()
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Compare two or three").click()
    compared = popup.value
    compared.locator("html[data-drawn=yes]").wait_for()
    lead = compared.locator("p.lead").first.inner_text()
    assert TINY in lead
    assert PIPELINE in lead
    told = compared.locator("details", has_text="Entries that differ")
    told.locator("summary").click()
    assert "money.budget" in told.locator("tbody").inner_text()
    compared.close()


def _another_visitor_follows_the_link(browser: Browser, server: Server, link: str) -> None:
    with visited(browser, server, viewport=PHONE) as other:
        other.goto(link)
        assert other.locator("label.share input").input_value() == link
        done(other)


def _everything_is_taken_along(page: Page, link: str) -> None:
    page.goto(link)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download everything").click()
    with zipfile.ZipFile(coming.value.path()) as packed:
        names = {name.partition("/")[2] for name in packed.namelist()}
        assert packed.testzip() is None
    assert {"scenario.yaml", "plan/report.html", "plan/workbook.xlsx", "plan/sites.geojson"} <= names
    assert any(name.endswith(".parquet") for name in names)


@pytest.mark.slow
def test_two_visitors_do_not_disturb_each_other(browser: Browser, server: Server) -> None:
    with visited(browser, server) as one, visited(browser, server, color_scheme="dark") as two:
        links = [opened(page, TINY) for page in (one, two)]
        for page, budget in ((one, "9 GUSD_2026"), (two, "8 GUSD_2026")):
            written(page, BUDGET, budget)
        for page in (one, two):
            run(page)
        for page in (one, two):
            done(page)
        paid = [folder_of(server, link) / "plan" / "manifest.json" for link in links]
        budgets = [json.loads(path.read_text())["scenario"]["money"]["budget"] for path in paid]
        assert links[0] != links[1]
        assert budgets == ["9000 MUSD_2026", "8000 MUSD_2026"]


@pytest.mark.slow
def test_two_visitors_of_one_draft_notice_each_other(browser: Browser, server: Server) -> None:
    with visited(browser, server) as one, visited(browser, server, refused=1) as two:
        link = opened(one, TINY)
        two.goto(f"{link}/text")
        written(one, BUDGET, "9 GUSD_2026")
        mine = two.locator("#text").input_value().replace("Tiny", "Mine")
        two.locator("#text").fill(mine)
        with two.expect_response(lambda answer: answer.status == 409):
            two.get_by_role("button", name="Keep it").click()
        two.get_by_text("a change made elsewhere meanwhile").wait_for()
        assert two.locator("#text").input_value() == mine
        two.goto(f"{link}/edit")
        assert two.locator("#in-field-money-budget").input_value() == "9 GUSD_2026"


@pytest.mark.slow
def test_nothing_is_removed_unasked_and_a_refusal_is_told(browser: Browser, server: Server) -> None:
    with visited(browser, server, refused=2) as one, visited(browser, server) as two:
        link = opened(one, PIPELINE)
        asked: list[str] = []
        one.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        one.get_by_role("button", name="Remove this draft").click()
        wait_for(lambda: bool(asked))
        assert asked == ["Remove this draft for good?"]
        assert folder_of(server, link).is_dir()
        two.goto(f"{link}/edit")
        run(two, FINEST)
        with one.expect_response(
            lambda answer: answer.status == 409
        ):  # a field of a page that is out of date
            one.locator("#in-field-money-budget").fill("9 GUSD_2026")
            one.locator("#in-field-money-budget").press("Tab")
        one.get_by_text("This scenario was started and stands").wait_for()
        two.get_by_role("button", name="Cancel").click()
        two.get_by_role("button", name="Resume").wait_for()
        one.goto(link)
        two.locator("input[name=gap]").fill(FINEST)
        two.get_by_role("button", name="Resume").click()
        two.get_by_role("button", name="Cancel").wait_for()
        one.once("dialog", lambda dialog: dialog.accept())
        one.get_by_role("button", name="Remove this run").click()
        one.get_by_text("This run is at work. Cancel it first.").wait_for()
        assert one.locator("main").count() == 1
        assert folder_of(server, link).is_dir()
        two.get_by_role("button", name="Cancel").click()
        two.get_by_role("button", name="Resume").wait_for()
        two.once("dialog", lambda dialog: dialog.accept())
        two.get_by_role("button", name="Remove this run").click()
        two.get_by_role("heading", name="Runs", exact=True).wait_for()
        assert not folder_of(server, link).exists()


@pytest.mark.slow
def test_a_studio_killed_during_a_run_and_started_again_loses_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    first = start(tmp_path / "runs")
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(first.link)
    draft = opened(page, TINY)
    written(page, BUDGET, "9 GUSD_2026")
    going, ended = opened(page, EUROPE), None
    run(page, FINEST)
    folder = folder_of(first, going)
    wait_for((folder / "plan" / "checkpoint.npz").exists)
    first.kill()
    worker = int((folder / "pid").read_text())
    os.kill(worker, signal.SIGKILL)  # the machine goes down: the run's own process too
    context.close()
    with served(tmp_path / "runs") as second, visited(browser, second) as again:
        again.goto(second.link + "/runs/" + draft.rpartition("/")[2] + "/edit")
        assert again.locator("#in-field-money-budget").input_value() == "9 GUSD_2026"
        again.goto(second.link + "/runs/" + going.rpartition("/")[2])
        again.get_by_text("Its process ended before the plan stood").wait_for()
        before = json.loads((folder / "plan" / "incumbent.json").read_text())["lower_bound_MUSD_2026"]
        again.locator("input[name=gap]").fill("20")
        again.get_by_role("button", name="Resume").click()
        done(again)
        ended = json.loads((folder / "plan" / "manifest.json").read_text())
    assert ended["lower_bound_MUSD_2026"] >= before - 1e-6 * abs(before)


@pytest.mark.slow
def test_a_run_goes_on_while_the_studio_is_away(browser: Browser, tmp_path: Path) -> None:
    first = start(tmp_path / "runs")
    context = browser.new_context()
    page = context.new_page()
    page.goto(first.link)
    link = opened(page, TINY)
    run(page)
    first.kill()
    context.close()
    wait_for((folder_of(first, link) / "outcome.json").exists)
    with served(tmp_path / "runs") as second, visited(browser, second) as again:
        again.goto(second.link + "/runs/" + link.rpartition("/")[2])
        done(again)
        assert again.locator("#progress .state.done").count() == 1


@pytest.mark.slow
def test_no_page_of_the_studio_has_a_serious_accessibility_finding_or_leaves_a_phone(
    browser: Browser, server: Server
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with visited(browser, server, refused=1, viewport=PHONE) as page:
        link = opened(page, TINY)
        written(page, BUDGET, "5 MW_it")
        serious = {"with a finding": _serious(axe, page)}
        written(page, BUDGET, "9 GUSD_2026")
        for place in ("", "/text"):
            page.goto(link + place)
            serious[place] = _serious(axe, page)
        page.goto(link)
        run(page)
        serious["at work"] = _serious(axe, page)
        done(page)
        serious["done"] = _serious(axe, page)
        page.goto(server.link)
        serious["list"] = _serious(axe, page)
        page.goto(server.link + "/compare?run=a&run=b")
        serious["trouble"] = _serious(axe, page)
    assert {place: found for place, found in serious.items() if found} == {}


def _serious(axe: object, page: Page) -> list[str]:
    told = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        told += [
            f"{theme}, {one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in axe.run(page).response["violations"]  # type: ignore[attr-defined]
            if one["impact"] in ("serious", "critical")
        ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return told + ([f"{wide} pixels wide"] if wide > PHONE["width"] else [])


@pytest.mark.slow
def test_a_scenario_is_opened_changed_and_run_by_keyboard_alone(browser: Browser, server: Server) -> None:
    with visited(browser, server) as page:
        _tab_to(page, f"Open {TINY}")
        page.keyboard.press("Enter")
        page.wait_for_url("**/edit")
        _tab_to(page, "Run it")
        page.keyboard.press("Enter")
        page.locator("#progress").wait_for()
        _tab_to(page, "Cancel")
        page.keyboard.press("Enter")
        page.get_by_role("button", name=re.compile("Resume|Stop at once")).wait_for()


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus bears a name."""
    named = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(named) == name:
            return
    pytest.fail(f"{name} is not reached by Tab")
