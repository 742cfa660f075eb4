"""Pages in a real browser: no network, no error, every chart drawn, reached by keyboard, accessible."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("report", "comparison")
THEMES = ["light", pytest.param("dark", marks=pytest.mark.slow)]
OVERLAPS = """() => {
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const upright = (one) => !/rotate\\((?!0)/.test(one.getAttribute('transform') ?? '');
  const found = [];
  for (const chart of document.querySelectorAll('.chart')) {
    for (const kind of ['.xtick text', '.ytick text', '.textpoint text', '.legendtext']) {
      const texts = [...chart.querySelectorAll(kind)].filter((one) => one.textContent && upright(one));
      const boxes = texts.map((one) => one.getBoundingClientRect());
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b, j) => { if (meet(a, b)) found.push([chart.id, texts[i].textContent, texts[i + 1 + j].textContent]); }));
    }
    const legend = chart.querySelector('.legend .scrollbar');
    if (legend && legend.getBoundingClientRect().height > 0) found.push([chart.id, 'legend is cut', '']);
  }
  return found;
}"""
DESK, PHONE = {"width": 1300, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 20_000  # milliseconds until all charts are drawn


@contextmanager
def opened(
    browser: Browser, file: Path, theme: str = "light", size: dict[str, int] = DESK
) -> Iterator[tuple[Page, list[str], list[str]]]:
    """Open a page with the network off; yield it with what it asked for and what it complained of."""
    context = browser.new_context(offline=True, color_scheme=theme, viewport=size)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn === 'yes'", timeout=PATIENCE)
    page.wait_for_function(
        "[...document.querySelectorAll('.chart')].every((one) => one.querySelector('svg.main-svg'))",
        timeout=PATIENCE,
    )
    yield page, asked, complaints
    context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_page_opens_without_network_or_complaint(
    browser: Browser, pages: dict[str, Path], name: str, theme: str
) -> None:
    with opened(browser, pages[name], theme) as (page, asked, complaints):
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert asked.count(pages[name].as_uri()) == 1
        assert complaints == []
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = sum(int(part) for part in ground[4:-1].split(","))
        assert (brightness > 600) == (theme == "light")


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_is_drawn_with_marks(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with opened(browser, pages[name]) as (page, _, _):
        empty = page.evaluate(
            """() => [...document.querySelectorAll('.chart')].filter((chart) => {
                 const box = chart.getBoundingClientRect();
                 const marks = chart.querySelectorAll('.trace path, .point path, .points path, .sankey-link, .js-line');
                 return box.width < 200 || box.height < 150 || marks.length === 0;
               }).map((chart) => chart.id)"""
        )
        assert page.locator(".chart").count() >= 4
        assert empty == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_page_has_no_serious_accessibility_finding(
    browser: Browser, pages: dict[str, Path], name: str, theme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with opened(browser, pages[name], theme) as (page, _, _):
        found = axe.run(page).response
        assert len(found["passes"]) > 15
        serious = [
            (one["id"], [node["html"][:200] for node in one["nodes"]])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []


@pytest.mark.parametrize("name", PAGES)
def test_everything_that_can_be_done_is_reached_by_keyboard(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    with opened(browser, pages[name]) as (page, _, _):
        wanted = page.evaluate(
            "document.querySelectorAll('nav a, select, input, summary, figure').length - document.querySelectorAll('figure').length"
        )
        reached: set[str] = set()
        for _ in range(4 * wanted):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    """() => { const one = document.activeElement;
                       return one.matches('nav a, select, input, summary') ? one.tagName + one.textContent.slice(0, 30)
                         + (one.closest('figure')?.querySelector('h3')?.textContent ?? '') : ''; }"""
                )
            )
        assert len(reached - {""}) >= wanted


@pytest.mark.slow
def test_the_slider_and_the_list_change_their_charts(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["report"]) as (page, _, complaints):
        slider = page.locator("input[data-chooses=map]")
        assert page.locator("#chosen-map").inner_text() == "2026-Q2"
        before = page.locator("#chart-map .point").first.get_attribute("d")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        assert page.locator("#chosen-map").inner_text() == "2026-Q1"
        page.wait_for_function(
            "(old) => document.querySelector('#chart-map .point').getAttribute('d') !== old", arg=before
        )
        drawn = "document.getElementById('chart-week').data.at(-1).y[0]"
        first = page.evaluate(drawn)
        page.locator("select[data-chooses=week]").select_option(index=3)
        page.wait_for_function(f"(old) => {drawn} !== old", arg=first)
        assert complaints == []


@pytest.mark.slow
def test_the_numbers_of_a_chart_are_those_drawn(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["report"]) as (page, _, _):
        details = page.locator("details[data-chart=chips]")
        details.locator("summary").click()
        row = details.locator("tbody tr").nth(1)
        row.wait_for()
        cells = row.locator("td").all_inner_texts()
        assert cells == ["2026-Q2", "53.763"]  # thousand H100: 50 kH100e over 93 % in service


@pytest.mark.slow
def test_a_phone_shows_the_page_without_scrolling_sideways(browser: Browser, pages: dict[str, Path]) -> None:
    for name in PAGES:
        with opened(browser, pages[name], size=PHONE) as (page, _, _):
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_comparison_draws_its_charts_and_moves_its_map(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["comparison"]) as (page, _, complaints):
        drawn = page.evaluate("[...document.querySelectorAll('.chart')].map((one) => one.id.slice(6))")
        assert drawn == [
            *("it_power_in_service", "compute_in_service", "capital_paid_to_date", "energy_fed_to_the_sites"),
            *("map_b", "timeline", "build_out", "power_built", "power_mix", "week", "durations"),
            *("chips", "generations", "compute", "price", "calls", "cash", "waterfall"),
            *("profit", "books", "well_spent"),
        ]
        slider = page.locator("input[data-chooses=map_b]")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        assert page.locator("#chosen-map_b").inner_text() == "2026-Q1"
        assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_no_legend_is_cut_on_a_phone(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with opened(browser, pages[name], size=PHONE) as (page, _, _):
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.chart')].flatMap((chart) => {
                 const box = chart.getBoundingClientRect();
                 return [...chart.querySelectorAll('.legendtext')].filter((text) => {
                   const own = text.getBoundingClientRect();
                   return own.left < box.left || own.right > box.right || own.bottom > box.bottom;
                 }).map((text) => chart.id + ': ' + text.textContent);
               })"""
        )
        assert page.locator(".legendtext").count() > 10
        assert cut == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_label_covers_another_and_no_legend_is_cut(
    browser: Browser, long_report: Path, size: dict[str, int]
) -> None:
    with opened(browser, long_report, size=size) as (page, _, _):
        assert page.locator(".xtick text").count() > 20
        assert page.locator("#chart-map .textpoint text").count() >= 2
        assert page.evaluate(OVERLAPS) == []


