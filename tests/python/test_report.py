"""The pages people look at, in a real browser: report, tables, lineage, documentation."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from builds import PROJECT, Build
from pypdf import PdfReader

from report import titles
from report.charts import Mark
from report.figures import extremes
from report.html import write_report
from report.marts import Marts
from report.pages import MODULES
from report.pages.income import band
from report.pictures import MADE_FROM, PICTURES, fingerprint
from report.written import ATTRIBUTES

WIDTHS = {"desktop": 1280, "tablet": 768, "phone": 390, "small phone": 320}
OWN_PAGES = [
    "index.html", "report.html", "lineage.html", "tables/index.html", "tables/cities.html",
    "tables/int_group_profiles.html",
]
PAGES = [*OWN_PAGES, "docs.html"]
SECTIONS = [
    "front", "demographics", "segmentation", "income", "expenditure", "top-categories", "cards",
]
# the rules of axe up to WCAG 2.2, level AA; it asks for the size of targets only when told
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}

def published(build: Build) -> Path:
    return build.warehouse.parent / "published"

def run_report(*arguments, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "report", *map(str, arguments)],
        cwd=PROJECT, env=os.environ | {k: str(v) for k, v in environment.items()},
        capture_output=True, text=True, timeout=300,
    )


@pytest.fixture(scope="module")
def site(pilot, target_path, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    made = run_report(
        "site", "--published", published(pilot), "--to", folder,
        MITRON_DUCKDB_PATH=pilot.warehouse, DBT_TARGET_PATH=target_path,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "ERROR" not in made.stderr, made.stderr[:2000]
    return folder


@pytest.fixture(scope="module")
def report(site, browser):
    page = browser.new_page()
    page.goto((site / "report.html").as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_in_quiet_and_asks_for_nothing_outside(name, site, browser):
    page = browser.new_page()
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text)
            if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((site / name).as_uri(), wait_until="networkidle")
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_is_no_wider_than_its_window(name, width, site, browser):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((site / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize(("colours", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_is_accessible(name, width, colours, site, browser):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=colours)
    page.goto((site / name).as_uri(), wait_until="networkidle")
    if colours == "light":
        # what is closed is read, too; of the tables of numbers, which are alike, the first ones
        page.evaluate(
            "[...document.querySelectorAll('details:not(.numbers)'),"
            " ...[...document.querySelectorAll('.numbers')].slice(0, 3)]"
            ".forEach(found => found.open = true)"
        )
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], each["impact"], each["nodes"][0]["html"][:200]) for each in found] == []
    page.close()


# every text of a chart, where it lies, and the lines of its chart
BOXES = """() => [...document.querySelectorAll(".rows, .columns, .range")].map(chart => {
    const visible = (box) => box.width > 0 && box.height > 0;
    const texts = [...chart.querySelectorAll(".name, .value, .names-reference, .bar b, .when")]
        .flatMap(element => {
            const range = document.createRange();
            range.selectNodeContents(element);
            return [...range.getClientRects()].filter(visible).map(box => [
                element.textContent.trim(), box.left, box.right, box.top, box.bottom, element]);
        });
    const lines = [...chart.querySelectorAll(".reference, .interval")]
        .map(element => element.getBoundingClientRect()).filter(box => box.height > 0);
    const meet = (text, left, right, top, bottom) =>
        text[1] < right - 1 && text[2] > left + 1 && text[3] < bottom - 1 && text[4] > top + 1;
    const found = [];
    texts.forEach((text, place) => {
        if (text[1] < 0 || text[2] > innerWidth) found.push(["clipped", text[0]]);
        texts.slice(place + 1).forEach(other => {
            if (text[5] !== other[5] && !text[5].contains(other[5])
                && meet(text, other[1], other[2], other[3], other[4]))
                found.push(["on text", text[0], other[0]]);
        });
        lines.forEach(line => {
            if (meet(text, line.left, line.right + 1, line.top, line.bottom))
                found.push(["on a line", text[0]]);
        });
    });
    return found;
}).flat()"""


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_text_of_a_chart_lies_on_another_or_on_a_line_or_is_cut(width, site, browser):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((site / "report.html").as_uri())
    assert page.locator(".value").count() > 100
    assert page.evaluate(BOXES) == []
    page.close()


def number_in(text: str) -> tuple[float, float] | None:
    """A number as the report writes it, and half a unit of its last digit."""
    found = re.fullmatch(r"(−?)₹?([\d,]+)(\.\d+)?( crore| lakh| %)?", text)
    if found is None:
        return None
    sign, whole, digits, unit = found.groups()
    size = {" crore": 1e7, " lakh": 1e5}.get(unit, 1)
    value = float(whole.replace(",", "") + (digits or "")) * size * (-1 if sign else 1)
    return value, 0.5000001 * size * 10 ** -(len(digits or ".") - 1)


def says(cell: str, value) -> bool:
    """Whether the cell writes the value of the mart."""
    if value is None:
        return cell == "–"
    if isinstance(value, bool):
        return cell == ("yes" if value else "no")
    if isinstance(value, str):
        return cell in (value, value.replace("_", " ")) or cell.split() == value.split(";")
    if isinstance(value, int) and cell == str(value):
        return True
    if hasattr(value, "strftime"):
        return cell == value.strftime("%B %Y")
    number = number_in(cell)
    return number is not None and abs(number[0] - float(value)) <= number[1]


# what the report calls a column of a mart, and how it writes it
SEGMENTS = {"High": "High-value", "Mid": "Mid-value", "Low": "Low-value"}
DERIVED = {
    "attribute_name": lambda row: ATTRIBUTES[row["attribute"]],
    "group": lambda row: f"{ATTRIBUTES[row['attribute']]}: {row['member']}",
    "item": lambda row: row.get("category") or row["payment_type"],
    "name": lambda row: " · ".join(row[f"member_{n}"] for n in (1, 2, 3) if row[f"member_{n}"]),
    "customers": lambda row: SEGMENTS[row["segment"]] if "segment" in row else "All customers",
    "figure_written": lambda row: row["figure"],
    "proxy_for": lambda row: enumeration(row["proxy_for"]),
    "ci_low_written": lambda row: row["ci_low"],
    "ci_high_written": lambda row: row["ci_high"],
}


def enumeration(attributes: str | None) -> str | None:
    """`age_group, gender` as age and gender."""
    names = [ATTRIBUTES[name].lower() for name in (attributes or "").split(", ") if name]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or None


# of two marts in one table: a group's own name, and a segment's share, which has no interval
GROUPS = ("city", "age_group", "occupation", "gender", "marital_status")

def value_of(row: dict, column: str):
    if column in DERIVED:
        return DERIVED[column](row)
    if column in ("attribute", "member") and "income_band" in row:
        return band(row) if column == "member" else "Monthly income"
    if column in ("attribute", "member") and column not in row:
        found = next(name for name in GROUPS if name in row)
        return row[found] if column == "member" else ATTRIBUTES[found]
    if column.startswith("spend_share") and "share_pct" in row:
        return row["share_pct"] if column == "spend_share_pct" else None
    return row[column]


def table_rows(page) -> list[tuple[list[str], list[str], list[str]]]:
    """Every row of every table: the marts it comes from, the columns and the cells."""
    return page.evaluate("""() => [
        ...document.querySelectorAll("table[data-mart]")
    ].flatMap(table => {
        const columns = [...table.querySelectorAll("th")].map(th => th.dataset.column);
        return [...table.querySelectorAll("tbody tr")].map(row => [
            table.dataset.mart.split(" "), columns, [...row.cells].map(cell => cell.textContent)]);
    })""")


def assert_tables_equal_marts(page, build: Build) -> None:
    """Every row of a table is a row of its mart; scenarios are held against theirs elsewhere."""
    marts = {}
    for sources, columns, cells in table_rows(page):
        if sources == ["card_economics"]:
            continue
        for source in sources:
            if source not in marts:
                marts[source] = build.read(f"marts.{source}").to_dicts()
        matches = [
            row for source in sources for row in marts[source]
            if all(
                says(cell, value_of(row, column))
                or (column == "segment" and cell == SEGMENTS[row["segment"]])
                for column, cell in zip(columns, cells, strict=True)
            )
        ]
        assert matches, f"{sources}: the report has a row that the marts have not: {columns}"
    assert len(marts) > 20


def test_numbers_on_the_page_equal_the_marts(report, pilot):
    assert_tables_equal_marts(report, pilot)
    lead = report.locator("#front .lead").inner_text()
    row = pilot.read("marts.portfolio").row(0, named=True)
    assert f"{row['utilisation_pct']:.1f} %" in lead
    assert f"{row['credit_card_share_pct']:.1f} %" in lead


@pytest.mark.slow
def test_the_report_of_the_real_files_equals_their_marts(real, browser, tmp_path):
    made = run_report("--published", published(real), "--to", tmp_path)
    assert made.returncode == 0, made.stderr
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    assert_tables_equal_marts(page, real)
    assert page.locator("text=Synthetic data").count() == 0
    page.close()


def test_a_chart_draws_what_its_table_says(report):
    """The figure of every row, column and cell is in the table under it."""
    for figure in report.locator("figure").all():
        cells = set(figure.locator(".numbers td").all_text_contents())
        written = figure.locator(".value, .bar b, .heat td > span").evaluate_all(
            "found => found.map(element => element.firstChild.textContent.trim())"
        )
        assert written, figure.get_attribute("id")
        shown = {re.split(r" \(| †| · ", label)[0] for label in written}
        assert shown <= cells | {"no customers", "hidden to protect small groups", "–"}


def test_a_bar_is_as_long_as_its_figure(report, pilot):
    """Bars begin at zero: their lengths are in the proportions of the mart's figures."""
    figures = dict(pilot.read("marts.cities").select("city", "utilisation_pct").iter_rows())
    rows = report.locator("#utilisation-by-city .row:not(.axis)").evaluate_all(
        "rows => rows.map(row => [row.querySelector('.name').firstChild.textContent.trim(),"
        " row.querySelector('.mark').getBoundingClientRect().width])"
    )
    scale = {name: width / figures[name] for name, width in rows}
    assert set(scale) == set(figures)
    assert max(scale.values()) == pytest.approx(min(scale.values()), rel=0.01)


