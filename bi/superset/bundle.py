"""The import bundle: a database, a dataset for each mart, charts and dashboard of pages.yml.

Superset's file formats are those of its import schemas (superset/*/schemas.py, ImportV1*).
"""

import json
from typing import Any

from ..contract import COLOURS, Mart, read_marts, read_pages, stable_id, whole_rows_of

CERTIFIED = {"certified_by": "dbt build", "details": "Published after every test passed."}
TYPES = {
    "string": "VARCHAR", "int": "INTEGER", "bigint": "BIGINT", "double": "DOUBLE PRECISION",
    "decimal(18,2)": "DECIMAL(18,2)", "boolean": "BOOLEAN", "date": "DATE",
    "timestamp": "TIMESTAMP",
}
NUMBERS = {"INTEGER", "BIGINT", "DOUBLE PRECISION", "DECIMAL(18,2)"}
# Columns that rows of one table may add up, where no customer is in two rows.
ADDITIVE = {
    "customer_count", "high_value_customer_count", "total_spend_inr", "non_card_spend_inr",
    "credit_card_spend_inr",
}
ROW_LIMIT = 1000
GRID_COLUMNS, ROW_UNIT = 12, 10


def number_format(column: str, kind: str) -> str | None:
    """In d3's notation; None where a column is no number."""
    if TYPES[kind] not in NUMBERS:
        return None
    if "_inr" in column:
        return ",.0f"
    if column.endswith(("_pct", "_points")):
        return ".1f"
    return {"bigint": ",d", "int": "d"}.get(kind, ",.1f")


def is_measured(mart: Mart, column: str) -> bool:
    return (
        TYPES[mart.type_of(column)] in NUMBERS
        and not column.endswith(("_order", "month_number"))
        and "ci_" not in column
    )


def adds_up(mart: Mart, column: str) -> bool:
    return column in ADDITIVE and "never add up" not in mart.description.lower()


def metric_name(mart: Mart, column: str) -> str:
    """Not the column's own: Superset would take a sort by the column for one by the metric."""
    return f"{'sum' if adds_up(mart, column) else 'one'}_{column}"


def metric(mart: Mart, column: str) -> dict:
    """The figure of a group; what does not add up shows nothing where several groups meet."""
    if adds_up(mart, column):
        expression = f"SUM({column})"
        warning = "Groups that are hidden to protect few customers are not in the sum."
    else:
        expression = f"CASE WHEN COUNT(*) = 1 THEN MAX({column}) END"
        warning = (
            "Never add up: the figure of one row, and nothing where rows of several groups meet."
        )
    return {
        "metric_name": metric_name(mart, column),
        "verbose_name": mart.label(column),
        "metric_type": None,
        "expression": expression,
        "description": mart.comment(column),
        "d3format": number_format(column, mart.type_of(column)),
        "currency": None,
        "extra": {"certification": CERTIFIED, "warning_markdown": warning},
        "warning_text": None,
    }


def column_file(mart: Mart, column: str) -> dict:
    kind = mart.type_of(column)
    return {
        "column_name": column,
        "verbose_name": mart.label(column),
        "is_dttm": kind in ("date", "timestamp"),
        "is_active": True,
        "type": TYPES[kind],
        "advanced_data_type": None,
        "groupby": True,
        "filterable": True,
        "expression": None,
        "description": mart.comment(column),
        "python_date_format": None,
        "extra": None,
    }


def dataset_file(mart: Mart) -> dict:
    return {
        "table_name": mart.name,
        "main_dttm_col": None,
        "description": mart.description,
        "default_endpoint": None,
        "offset": 0,
        "cache_timeout": None,
        "catalog": None,
        "schema": "marts",
        "sql": None,
        "params": None,
        "template_params": None,
        "filter_select_enabled": True,
        "fetch_values_predicate": None,
        "extra": {"certification": CERTIFIED},
        "normalize_columns": False,
        "always_filter_main_dttm": False,
        "uuid": stable_id("superset", "dataset", mart.name),
        "metrics": [metric(mart, name) for name in mart.columns if is_measured(mart, name)],
        "columns": [column_file(mart, name) for name in mart.columns],
        "version": "1.0.0",
        "database_uuid": stable_id("superset", "database"),
    }


def database_file(uri: str) -> dict:
    return {
        "database_name": "mitron",
        "sqlalchemy_uri": uri,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {
            "allows_virtual_table_explore": True, "metadata_params": {}, "engine_params": {},
        },
        "uuid": stable_id("superset", "database"),
        "version": "1.0.0",
    }


# ---- charts: what the browser draws, and the query that the API runs ----


def axis(column: str, is_time: bool) -> dict:
    return {
        "columnType": "BASE_AXIS", "sqlExpression": column, "label": column,
        "expressionType": "SQL", **({"timeGrain": "P1M"} if is_time else {}),
    }


