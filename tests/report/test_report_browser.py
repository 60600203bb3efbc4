"""The page in a browser: it shows, sorts, filters and prints, asks for nothing, reads for all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import analytics
from analytics.report import write_report

from .extract import AS_OF
from .many import many_claims

try:
    from playwright.sync_api import Browser, Page, sync_playwright
except ImportError:
    sync_playwright = None

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sync_playwright is None, reason="playwright is not installed"),
    pytest.mark.skipif(not Path(CHROMIUM).is_file(), reason="chromium is not installed"),
]

PROVIDERS = 12
TABLE = "#providers table"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    run = analytics.audit(medical_claim=many_claims(PROVIDERS, 20), as_of=AS_OF, only="UNT-01")
    return write_report(run, tmp_path_factory.mktemp("report"))


@pytest.fixture
def opened(browser, report) -> Iterator[Page]:
    """The report, opened; whatever it says on the console or asks for fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.route(
        "**/*",
        lambda route: route.continue_() if route.request.url == report.as_uri() else route.abort(),
    )
    page.goto(report.as_uri())
    yield page
    context.close()
    assert said == []
    assert asked == [report.as_uri()]


def column(page: Page, head: str, table: str = TABLE) -> list[str]:
    """The visible cells of a column, those of the sums left out."""
    return page.eval_on_selector(
        table,
        """(table, head) => {
          const place = Array.from(table.tHead.rows[0].cells)
            .findIndex((cell) => cell.textContent.trim() === head);
          return Array.from(table.tBodies[0].rows)
            .filter((row) => !row.hidden && !row.matches('.sum, .rest'))
            .map((row) => row.cells[place].childNodes[0].textContent.trim());
        }""",
        head,
    )


def sorted_by(page: Page, table: str = TABLE) -> dict[str, str]:
    return page.eval_on_selector(
        table,
        """(table) => Object.fromEntries(Array.from(table.querySelectorAll('[aria-sort]'))
          .map((cell) => [cell.textContent.trim(), cell.getAttribute('aria-sort')]))""",
    )


def name(number: int) -> str:
    return f"{number:09d}"


# --- sorting -------------------------------------------------------------------------------------


def test_numbers_sort_as_numbers_in_both_directions(opened):
    # $100.10 goes before $90.10, which a sort of text has the other way round
    ascending = [f"${n * 20 // 2}.20" for n in range(1, PROVIDERS + 1)]
    button = opened.locator(TABLE).get_by_role("button", name="Automated")
    assert column(opened, "Automated") == ascending[::-1]
    button.click()
    assert column(opened, "Automated") == ascending[::-1]
    assert sorted_by(opened) == {"Automated": "descending"}
    button.click()
    assert column(opened, "Automated") == ascending
    assert sorted_by(opened) == {"Automated": "ascending"}


def test_text_sorts_by_keyboard_in_both_directions(opened):
    names = [name(n) for n in range(1, PROVIDERS + 1)]
    button = opened.locator(TABLE).get_by_role("button", name="Provider")
    button.focus()
    opened.keyboard.press("Enter")
    assert column(opened, "Provider") == names
    opened.keyboard.press("Space")
    assert column(opened, "Provider") == names[::-1]
    assert sorted_by(opened) == {"Provider": "descending"}
    opened.keyboard.press("Tab")
    focused = opened.evaluate("document.activeElement.textContent.trim()")
    assert focused == "Lines with findings"


def test_dates_sort_as_dates(opened):
    opened.locator("#pages summary").first.click()
    table = "#provider-1 table.lines"
    opened.locator(table).get_by_role("button", name="Service").click()
    days = opened.eval_on_selector_all(
        f"{table} tbody td:nth-child(2)", "cells => cells.map((cell) => cell.dataset.value)"
    )
    assert len(set(days)) > 10 and days == sorted(days)
    shown = column(opened, "Service", table)
    assert shown != sorted(shown)


def test_sums_stay_at_the_end(opened):
    opened.locator(TABLE).get_by_role("button", name="Provider").click()
    last = opened.locator(f"{TABLE} tbody tr").last
    assert last.locator("th").text_content() == "All"


# --- filtering -----------------------------------------------------------------------------------


def test_a_filter_shows_matching_rows_and_counts_them(opened):
    field = opened.locator("#providers").get_by_label("Filter providers")
    field.fill("00000001")
    assert column(opened, "Provider") == [name(n) for n in (12, 11, 10, 1)]
    assert opened.locator("#providers output").text_content() == "4 of 12 rows"
    assert opened.locator(f"{TABLE} tr.sum").is_hidden()
    field.fill("")
    assert len(column(opened, "Provider")) == PROVIDERS
    assert opened.locator("#providers output").text_content() == ""
    assert opened.locator(f"{TABLE} tr.sum").is_visible()