def test_rows_are_drawn_in_the_order_of_the_mart(report, pilot):
    ranks = pilot.read("marts.segment_categories").filter(segment="High").sort("category_rank")
    chart = report.locator("#category-ranks .chart").first
    assert chart.locator(".name").all_inner_texts() == ranks["category"].to_list()


@pytest.mark.parametrize(("figure", "mart", "item", "index"), [
    ("affinities-categories", "demographic_categories", "category", "affinity_index"),
    ("affinities-payments", "demographic_payment_types", "payment_type", "affinity_index"),
    ("representation", "segment_demographics", "segment", "representation_index"),
])
def test_a_heatmap_is_coloured_where_its_mart_differs(figure, mart, item, index, report, pilot):
    rows = pilot.read(f"marts.{mart}").to_dicts()
    cells = report.locator(f"#{figure} .heat td")
    assert cells.count() == len(rows)
    for tone, is_over in (("over", True), ("under", False)):
        expected = sum(row["is_distinctive"] and (row[index] > 100) is is_over for row in rows)
        assert report.locator(f"#{figure} .heat td.{tone}").count() == expected > 0


def test_every_card_has_a_panel_with_its_economics(report, pilot):
    for card in pilot.read("marts.card_proposals").to_dicts():
        panel = report.locator(".panel", has=report.locator(f"#card-{card['card_id']}"))
        text = panel.inner_text()
        assert card["positioning"] in text and card["verdict_reason"] in text
        assert panel.locator(".verdict").inner_text() == card["verdict"]
        features = pilot.read("marts.card_proposal_features").filter(card_id=card["card_id"])
        assert panel.locator("li").count() == features.height
    economics = pilot.read("marts.card_economics").filter(
        measure="Contribution in a running year", moved_assumption="all"
    )
    shown = {cells[0]: cells[3:] for sources, _, cells in table_rows(report)
             if sources == ["card_economics"] and cells[1] == "All at once"}
    assert len(shown) == economics["card_name"].n_unique() == 4
    for row in economics.to_dicts():
        place = ["base", "low", "high"].index(row["scenario"])
        assert says(shown[row["card_name"]][place], row["figure"])