LEGEND_OVER_TICKS = """() => [...document.querySelectorAll('.chart')].filter((chart) => {
  const legend = chart.querySelector('.legend .bg')?.getBoundingClientRect(), ticks = [...chart.querySelectorAll('.xtick text')];
  return legend && ticks.length && legend.top < Math.max(...ticks.map((one) => one.getBoundingClientRect().bottom)) - 6;
}).map((chart) => chart.id)"""


@pytest.mark.slow
def test_a_page_that_is_widened_looks_as_if_opened_so(browser: Browser, long_report: Path) -> None:
    with opened(browser, long_report) as (page, _, _):
        right = page.evaluate(LEGEND_OVER_TICKS)
    with opened(browser, long_report, size=PHONE) as (page, _, _):
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.wait_for_timeout(1500)
        assert page.evaluate(LEGEND_OVER_TICKS) == right


@pytest.mark.slow
def test_the_page_prints_light_on_paper(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    with opened(browser, pages["report"], "dark") as (page, _, _):
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        page.evaluate("forPrint(true)")
        ink = "getComputedStyle(document.querySelector('#chart-chips .xtick text')).fill"
        assert page.evaluate(ink) == "rgb(29, 42, 51)"
        printed = page.pdf(path=tmp_path / "page.pdf", format="A4")
        assert printed.startswith(b"%PDF")