def figure(visual: dict, mart: Mart) -> tuple[str, dict, dict]:
    column = visual["figure"]
    measured = metric_name(mart, column)
    drawn = {
        "metric": measured, "header_font_size": 0.4, "subheader_font_size": 0.15, "subheader": "",
        "y_axis_format": number_format(column, mart.type_of(column)),
    }
    return "big_number_total", drawn, {"metrics": [measured]}


def table(visual: dict, mart: Mart) -> tuple[str, dict, dict]:
    formats = {
        name: {"d3NumberFormat": number_format(name, mart.type_of(name))}
        for name in visual["columns"] if number_format(name, mart.type_of(name))
    }
    order = [[name, True] for name in mart.orders(visual["columns"])]
    drawn = {
        "query_mode": "raw", "all_columns": visual["columns"], "groupby": [], "metrics": [],
        "percent_metrics": [], "order_by_cols": [json.dumps(each) for each in order],
        "row_limit": ROW_LIMIT, "server_page_length": 100, "show_cell_bars": False,
        "column_config": formats,
    }
    asked = {"columns": visual["columns"], "orderby": order, "post_processing": []}
    return "table", drawn, asked


def bars(visual: dict, mart: Mart) -> tuple[str, dict, dict]:
    column, by = visual["figure"], visual["by"]
    measured = metric_name(mart, column)
    series = [visual["series"]] if "series" in visual else []
    is_ranked, lies = "descending" in visual, visual["kind"] == "bars"
    is_time = mart.type_of(by) == "date"
    # values would stand on each other where many bars share a chart
    is_crowded = bool(series) and by == "category" and "where" not in visual
    drawn = {
        "x_axis": by, "metrics": [measured], "groupby": series,
        "orientation": "horizontal" if lies else "vertical",
        # a chart that lies counts from below
        "x_axis_sort": measured if is_ranked else by, "x_axis_sort_asc": is_ranked == lies,
        "sort_series_type": "name", "xAxisForceCategorical": not is_time,
        "xAxisLabelInterval": "0", "x_axis_time_format": "%b %Y",
        "time_grain_sqla": "P1M" if is_time else None, "show_value": not is_crowded,
        "show_legend": bool(series), "rich_tooltip": True, "color_scheme": "supersetColors",
        "y_axis_format": number_format(column, mart.type_of(column)), "truncateYAxis": False,
        "y_axis_bounds": [None, None], "row_limit": ROW_LIMIT,
    }
    asked = {
        "columns": [axis(by, is_time), *series], "metrics": [measured],
        "orderby": [[measured, False]], "series_columns": series, "time_offsets": [],
        "post_processing": [
            {"operation": "pivot", "options": {
                "index": [by], "columns": series,
                "aggregates": {measured: {"operator": "mean"}}, "drop_missing_columns": False,
            }},
            {"operation": "flatten"},
        ],
    }
    return "echarts_timeseries_bar", drawn, asked


def matrix(visual: dict, mart: Mart) -> tuple[str, dict, dict]:
    column, by, across = visual["figure"], visual["by"], visual["across"]
    measured = metric_name(mart, column)
    drawn = {
        "groupbyRows": [by], "groupbyColumns": [across], "metrics": [measured],
        "metricsLayout": "COLUMNS", "aggregateFunction": "Sum", "rowTotals": False,
        "colTotals": False, "rowOrder": "key_a_to_z", "colOrder": "key_a_to_z",
        "valueFormat": number_format(column, mart.type_of(column)), "row_limit": ROW_LIMIT,
    }
    asked = {"columns": [by, across], "metrics": [measured], "orderby": [[measured, False]]}
    return "pivot_table_v2", drawn, asked


KINDS = {"figure": figure, "table": table, "bars": bars, "columns": bars, "matrix": matrix}


def chart_file(visual: dict, mart: Mart, page: str) -> dict:
    kind, drawn, asked = KINDS[visual["kind"]](visual, mart)
    where = visual.get("where", {})
    params: dict[str, Any] = {
        # the import writes the id of the dataset here
        "datasource": "1__table",
        "viz_type": kind,
        "adhoc_filters": [
            {
                "clause": "WHERE", "expressionType": "SIMPLE", "operator": "IN",
                "operatorId": "IN", "subject": column, "comparator": values,
            }
            for column, values in where.items()
        ],
        "extra_form_data": {},
        **drawn,
    }
    context = {
        "datasource": {"id": 1, "type": "table"},
        "force": False,
        "queries": [{
            "filters": [
                {"col": column, "op": "IN", "val": values} for column, values in where.items()
            ],
            "extras": {"having": "", "where": ""}, "applied_time_extras": {}, "columns": [],
            "annotation_layers": [], "series_limit": 0, "row_limit": ROW_LIMIT, "url_params": {},
            "custom_params": {}, "custom_form_data": {}, **asked,
        }],
        "form_data": {**params, "result_format": "json", "result_type": "full"},
        "result_format": "json",
        "result_type": "full",
    }
    return {
        "slice_name": visual["title"],
        "description": mart.description,
        "certified_by": CERTIFIED["certified_by"],
        "certification_details": CERTIFIED["details"],
        "viz_type": kind,
        "params": params,
        "query_context": json.dumps(context),
        "cache_timeout": None,
        "uuid": stable_id("superset", "chart", page, visual["name"]),
        "version": "1.0.0",
        "dataset_uuid": stable_id("superset", "dataset", mart.name),
    }