def test_the_board_holds_every_claim_with_its_verdict(report, pilot):
    claims = pilot.read("marts.insights").to_dicts()
    order = ["supported", "partly", "not supported", "cannot be told", "not measurable"]
    assert report.locator(".claim").count() == len(claims)
    for question in range(1, 6):
        verdicts = report.locator(f"#question-{question} .claim strong").all_inner_texts()
        expected = [claim["verdict"] for claim in claims if claim["question"] == question]
        assert verdicts == sorted(expected, key=order.index)
    claim = report.locator("#claim-C20")
    claim.locator("summary").click()
    [found] = [row["finding"] for row in claims if row["claim_id"] == "C20"]
    assert claim.locator("p").first.inner_text() == found


def test_what_changed_is_told_where_there_was_a_publication(pilot, tmp_path, monkeypatch):
    marts = Marts(published(pilot))
    rows = marts.rows
    change = {"finding": "Spend of Mumbai rose.", "compared_built_at": "2026-01-01 00:00:00"}
    monkeypatch.setattr(
        marts, "rows", lambda mart, order: [change] if mart == "changes" else rows(mart, order)
    )
    told = write_report(marts, tmp_path).read_text(encoding="utf-8")
    assert "What changed since the last publication" in told and change["finding"] in told
    monkeypatch.undo()
    told = write_report(marts, tmp_path).read_text(encoding="utf-8")
    assert "What changed since the last publication" not in told


