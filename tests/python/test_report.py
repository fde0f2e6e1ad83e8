"""The pages people look at, in a real browser: the report, the landing page, the documentation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from builds import PROJECT, Build
from playwright.sync_api import sync_playwright

from report.marts import Marts, Unreadable
from report.pages import TOO_FEW, ranked
from report.pictures import MADE_FROM, PICTURES, browser_path, fingerprint
from report.site import write_pictures
from report.written import ATTRIBUTES

WIDTHS = {"desktop": 1280, "phone": 390}
OWN_PAGES = ["index.html", "report.html"]
PAGES = [*OWN_PAGES, "docs.html", "lineage.html"]
SECTIONS = [
    "front", "demographics", "segmentation", "income", "expenditure", "top-categories", "cards",
]


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
def browser():
    try:
        executable = browser_path()
    except Unreadable as problem:
        pytest.skip(str(problem))
    with sync_playwright() as playwright:
        # the sandbox of chromium refuses to run as root, which is who runs CI
        yield playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])


@pytest.fixture(scope="module")
def report(site, browser):
    page = browser.new_page()
    page.goto((site / "report.html").as_uri())
    page.locator("body.drawn").wait_for()
    return page


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_in_quiet_and_asks_for_nothing_outside(name, width, site, browser):
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text)
            if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((site / name).as_uri(), wait_until="networkidle")
    if name == "report.html":
        page.locator("body.drawn").wait_for()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    if name in OWN_PAGES:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_is_accessible(name, width, site, browser):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((site / name).as_uri(), wait_until="networkidle")
    # closed tables are read, too
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["impact"], each["nodes"][0]["html"][:200]) for each in found] == []
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
    portfolio = pilot.read("marts.portfolio").to_dicts()[0]
    headline = [report.locator(".headline dd").nth(place).inner_text() for place in range(8)]
    assert says(headline[0], portfolio["customer_count"])
    assert says(headline[2], portfolio["utilisation_pct"])
    assert says(headline[4], portfolio["avg_monthly_spend_inr"])
    assert says(headline[6], portfolio["credit_card_share_pct"])


@pytest.mark.slow
def test_the_report_of_the_real_files_equals_their_marts(real, browser, tmp_path):
    made = run_report("--published", published(real), "--to", tmp_path)
    assert made.returncode == 0, made.stderr
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    page.locator("body.drawn").wait_for()
    assert_tables_equal_marts(page, real)
    assert page.locator("text=Synthetic data").count() == 0
    page.close()


def drawn(page, figure: str) -> str:
    return " ".join(page.locator(f"#{figure} svg text").all_text_contents())


def test_a_chart_draws_what_its_table_says(report):
    """Every figure, as it first stands: the label of each row is in the table under it."""
    for figure in report.locator("figure").all():
        cells = set(figure.locator("td").all_text_contents())
        labels = figure.locator(
            "svg .mark-text text[font-weight='600'], svg .mark-text text[font-weight=bold]"
        )
        written = [re.split(r" →| \(| †", label)[0] for label in labels.all_text_contents()]
        assert written, figure.get_attribute("id")
        assert set(written) <= cells | {"no customers", "hidden to protect small groups"}


def test_rows_are_drawn_in_the_order_of_the_mart(report, pilot):
    """By segment and choice, not in the order of whatever is drawn first."""
    groups = pilot.read("marts.segment_demographics").filter(attribute="age_group", segment="High")
    expected = groups.sort("member_sort_order")["member"].to_list()
    chart = report.locator("#composition .chart").first
    names = [
        text for text in chart.locator("svg text").all_text_contents()
        if re.match(r"\d\d[-+]", text)
    ]
    assert [name.split(",")[0] for name in dict.fromkeys(names)] == expected
    report.locator("select[data-figure=categories]").select_option("High-value")
    report.wait_for_timeout(300)
    ranks = pilot.read("marts.segment_categories").filter(segment="High").sort("category_rank")
    texts = report.locator("#categories svg text").all_text_contents()
    drawn_names = [text for text in dict.fromkeys(texts) if not text.startswith("₹")]
    assert drawn_names == ranks["category"].to_list()
    report.locator("select[data-figure=categories]").select_option("All customers")


def test_a_title_names_ties_and_ranks_nobody_by_a_personal_attribute():
    rows = [
        {"name": name, "value": value, "low": value - 1, "high": value + 1, "label": str(value)}
        for name, value in (("A", 10.0), ("B", 9.5), ("C", 5.0))
    ]
    assert ranked("It", rows) == "It is highest in A and B, 10.0, and lowest in C, 5.0"
    assert "do not differ surely" in ranked("It", rows[:2])
    assert ranked("It", rows[:1]) == TOO_FEW


def test_a_chart_draws_the_figures_of_its_mart(report, pilot):
    text = drawn(report, "utilisation-by-city")
    for row in pilot.read("marts.cities").to_dicts():
        assert f"{row['city']}, n " in text
        assert f"{row['utilisation_pct']:.1f} %" in text


def test_scenarios_draw_the_card_economics(report, pilot):
    rows = [
        row for row in pilot.read("marts.card_economics").to_dicts()
        if row["measure"] == "Contribution in a running year" and row["moved_assumption"] == "all"
    ]
    shown = {cells[0]: cells[3:] for sources, _, cells in table_rows(report)
             if sources == ["card_economics"] and cells[1] == "All at once"}
    assert len(shown) == len({row["card_name"] for row in rows}) == 4
    for row in rows:
        place = ["base", "low", "high"].index(row["scenario"])
        assert says(shown[row["card_name"]][place], row["figure"])


@pytest.mark.parametrize("figure", [
    "composition", "utilisation-by-group", "representation", "effects", "categories",
    "affinities", "assumptions",
])
def test_a_choice_changes_its_chart_and_no_other(figure, report):
    others = drawn(report, "utilisation-by-city")
    select = report.locator(f"select[data-figure={figure}]")
    options = select.locator("option").all_inner_texts()
    first = drawn(report, figure)
    select.select_option(options[1])
    report.wait_for_function(
        "([figure, first]) => [...document.querySelectorAll(`#${figure} svg text`)]"
        ".map(text => text.textContent).join(' ') !== first", arg=[figure, first],
    )
    select.select_option(options[0])
    report.wait_for_function(
        "([figure, first]) => [...document.querySelectorAll(`#${figure} svg text`)]"
        ".map(text => text.textContent).join(' ') === first", arg=[figure, first],
    )
    assert drawn(report, "utilisation-by-city") == others


def test_choosing_a_segment_draws_its_categories(report, pilot):
    report.locator("select[data-figure=categories]").select_option("Low-value")
    low = [
        row for row in pilot.read("marts.segment_categories").to_dicts()
        if row["segment"] == "Low"
    ]
    report.wait_for_function("document.querySelectorAll('#categories svg text').length > 0")
    report.wait_for_timeout(200)
    text = report.locator("#categories svg text").all_text_contents()
    for row in low:
        assert any(
            says(written, row["total_spend_inr"]) for written in text if written.startswith("₹")
        )
    report.locator("select[data-figure=categories]").select_option("All customers")


def test_claims_are_filtered_by_verdict(report, pilot):
    report.locator("#claims summary").click()
    report.locator("#by-verdict").select_option("not measurable")
    expected = pilot.read("marts.insights").filter(verdict="not measurable").height
    assert report.locator(".claims tbody tr:visible").count() == expected > 0
    assert report.locator("#shown-claims").inner_text() == f"{expected} claims"
    report.locator("#by-verdict").select_option("all")


def test_a_source_of_a_recommendation_can_be_followed(report):
    link = report.locator("table[data-mart=card_feature_recommendations] a").first
    link.click()
    assert report.locator(f"tr#{link.inner_text()}").is_visible()


def test_the_report_has_the_pages_that_exposures_link_to(report):
    links = re.findall(r"report\.html#([\w-]+)", (PROJECT / "models" / "exposures.yml").read_text())
    assert sorted(links) == sorted(SECTIONS)
    for section in SECTIONS:
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
    page.locator("body.drawn").wait_for()
    assert "Too few customers" in page.locator("h1").inner_text()
    assert "hidden to protect small groups" in drawn(page, "utilisation-by-city")
    page.close()


def test_the_report_is_small_and_tells_synthetic_data(site):
    assert (site / "report.html").stat().st_size < 3_000_000
    assert "Synthetic data" in (site / "report.html").read_text()


def test_the_search_of_the_documentation_finds_a_column(site, browser):
    page = browser.new_page()
    page.goto((site / "docs.html").as_uri() + "#!/overview")
    page.get_by_placeholder("Search for models").fill("mean_customer_utilisation_pct")
    page.locator("text=columns: mean_customer_utilisation_pct").first.wait_for()
    page.close()


def test_the_overview_shows_its_pictures(site, browser):
    page = browser.new_page()
    page.goto((site / "docs.html").as_uri() + "#!/overview")
    page.locator("img[src*=utilisation-by-city]").wait_for()
    widths = page.evaluate(
        "[...document.querySelectorAll('img[src$=svg]')].map(image => image.naturalWidth)"
    )
    assert len(widths) == 2 and min(widths) > 100
    page.close()


def test_the_lineage_graph_shows_every_mart_down_to_the_raw_seeds(site, browser, pilot):
    page = browser.new_page()
    marts = [table.split(".")[1] for table in pilot.tables()]
    # lists of members and of published facts hold nothing of the delivery
    without_delivery = {"card_sources", "dim_categories", "dim_payment_types"}
    page.goto((site / "docs.html").as_uri() + "#!/overview?g_v=1")
    page.wait_for_function(
        "angular.element(document.body).injector().get('graph').graph.elements.length > 100"
    )
    shown = page.evaluate("""() => angular.element(document.body)
        .injector().get('graph').graph.elements
        .map(element => [element.data.id, element.data.source, element.data.target])""")
    edges = [(source, target) for _, source, target in shown if source]
    parents: dict[str, set[str]] = {}
    for source, target in edges:
        parents.setdefault(target, set()).add(source)
    for mart in marts:
        reached: set[str] = set()
        todo = [f"model.mitron.{mart}"]
        while todo:
            new = parents.get(todo.pop(), set()) - reached
            reached |= new
            todo += new
        seeds = {"seed.mitron.raw_customers", "seed.mitron.raw_spends"} & reached
        assert bool(seeds) != (mart in without_delivery), mart
    page.goto((site / "lineage.html").as_uri())
    page.wait_for_function("window.colibriData")
    columns = page.evaluate(
        "window.colibriData.lineage.edges.map("
        "edge => [edge.source, edge.sourceColumn, edge.target, edge.targetColumn])"
    )
    sources: set[tuple[str, str]] = set()
    places = [("model.mitron.cities", "utilisation_pct")]
    while places:
        place = places.pop()
        found = {
            (source, column) for source, column, *target in columns if tuple(target) == place
        } - sources
        sources |= found
        places += found
    assert {
        ("seed.mitron.raw_spends", "spend"), ("seed.mitron.raw_customers", "avg_income")
    } <= sources
    page.close()


def test_without_published_marts_there_is_one_sentence(tmp_path):
    made = run_report("--published", tmp_path / "none", "--to", tmp_path)
    assert made.returncode == 1
    assert made.stderr.count("\n") == 1 and "dbt build" in made.stderr
    assert not (tmp_path / "report.html").exists()


def test_the_pictures_of_the_readme_are_those_of_today(pilot, tmp_path):
    marts = Marts(published(pilot))
    write_pictures(marts, tmp_path)
    for made in tmp_path.iterdir():
        kept = PROJECT / PICTURES / made.name
        assert made.read_text() == kept.read_text(), "run `python -m report pictures`"
    assert run_report("--published", published(pilot), "--to", tmp_path).returncode == 0
    recorded = (PROJECT / PICTURES / MADE_FROM).read_text().strip()
    assert fingerprint(tmp_path / "report.html") == recorded, "run `python -m report pictures`"