# ---- the dashboard ----


class Dashboard:
    """Places charts on a grid of tabs and rows, and numbers them."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}
        self.position: dict[str, Any] = {
            "DASHBOARD_VERSION_KEY": "v2",
            "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["TABS"]},
            "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": [], "parents": ["ROOT_ID"]},
            "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": "Mitron"}},
            "TABS": {
                "type": "TABS", "id": "TABS", "children": [], "parents": ["ROOT_ID"], "meta": {},
            },
        }

    def put(self, kind: str, key: str, parents: list[str], meta: dict) -> list[str]:
        self.position[key] = {
            "type": kind, "id": key, "children": [], "parents": parents, "meta": meta,
        }
        self.position[parents[-1]]["children"].append(key)
        return [*parents, key]

    def add_page(self, name: str, page: dict) -> None:
        tab = self.put("TAB", f"TAB-{name}", ["ROOT_ID", "TABS"], {"text": page["label"]})
        for place, row in enumerate(whole_rows_of(page)):
            line = self.put(
                "ROW", f"ROW-{name}-{place}", tab, {"background": "BACKGROUND_TRANSPARENT"}
            )
            for visual in row["visuals"]:
                size = {"width": visual["width"], "height": row["height"] * ROW_UNIT}
                if "text" in visual:
                    self.put("MARKDOWN", f"MARKDOWN-{name}", line, size | {"code": visual["text"]})
                    continue
                number = self.numbers[name, visual["name"]] = len(self.numbers) + 1
                self.put("CHART", f"CHART-{name}-{visual['name']}", line, size | {
                    "chartId": number,
                    "uuid": stable_id("superset", "chart", name, visual["name"]),
                    "sliceName": visual["title"],
                })

    def filter(self, name: str, page: dict, column: str, marts: dict[str, Mart]) -> dict:
        """A choice that moves all charts of the page whose mart has the column."""
        visuals = [
            visual for row in whole_rows_of(page) for visual in row["visuals"] if "mart" in visual
        ]
        has = [visual for visual in visuals if column in marts[visual["mart"]].columns]
        mart = marts[has[0]["mart"]]
        return {
            "id": f"NATIVE_FILTER-{name}-{column}",
            "type": "NATIVE_FILTER",
            "filterType": "filter_select",
            "name": mart.label(column),
            "description": mart.comment(column),
            "targets": [{
                "column": {"name": column},
                "datasetUuid": stable_id("superset", "dataset", mart.name),
            }],
            "scope": {
                "rootPath": [f"TAB-{name}"],
                "excluded": [
                    self.numbers[name, visual["name"]] for visual in visuals if visual not in has
                ],
            },
            "cascadeParentIds": [],
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "controlValues": {
                "enableEmptyFilter": False, "defaultToFirstItem": False, "multiSelect": True,
                "searchAllOptions": False, "inverseSelection": False,
            },
        }


def dashboard_file(pages: dict, marts: dict[str, Mart]) -> dict:
    dashboard = Dashboard()
    for name, page in pages.items():
        dashboard.add_page(name, page)
    return {
        "dashboard_title": "Mitron credit card pilot",
        "description": "Whom, which card, how sure: the pages of the report.",
        "css": "",
        "slug": "mitron",
        "certified_by": CERTIFIED["certified_by"],
        "certification_details": CERTIFIED["details"],
        "published": True,
        "uuid": stable_id("superset", "dashboard"),
        "position": dashboard.position,
        "metadata": {
            "native_filter_configuration": [
                dashboard.filter(name, page, column, marts)
                for name, page in pages.items() for column in page["filters"]
            ],
            "chart_configuration": {},
            "global_chart_configuration": {"scope": {"rootPath": ["ROOT_ID"], "excluded": []}},
            "cross_filters_enabled": True,
            "color_scheme": "",
            "refresh_frequency": 0,
            "expanded_slices": {},
            "label_colors": COLOURS,
            "timed_refresh_immune_slices": [],
            "default_filters": "{}",
        },
        "version": "1.0.0",
    }


def bundle(manifest: dict, uri: str) -> dict[str, dict]:
    """Path to content of the bundle's files."""
    pages = read_pages(manifest)
    marts = {mart.name: mart for mart in read_marts(manifest)}
    files = {
        "metadata.yaml": {
            "version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00",
        },
        "databases/mitron.yaml": database_file(uri),
        "dashboards/mitron.yaml": dashboard_file(pages, marts),
    }
    for mart in marts.values():
        files[f"datasets/mitron/{mart.name}.yaml"] = dataset_file(mart)
    for name, page in pages.items():
        for row in whole_rows_of(page):
            for visual in row["visuals"]:
                if "mart" in visual:
                    files[f"charts/{name}_{visual['name']}.yaml"] = chart_file(
                        visual, marts[visual["mart"]], name
                    )
    return files