def test_a_page_reads_what_its_exposure_names(pilot, target_path, monkeypatch):
    manifest = json.loads((Path(target_path) / "manifest.json").read_text())
    named = {
        exposure["url"].partition("#")[2]: {
            node.split(".")[-1] for node in exposure["depends_on"]["nodes"]
        }
        for exposure in manifest["exposures"].values()
    }
    marts = Marts(published(pilot))
    rows = marts.rows
    for module in MODULES:
        read: set[str] = set()
        monkeypatch.setattr(
            marts, "rows", lambda mart, order, read=read: read.add(mart) or rows(mart, order)
        )
        key = module.page(marts).key
        # claims and data quality belong to the summary
        assert read <= named[key if key in named else "front"], key


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_report_prints(size, site, browser, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((site / "report.html").as_uri())
    headings = set(page.locator("h2, h3").all_inner_texts())
    claims = page.locator(".claim > p:first-of-type").all_text_contents()
    # the last word of the widest column of the widest table
    last = page.locator("#proposals + .scroll tbody tr").first.locator("td").nth(5)
    ends = last.inner_text().split()[-1]
    page.pdf(path=tmp_path / "report.pdf", format=size, print_background=True)
    printed = [page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages]
    assert len(printed) < 20
    words = " ".join(" ".join(printed).split())
    assert ends in words
    assert words.count("The index with the others held") == 2, "in its page, and over its numbers"
    for claim in claims:
        assert " ".join(claim.split())[-20:].split()[-1] in words
    for text in printed:
        lines = {line.strip() for line in text.splitlines() if line.strip()}
        assert lines - headings, "a page with nothing but a heading"
    # and the screen is as before
    assert page.locator("#appendix").is_hidden()
    assert page.locator(".claim[open]").count() == 0
    page.close()


def test_a_source_of_a_recommendation_can_be_followed(report):
    link = report.locator("table[data-mart=card_feature_recommendations] a").first
    link.click()
    assert report.locator(f"tr#{link.inner_text()}").is_visible()


def marks(*figures: tuple[str, float, float]) -> list[Mark]:
    return [
        Mark(name, value, f"{value:.1f}", name, value - reach, value + reach)
        for name, value, reach in figures
    ]


SURE = marks(("A", 10, 1), ("B", 9.5, 1), ("C", 5, 1))
UNSURE = marks(("A", 10, 4), ("B", 9, 4))
ONE = marks(("A", 10, 1))
HIDDEN = [Mark("A", None, "hidden", "A"), *ONE]
LONG = marks(*((f"A group with a rather long name {n}", 10, 1) for n in range(4)), ("C", 5, 1))


@pytest.mark.parametrize(("title", "expected"), [
    (titles.ranked("It", SURE), "It is highest in A and B, 10.0, and lowest in C, 5.0"),
    (titles.ranked("It", UNSURE), "It runs from 9.0 to 10.0, which may be chance"),
    (titles.ranked("It", HIDDEN), titles.TOO_FEW),
    (titles.ranked("It", LONG), "It runs from 5.0 to 10.0"),
    (titles.differing("It", {"Age": extremes(SURE), "Gender": extremes(UNSURE)}),
     "It differs by age, not by gender"),
    (titles.differing("It", {"Age": extremes(UNSURE)}), "It does not surely differ by age"),
    (titles.differing("It", {"Age": extremes(ONE)}), titles.TOO_FEW),
    (titles.over_represented("high-value", []),
     "No group is surely more frequent among high-value customers than among all"),
    (titles.over_represented("high-value", ["A"]),
     "Among high-value customers A is over-represented"),
    (titles.most_and_least("it", SURE), "A and b go most with it, c least"),
    (titles.most_and_least("it", UNSURE), "What it goes with most cannot be told"),
    (titles.leading_segments([]),
     "No combination of city and occupation is large enough to be a key segment"),
    (titles.leading_segments([("A", "1"), ("B", "2")]), "A and B spend most of their income"),
    (titles.always_first({"High": "Bills", "Low": "Bills"}, "segment", "every segment"),
     "Bills come first in every segment"),
    (titles.always_first({"High": "Bills", "Low": "Food"}, "segment", "every segment"),
     "Bills and Food come first, by segment"),
    (titles.always_first({}, "segment", "every segment"), titles.TOO_FEW),
    (titles.earns_most({"A": {"High": 2, "Low": 1}, "B": {"High": 3, "Low": 1}}),
     "By average, high customers earn most in every city"),
    (titles.earns_most({"A": {"High": 2, "Low": 1}, "B": {"High": 1, "Low": 2}}),
     "By average, no value segment earns most in every city"),
    (titles.earns_most({}), titles.TOO_FEW),
    (titles.along("It", marks(("A", 5, 1), ("B", 9, 1)), "income"),
     "It rises with income, from 5.0 to 9.0"),
    (titles.along("It", SURE, "income"), "It falls with income, from 10.0 to 5.0"),
    (titles.along("It", UNSURE, "income"), "It does not surely differ with income"),
    (titles.along("It", marks(("A", 5, 1), ("B", 9, 1), ("C", 4, 1)), "income"),
     "It neither rises nor falls with income throughout"),
    (titles.over_time("Spend", SURE), "Spend was highest in A, 10.0, and fell to 5.0 by C"),
    (titles.over_time("Spend", SURE[::-1]), "Spend is highest in the last month, A: 10.0"),
    (titles.over_time("Spend", ONE), "Spend: one month, 10.0"),
    (titles.goes_with("what people buy", {"Age": 0.9, "City": 0.1}),
     "What people buy goes with age, hardly with city"),
    (titles.goes_with("what people buy", {"Age": 0, "City": 0}),
     "No group surely differs in what people buy"),
    (titles.goes_with("what people buy", {"Age": 0.3, "City": 0.1, "Gender": 0}),
     "What people buy goes somewhat with age, hardly with city or gender"),
    (titles.goes_with("what people buy", {"Age": 0.5, "City": 0.3, "Gender": 0}),
     "What people buy goes with age, somewhat with city, hardly with gender"),
    (titles.goes_with("what people buy", {}), titles.TOO_FEW),
    (titles.explained(0, 0), "The value segments do not surely differ in what they buy"),
    (titles.explained(9, 0),
     "Ages and genders account for all 9 differences between segments"),
    (titles.explained(9, 2),
     "Of 9 differences between segments 2 stay with ages and genders held"),
])
def test_a_title_has_a_sentence_for_every_outcome(title, expected):
    assert title == expected and len(title) <= titles.LONGEST


CARDS = {
    "none": [], "two tested": ["test", "test", "do not launch"],
    "all tested": ["test"] * 4, "one tested": ["test", "do not launch", "redesign", "redesign"],
    "redesigned": ["redesign", "do not launch"], "lost": ["do not launch"] * 4,
    "untold": ["cannot be told"] * 4,
}


@pytest.mark.parametrize(("verdicts", "expected"), [
    ("none", "No card can be judged: too few customers would be offered one"),
    ("two tested", "Test A and B with 20 customers; do not launch C"),
    ("all tested", "Test A, B, C and D with 40 customers"),
    ("one tested", "Test A with 10 customers; redesign C and D; do not launch B"),
    ("redesigned", "Launch no card yet; redesign A; do not launch B"),
    ("lost", "Launch no card yet; no card gains for bank and customer together"),
    ("untold", "No card can be judged: too few customers would be offered one"),
])
def test_the_headline_says_what_to_do_with_the_cards(verdicts, expected):
    cards = [
        {"card_name": f"Mitron {name}", "verdict": verdict, "customer_count": 10}
        for name, verdict in zip("ABCD", CARDS[verdicts], strict=False)
    ]
    assert titles.recommended(cards) == expected
    assert titles.recommended(cards, is_hidden=True) == "Too few customers to show a figure"


def test_the_report_has_the_pages_that_exposures_link_to(report):
    links = re.findall(r"report\.html#([\w-]+)", (PROJECT / "models" / "exposures.yml").read_text())
    assert sorted(links) == sorted(SECTIONS)
    for section in [*SECTIONS, "claims", "data"]:
        assert report.locator(f"section#{section}").count() == 1


def test_a_delivery_of_a_few_customers_is_reported_without_their_figures(
    small_delivery, target_path, tmp_path, browser
):
    few = tmp_path / "few"
    few.mkdir()
    header, *customers = (small_delivery / "dim_customers.csv").read_text().splitlines()
    ids = tuple(row.split(",")[0] for row in customers[:6])
    (few / "dim_customers.csv").write_text("\n".join([header, *customers[:6], ""]))
    header, *spends = (small_delivery / "fact_spends.csv").read_text().splitlines()
    (few / "fact_spends.csv").write_text(
        "\n".join([header, *(row for row in spends if row.startswith(ids)), ""])
    )
    build = Build.run(tmp_path, target_path, raw_dir=few)
    made = run_report("--published", published(build), "--to", tmp_path)
    assert made.returncode == 0, made.stderr
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    assert "Too few customers" in page.locator("h1").inner_text()
    shown = page.locator("#utilisation-by-city .value").all_inner_texts()
    assert set(shown) <= {"hidden to protect small groups", "no customers"} and shown
    page.close()


def test_the_report_alone_links_to_no_other_page(pilot, tmp_path):
    made = run_report("--published", published(pilot), "--to", tmp_path)
    assert made.returncode == 0, made.stderr
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Synthetic data" in text
    assert set(re.findall(r'href="([^"]*)"', text)) == {
        link for link in re.findall(r'href="([^"]*)"', text)
        if link.startswith(("#", "https:", "data:"))
    }


def test_every_page_is_small(site):
    assert max(page.stat().st_size for page in site.rglob("*.html")) < 3_000_000


def test_every_link_of_the_site_leads_somewhere(site):
    texts = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    links = 0
    for page, text in texts.items():
        if page.name == "docs.html":
            continue
        for link in set(re.findall(r'href="([^"]+)"', text)):
            path, _, anchor = link.partition("#")
            if path.startswith(("http", "data:")):
                continue
            target = (page.parent / path).resolve() if path else page
            assert target in texts, f"{page.name}: {link}"
            # where dbt's page opens is dbt's
            if anchor and target.name != "docs.html":
                assert f'id="{anchor}"' in texts[target], f"{page.name}: {link}"
            links += 1
    assert links > 3000


def test_every_source_leads_to_its_table(report, site, pilot):
    for link in report.locator(".source a").all():
        name = link.text_content().removeprefix("marts.")
        assert (site / link.get_attribute("href")).name == f"{name}.html"
    read = {name.removeprefix("marts.") for name in report.locator(".source a").all_text_contents()}
    assert len(read) >= 25


def test_a_table_has_a_page_with_columns_examples_and_sql(site, browser, pilot):
    page = browser.new_page()
    for table in pilot.tables():
        schema, name = table.split(".")
        page.goto((site / "tables" / f"{name}.html").as_uri())
        columns = pilot.read(table).columns
        assert page.locator("tr[id] .key").all_inner_texts() == columns, name
        assert "from" in page.locator("pre").last.inner_text()
        rows = page.locator("table").last.locator("tbody tr").count()
        height = pilot.read(table).height
        if schema == "marts" and height:
            assert rows == min(3, height), name
        else:
            # nothing of the customers is shown
            assert page.get_by_role("heading", name="Example").count() == 0, name
    page.close()


@pytest.mark.parametrize(("wanted", "found"), [
    ("cities", "cities"), ("key segments", "key_segments"), ("insights", "insights"),
    ("mean_customer_utilisation_pct", "age_groups.mean_customer_utilisation_pct"),
])
def test_the_search_finds_a_mart_first(wanted, found, site, browser):
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_label("Find a table, a column or a claim").fill(wanted)
    first = page.locator(".search li a").first
    assert first.inner_text() == found
    first.click()
    page.wait_for_url(f"**/tables/{found.split('.')[0]}.html*")
    page.get_by_label("Site").get_by_text("Report").click()
    page.wait_for_url("**/report.html")
    page.close()


@pytest.mark.parametrize("asked", [
    "men card", "Men use cards more", "do men use cards more?", "gender card", "males cards",
])
def test_the_search_finds_what_is_said_of_words(asked, site, browser, pilot):
    page = browser.new_page()
    page.goto((site / "tables" / "index.html").as_uri())
    page.get_by_label("Find a table, a column or a claim").fill(asked)
    page.locator(".search li a", has_text="Card use is higher among males").click()
    page.wait_for_url("**/report.html#claim-C20")
    finding = pilot.read("marts.insights").filter(claim_id="C20")["finding"].item()
    assert page.locator("#claim-C20 p").first.inner_text() == finding
    page.close()


def test_a_column_says_which_sql_computes_it(site, browser):
    page = browser.new_page()
    page.goto((site / "tables" / "cities.html").as_uri())
    for column in ("avg_monthly_income_inr", "utilisation_pct"):
        maker = page.locator(f"#{column}").get_by_text("int_group_utilisation", exact=True)
        assert maker.count() == 1
    maker.click()
    page.wait_for_url("**/int_group_utilisation.html#sql")
    assert "avg_monthly_income_inr" in page.locator("pre").last.inner_text()
    page.close()


def test_the_search_says_so_where_it_finds_nothing(site, browser):
    page = browser.new_page()
    page.goto((site / "tables" / "index.html").as_uri())
    page.get_by_label("Find a table, a column or a claim").fill("unheard of")
    assert "Nothing has that" in page.locator(".search ol").inner_text()
    page.close()


def test_dbts_documentation_opens_where_a_link_points(site, browser):
    page = browser.new_page()
    page.goto((site / "tables" / "cities.html").as_uri())
    page.get_by_text("In dbt's documentation").click()
    page.locator("h1", has_text="cities").wait_for()
    assert "One row per city" in page.inner_text("body")
    page.get_by_label("Site").get_by_text("Lineage").click()
    page.wait_for_url("**/lineage.html")
    page.close()


def test_lineage_leads_from_headline_figures_to_the_raw_files(site, browser, pilot):
    page = browser.new_page()
    page.goto((site / "lineage.html").as_uri())
    assert page.locator(".steps").count() == 5
    for steps in page.locator(".steps").all():
        links = steps.locator("a").all_inner_texts()
        assert {"raw_spends.spend", "raw_customers.avg_income"} & set(links)
    page.goto((site / "tables" / "cities.html").as_uri())
    places = page.locator("#utilisation_pct .steps a").all_text_contents()
    assert {"raw_spends.spend", "raw_customers.avg_income"} <= set(places)
    page.close()


def test_without_published_marts_there_is_one_sentence(tmp_path):
    made = run_report("--published", tmp_path / "none", "--to", tmp_path)
    assert made.returncode == 1
    assert made.stderr.count("\n") == 1 and "dbt build" in made.stderr
    assert not (tmp_path / "report.html").exists()


def test_the_pictures_of_the_readme_are_those_of_today(pilot, tmp_path):
    assert run_report("--published", published(pilot), "--to", tmp_path).returncode == 0
    recorded = (PROJECT / PICTURES / MADE_FROM).read_text().strip()
    assert fingerprint(tmp_path / "report.html") == recorded, "run `python -m report pictures`"