def test_a_filter_is_text_and_never_markup(opened):
    field = opened.locator("#providers").get_by_label("Filter providers")
    field.fill("<img src=x onerror=alert(1)>")
    assert column(opened, "Provider") == []
    assert opened.locator("#providers output").text_content() == "0 of 12 rows"
    assert opened.locator("img").count() == 0


# --- provider pages ------------------------------------------------------------------------------


def test_a_link_opens_the_page_of_its_provider(opened):
    assert opened.locator("#provider-3").is_hidden()
    opened.locator(TABLE).get_by_role("link", name=name(10)).click()
    assert opened.locator("#provider-3").is_visible()


def test_a_page_opens_by_keyboard(opened):
    opened.locator("#pages summary").first.focus()
    opened.keyboard.press("Enter")
    assert opened.locator("#provider-1").is_visible()


# --- without a script, on paper, on a phone ------------------------------------------------------


def test_without_a_script_it_is_the_same_tables(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator(f"{TABLE} tbody tr").count() == PROVIDERS + 1
    assert page.locator("button").count() == page.locator("input").count() == 0
    context.close()


def test_it_prints_with_every_provider_unfolded(opened):
    opened.evaluate("""() => {
      window.unfolded = null;
      window.addEventListener('beforeprint', () => {
        window.unfolded = document.querySelectorAll('details:not([open])').length;
      });
    }""")
    printed = opened.pdf(format="Letter")
    assert printed.startswith(b"%PDF-") and len(printed) > 50_000
    assert opened.evaluate("window.unfolded") == 0
    opened.emulate_media(media="print")
    assert opened.locator("nav").is_hidden() and opened.locator(".filter").first.is_hidden()
    paper = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == paper


@pytest.mark.parametrize("width", [320, 390, 768])
def test_a_narrow_page_does_not_scroll_sideways(opened, width):
    opened.set_viewport_size({"width": width, "height": 800})
    opened.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


#: Fills the amounts of a table, and tells how many points of its width are out of sight.
FILLED = """(box) => {
  for (const cell of box.querySelectorAll('td')) {
    if (cell.textContent.includes('$')) cell.textContent = '$999,999.99';
  }
  return box.scrollWidth - box.clientWidth;
}"""


@pytest.fixture(scope="module")
def report_of_everything(tmp_path_factory) -> Path:
    """The page of the demo, which has every column."""
    folder = tmp_path_factory.mktemp("demo")
    analytics.make_demo(folder / "store", lines=20_000)
    return folder / "store-report" / "report.html"


def test_a_desktop_shows_every_column_of_six_figures(browser, report_of_everything):
    """The last column is not cut off behind a bar that few would see."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report_of_everything.as_uri())
    tables = ("Exposure by provider", "Exposure by check", "Exposure by month of service")
    hidden = {name: page.get_by_label(name, exact=True).evaluate(FILLED) for name in tables}
    page.close()
    assert hidden == dict.fromkeys(tables, 0)


# --- for every reader ----------------------------------------------------------------------------

#: The worst contrast of any text on the page with what is behind it, and which text that is.
WORST_CONTRAST = """() => {
  const channels = (color) => {
    const found = color.match(/[\\d.]+/g).map(Number);
    return found.length < 4 ? [...found, 1] : found;
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color[3] > 0) return color;
    }
    return [255, 255, 255, 1];
  };
  let worst = [99, ''];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest('script')) continue;
    const style = getComputedStyle(element);
    const ink = luminance(channels(element.closest('svg') ? style.fill : style.color));
    const paper = luminance(behind(element));
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < worst[0]) worst = [ratio, walker.currentNode.textContent.trim()];
  }
  return worst;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_in_light_and_dark(opened, scheme):
    opened.emulate_media(color_scheme=scheme)
    opened.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    background = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 30)"}[scheme]
    ratio, text = opened.evaluate(WORST_CONTRAST)
    assert ratio >= 4.5, text


def test_headings_tables_pictures_and_regions_have_names(opened):
    levels = opened.eval_on_selector_all(
        "h1, h2, h3, h4", "heads => heads.map((head) => Number(head.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(later <= level + 1 for level, later in pairwise(levels))
    assert opened.locator("table").count() == opened.locator("table > caption").count()
    assert opened.locator("svg").count() == opened.locator('[role="img"][aria-label] svg').count()
    assert opened.locator('[role="region"]:not([aria-label])').count() == 0
    names = opened.eval_on_selector_all(
        '[role="region"]', "found => found.map((one) => one.getAttribute('aria-label'))"
    )
    assert len(names) == len(set(names)) > 5
    for field in opened.locator("input").all():
        assert field.evaluate("field => field.labels.length") == 1
