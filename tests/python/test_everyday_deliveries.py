"""Files as people send them: read right, or refused in one sentence that says the way out.

The loader by itself, on files of a few rows; what dbt makes of a delivery is tested in
test_deliveries.py and test_refusals.py.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import delivery
import duckdb
import pytest
import yaml
from builds import PROJECT

SEEDS = {
    seed["config"]["meta"]["delivery_name"]: seed["config"]
    for seed in yaml.safe_load((PROJECT / "seeds/raw/_raw__seeds.yml").read_text("utf-8"))["seeds"]
}
CUSTOMERS = "customer_id,age_group,city,occupation,gender,marital status,avg_income"
SPENDS = "customer_id,month,category,payment_type,spend"
CUSTOMER = "ATQCUS5001,21-24,Mumbai,Freelancers,Male,Single,50000"
ROWS = ["ATQCUS5001,May,Bills,UPI,111", "ATQCUS5002,June,Food,Credit Card,222.50"]


def read(folder: Path, table: str = "fact_spends") -> list[dict]:
    """The rows that the loader makes of a folder; raises delivery.Refused."""
    with pytest.MonkeyPatch.context() as patched, duckdb.connect() as connection:
        patched.setenv(delivery.RAW_DIR, str(folder))
        meta = SEEDS[table]["meta"]
        delivery.load(connection, {
            "name": "raw_seed", "relation": "loaded", "delivery_name": table, "path": "",
            "types": {
                name.strip('"'): kind for name, kind in SEEDS[table]["column_types"].items()
            },
            "optional": meta.get("optional_columns", []), "decimals": meta["decimals"],
            "is_empty": False,
        })
        found = connection.execute("from loaded")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def refusal(folder: Path, table: str = "fact_spends") -> str:
    with pytest.raises(delivery.Refused) as refused:
        read(folder, table)
    sentence = str(refused.value)
    assert "ATQCUS" not in sentence and "\n" not in sentence
    assert len(sentence) < 700 + len(str(folder))
    return sentence.replace(str(folder), "DELIVERY")


def write(path: Path, *lines: str, end: str = "\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(line + end for line in lines).encode())
    return path


def spends_of(rows: list[dict]) -> list[str]:
    return [f"{row['customer_id']} {row['month']} {row['spend']}" for row in rows]


GOOD = ["ATQCUS5001 May 111", "ATQCUS5002 June 222.50"]


# ---- a path is a path ----


@pytest.mark.parametrize(
    "name",
    ["d[1]", "d*", "d?", "[d]1", "it's", "with space", "d\u00e9livr\u00e9", 'q"uote', "{d1,d2}"],
)
def test_a_path_is_no_pattern(name, tmp_path):
    """A neighbour whose name the pattern would match holds other figures."""
    for neighbour in ("d1", "dx", "d"):
        write(tmp_path / neighbour / "fact_spends.csv", SPENDS, "ATQCUS5009,May,Bills,UPI,999")
    write(tmp_path / name / "fact_spends.csv", SPENDS, *ROWS)
    assert spends_of(read(tmp_path / name)) == GOOD


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("name", ["month=March", "spend=1", "year=2026", "customer_id=X"])
def test_a_folder_above_the_delivery_names_no_column(name, form, tmp_path):
    folder = tmp_path / name / "delivery"
    write(folder / "fact_spends.csv", SPENDS, *ROWS)
    if form == "parquet":
        to_parquet(folder, "select *")
    assert spends_of(read(folder)) == GOOD
    assert {row["year"] for row in read(folder)} == {None}


def to_parquet(folder: Path, select: str, options: str = "") -> Path:
    """Turns the CSV of a folder into Parquet by a select."""
    path = folder / "fact_spends.parquet"
    duckdb.execute(
        f"copy ({select} from read_csv('{folder}/fact_spends.csv', all_varchar = true,"
        f" hive_partitioning = false)) to '{path}' (format parquet {options})"
    )
    (folder / "fact_spends.csv").unlink()
    return path


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_partition_folders_give_the_column_that_files_lack(form, tmp_path):
    for month, row in (("May", "ATQCUS5001,Bills,UPI,111"), ("June", "ATQCUS5002,Food,UPI,222")):
        folder = tmp_path / f"fact_spends/month={month}/payment_type=Net%20Banking"
        write(folder / "fact_spends.csv", "customer_id,category,spend",
              ",".join(row.split(",")[i] for i in (0, 1, 3)))
        if form == "parquet":
            to_parquet(folder, "select *")
    rows = read(tmp_path)
    assert sorted(spends_of(rows)) == ["ATQCUS5001 May 111", "ATQCUS5002 June 222"]
    assert {row["payment_type"] for row in rows} == {"Net Banking"}


def test_a_column_in_both_folder_and_file_is_refused(tmp_path):
    write(tmp_path / "fact_spends/month=May/part-0.csv", SPENDS, *ROWS)
    assert "expected month in the file or in the folder's name, found it in both" in refusal(
        tmp_path
    )


def test_a_partition_by_no_column_is_refused(tmp_path):
    write(tmp_path / "fact_spends/region=west/part-0.csv", SPENDS, *ROWS)
    assert "expected a partition by a column of the table, found region" in refusal(tmp_path)


@pytest.mark.parametrize(
    "marker, kind",
    [
        ("_delta_log/0.json", "Delta"),
        ("metadata/v1.metadata.json", "Iceberg"),
        (".hoodie/x", "Hudi"),
    ],
)
def test_a_table_format_is_refused(marker, kind, tmp_path):
    write(tmp_path / "fact_spends" / marker, "{}")
    write(tmp_path / "fact_spends/part-0.csv", SPENDS, *ROWS)
    assert f"found a {kind} table" in refusal(tmp_path)


# ---- line ends ----


@pytest.mark.parametrize(
    "ends",
    [
        "\r\n|\n|\n", "\n|\r\n|\r\n", "\r\n|\r|\r\n", "\r|\n|\r", "\r|\r|\r",
        "\r\n|\r\r\n|\n", "\n|\r|\n",
    ],
)
def test_line_ends_of_any_mix_lose_no_letter(ends, tmp_path):
    lines = [SPENDS, *ROWS]
    text = "".join(line + end for line, end in zip(lines, ends.split("|"), strict=True))
    (tmp_path / "fact_spends.csv").write_bytes(text.encode())
    assert spends_of(read(tmp_path)) == GOOD


def test_the_first_letter_of_a_number_survives_a_bare_return(tmp_path):
    header = "spend,customer_id,month,category,payment_type"
    (tmp_path / "fact_spends.csv").write_bytes(
        f"{header}\r\n111,ATQCUS5001,May,Bills,UPI\r222,ATQCUS5002,May,Bills,UPI\r\n".encode()
    )
    assert [row["spend"] for row in read(tmp_path)] == ["111", "222"]


def test_a_return_inside_a_row_is_refused_with_its_line(tmp_path):
    (tmp_path / "fact_spends.csv").write_bytes(
        f"{SPENDS}\r\n{ROWS[0]}\r\nATQCUS5002,June\r,Food,UPI,2\r\n".encode()
    )
    assert "expected 5 fields, found 2 in line 3" in refusal(tmp_path)


@pytest.mark.parametrize("end", ["\x85", "\x1e", "\x0b", "\u2028"])
def test_other_line_ends_are_refused_without_a_customer(end, tmp_path):
    rows = [f"ATQCUS{n},May,Bills,UPI,{n}" for n in range(5001, 6000)]
    write(tmp_path / "fact_spends.csv", SPENDS, *rows, end=end)
    refusal(tmp_path)


# ---- damage ----


def test_a_gzip_padded_with_zeros_is_read(tmp_path):
    text = "".join(f"{line}\n" for line in [SPENDS, *ROWS]).encode()
    (tmp_path / "fact_spends.csv.gz").write_bytes(gzip.compress(text) + b"\0" * 512)
    assert spends_of(read(tmp_path)) == GOOD


def test_a_gzip_of_several_members_is_read_whole(tmp_path):
    (tmp_path / "fact_spends.csv.gz").write_bytes(b"".join(
        gzip.compress(f"{line}\n".encode()) for line in [SPENDS, *ROWS]
    ))
    assert spends_of(read(tmp_path)) == GOOD


@pytest.mark.parametrize("codec", ["snappy", "zstd", "gzip"])
def test_a_damaged_page_of_parquet_is_named(codec, tmp_path):
    write(tmp_path / "fact_spends.csv", SPENDS, *(
        f"ATQCUS{n},May,Bills,UPI,{n}" for n in range(5001, 9000)
    ))
    path = to_parquet(tmp_path, "select *", f", codec {codec}")
    data = bytearray(path.read_bytes())
    data[200:1200] = b"\xff" * 1000
    path.write_bytes(data)
    assert "DELIVERY/fact_spends.parquet: expected" in refusal(tmp_path)


def test_parquet_text_that_is_not_utf8_is_not_quoted(tmp_path):
    write(tmp_path / "fact_spends.csv", SPENDS, *ROWS)
    to_parquet(tmp_path, "select * replace (('ATQCUS5001'::blob || '\\xE9'::blob) as customer_id)")
    assert "fact_spends.parquet: expected" in refusal(tmp_path)


def test_a_nested_column_of_parquet_is_refused(tmp_path):
    write(tmp_path / "fact_spends.csv", SPENDS, *ROWS)
    to_parquet(tmp_path, "select * replace ({'inr': spend} as spend)")
    assert "expected text or numbers in column spend, found a nested type" in refusal(tmp_path)


def test_a_field_of_thirty_megabytes_is_refused_with_its_line(tmp_path):
    long = "x" * 30_000_000
    write(tmp_path / "fact_spends.csv", SPENDS, ROWS[0], f"ATQCUS5002,{long},a,b,1")
    assert "found a longer one in line 3" in refusal(tmp_path)


# ---- headers ----


@pytest.mark.parametrize(
    "header",
    [
        "Customer_id,Month,CATEGORY,Payment Type,spend",
        " customer_id , month,category ,payment-type,SPEND",
        '"customer_id","month","category","payment_type","spend"',
        "\ufeff\ufeffcustomer_id,month,category,payment_type,spend",
        "CUSTOMER ID,\u00a0month,category,payment_type,\u200bspend",
    ],
)
def test_a_header_in_another_spelling_is_read(header, tmp_path):
    write(tmp_path / "fact_spends.csv", header, *ROWS)
    assert spends_of(read(tmp_path)) == GOOD


def test_marital_status_in_any_spelling(tmp_path):
    for header in ("Marital_Status", "marital-status", "MARITAL STATUS"):
        write(tmp_path / "dim_customers.csv", CUSTOMERS.replace("marital status", header), CUSTOMER)
        assert read(tmp_path, "dim_customers")[0]["marital status"] == "Single"


@pytest.mark.parametrize("above", [["sep=,"], ["Spends of May"], ["Report", "", "as of 2023"]])
def test_a_header_further_down_is_found_and_named(above, tmp_path):
    write(tmp_path / "fact_spends.csv", *above, SPENDS, *ROWS)
    assert f"found it in line {len(above) + 1}; delete" in refusal(tmp_path)


def test_a_missing_header_shows_no_row(tmp_path):
    write(tmp_path / "fact_spends.csv", *ROWS)
    assert "found none of them in the first line" in refusal(tmp_path)


def test_unknown_names_are_few_short_and_quoted_where_odd(tmp_path):
    names = ["tip", " Tip two", *(f"ATQCUS{n}" for n in range(5001, 5100))]
    write(tmp_path / "fact_spends.csv", ",".join([SPENDS, *names]))
    sentence = refusal(tmp_path)
    assert 'unknown tip, "Tip two", (a name that is not shown)' in sentence
    assert "and 96 more" in sentence


# ---- leftovers of spreadsheets and data frames ----


def test_columns_without_a_name_are_ignored(tmp_path):
    path = tmp_path / "fact_spends.csv"
    write(path, f",{SPENDS},,", *(f"{i},{row},," for i, row in enumerate(ROWS)))
    assert spends_of(read(tmp_path)) == GOOD
    write(path, f"Unnamed: 0,{SPENDS}", *(f"{i},{row}" for i, row in enumerate(ROWS)))
    assert spends_of(read(tmp_path)) == GOOD


# ---- numbers of Parquet ----


@pytest.mark.parametrize(
    "kind, value, text",
    [
        ("decimal(18, 5)", "1234.56000", "1234.56"),
        ("decimal(9, 1)", "649.5", "649.50"),
        ("double", "1234.5600000000002", "1234.56"),
        ("double", "73523.3333", "73523.33"),
        ("float", "649.5", "649.50"),
        ("bigint", "649", "649"),
        ("double", "'nan'", "nan"),
        ("double", "'inf'", "inf"),
    ],
)
def test_a_typed_number_becomes_text_with_two_decimals(kind, value, text, tmp_path):
    write(tmp_path / "fact_spends.csv", SPENDS, ROWS[0])
    to_parquet(tmp_path, f"select * replace ({value}::{kind} as spend)")
    assert read(tmp_path)[0]["spend"] == text


@pytest.mark.parametrize("kind", ["int", "bigint", "double", "decimal(9, 2)", "varchar"])
def test_a_year_of_any_type_is_a_year(kind, tmp_path):
    write(tmp_path / "fact_spends.csv", SPENDS, ROWS[0])
    to_parquet(tmp_path, f"select *, 2023::{kind} as year")
    assert read(tmp_path)[0]["year"] == "2023"


def test_a_month_of_type_date_is_an_iso_date(tmp_path):
    write(tmp_path / "fact_spends.csv", SPENDS, ROWS[0])
    to_parquet(tmp_path, "select * replace (date '2023-05-01' as month)")
    assert read(tmp_path)[0]["month"] == "2023-05-01"


# ---- names of files ----


@pytest.mark.parametrize(
    "names",
    [
        ["fact_spends.CSV"], ["FACT_SPENDS.csv"], ["Fact_Spends.Csv"],
        ["fact_spends.csv/part-0.csv", "fact_spends.csv/part-1.csv"],
        ["fact_spends/a.CSV", "fact_spends/b.csv"],
    ],
)
def test_names_of_common_tools_are_accepted(names, tmp_path):
    for name, row in zip(names, ROWS, strict=False):
        write(tmp_path / name, SPENDS, *(ROWS if len(names) == 1 else [row]))
    assert sorted(spends_of(read(tmp_path))) == GOOD


def test_a_folder_that_ends_in_parquet_and_an_empty_part(tmp_path):
    folder = tmp_path / "fact_spends.parquet"
    write(folder / "fact_spends.csv", SPENDS, *ROWS)
    to_parquet(folder, "select *").rename(folder / "part-0.snappy.parquet")
    (folder / "part-1.snappy.parquet").touch()
    (folder / "_SUCCESS").touch()
    (folder / ".part-0.snappy.parquet.crc").touch()
    assert spends_of(read(tmp_path)) == GOOD


def test_a_broken_link_is_called_that(tmp_path):
    (tmp_path / "fact_spends.csv").symlink_to(tmp_path / "gone.csv")
    assert "found a broken link" in refusal(tmp_path)


# ---- files that are something else ----


@pytest.mark.parametrize(
    "name, data, said",
    [
        ("fact_spends.csv", b"PK\x03\x04rest", "found a spreadsheet or zip archive"),
        ("fact_spends.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "found an old Excel file"),
        ("fact_spends.csv", b"\x1f\x8b\x08rest", "found a gzip file; rename it to .csv.gz"),
        ("fact_spends.csv", b"PAR1rest", "found a Parquet file; rename it to .parquet"),
        ("fact_spends.csv", "customer_id".encode("utf-16"), "found UTF-16 text"),
        ("fact_spends.csv", b"<!DOCTYPE html><html>", "found a web page"),
        ("fact_spends.csv.gz", SPENDS.encode(), "found plain text; rename it to .csv"),
        ("fact_spends.parquet", b"PK\x03\x04rest", "found a spreadsheet or zip archive"),
    ],
)
def test_a_file_under_another_name_is_called_what_it_is(name, data, said, tmp_path):
    (tmp_path / name).write_bytes(data)
    assert said in refusal(tmp_path)


# ---- what a stranger brought ----


def test_a_time_with_a_zone_is_no_month(tmp_path):
    """Midnight in India is the evening before elsewhere: May would become April."""
    write(tmp_path / "fact_spends.csv", SPENDS, ROWS[0])
    to_parquet(tmp_path, "select * replace (timestamptz '2023-05-01 00:00:00+05:30' as month)")
    assert "expected a date in column month, found a time with a zone" in refusal(tmp_path)


@pytest.mark.parametrize("names", ["month=May/Month=June", "month=May/category=Bills/MONTH=June"])
def test_a_column_twice_among_the_folders_is_refused(names, tmp_path):
    write(tmp_path / "fact_spends" / names / "p.csv", SPENDS.replace("month,", ""), "A,B,C,1")
    assert "expected a column once in the folders' names" in refusal(tmp_path)


def test_a_partition_folder_may_begin_with_an_underscore_and_hold_a_space(tmp_path):
    write(tmp_path / "dim_customers/marital%20status=Single/p.csv",
          CUSTOMERS.replace("marital status,", ""), CUSTOMER.replace("Single,", ""))
    assert read(tmp_path, "dim_customers")[0]["marital status"] == "Single"
    write(tmp_path / "fact_spends/_month=May/p.csv", SPENDS.replace("month,", ""), "A,Bills,UPI,1")
    assert read(tmp_path)[0]["month"] == "May"


def test_parts_keep_the_order_of_their_names_whatever_their_shape(tmp_path):
    turned = ",".join(reversed(SPENDS.split(",")))
    for name, header, row in (
        ("a", SPENDS, ROWS[0]),
        ("b", turned, "9,UPI,Bills,June,ATQCUS5009"),
        ("c", SPENDS, ROWS[1]),
    ):
        write(tmp_path / f"fact_spends/{name}.csv", header, row)
    assert [row["customer_id"][-1] for row in read(tmp_path)] == ["1", "9", "2"]


def test_parquet_parts_may_spell_a_column_differently(tmp_path):
    folder = tmp_path / "fact_spends"
    for place, header in enumerate([SPENDS, SPENDS.replace("payment_type", "Payment Type")]):
        write(folder / "fact_spends.csv", header, ROWS[place])
        to_parquet(folder, "select *").rename(folder / f"{place}.parquet")
    assert spends_of(read(tmp_path)) == GOOD


@pytest.mark.parametrize("rows", [1, 10])
def test_a_small_gzip_in_upper_case(rows, tmp_path):
    text = "".join(f"{line}\n" for line in [SPENDS, *ROWS * rows])
    (tmp_path / "FACT_SPENDS.CSV.GZ").write_bytes(gzip.compress(text.encode()))
    assert spends_of(read(tmp_path)) == GOOD * rows


@pytest.mark.parametrize(
    "name",
    ["customer_id=ATQCUS5001/p.csv", "ATQCUS5001.csv", "ATQCUS5001.txt", "ATQCUS5001=1/p.csv"],
)
def test_a_path_named_after_a_customer_is_not_repeated(name, tmp_path):
    write(tmp_path / "fact_spends" / name, SPENDS, ROWS[0], ROWS[1] + ",1")
    refusal(tmp_path)


def test_the_name_of_a_folder_is_no_finding(tmp_path):
    folder = tmp_path / "disk1" / "utf8_export"
    path = write(folder / "fact_spends.csv", SPENDS, *ROWS * 500)
    path = to_parquet(folder, "select *", ", codec snappy")
    data = bytearray(path.read_bytes())
    data[100:400] = b"\xff" * 300
    path.write_bytes(data)
    sentence = refusal(folder)
    assert "disk full" not in sentence and "fact_spends.parquet: expected" in sentence


def test_names_that_are_not_utf8_are_one_sentence(tmp_path):
    folder = tmp_path / "fact_spends"
    folder.mkdir()
    write(folder / "d\udce9.csv", SPENDS, ROWS[0])
    assert "expected names in UTF-8" in refusal(tmp_path)


def test_many_empty_parts_make_a_short_sentence(tmp_path):
    for number in range(300):
        write(tmp_path / f"fact_spends/{number}.csv", SPENDS)
    assert "and 299 more: expected rows, found a header only" in refusal(tmp_path)


def test_the_index_of_a_data_frame_is_no_column(tmp_path):
    rows = [f"{row},0" for row in ROWS]
    write(tmp_path / "fact_spends.csv", f"{SPENDS},__index_level_0__", *rows)
    assert spends_of(read(tmp_path)) == GOOD


# ---- no customer in a message ----

DAMAGES = {
    "a row without its end": lambda text: text.replace("\n", "", 1),
    "a header that ran into the rows": lambda text: text.replace("\n", " "),
    "a field too many": lambda text: text.replace("UPI", "UPI,UPI", 5),
    "an open quote": lambda text: text.replace("ATQCUS5100", '"ATQCUS5100'),
    "other delimiters": lambda text: text.replace(",", ";"),
    "no header": lambda text: text.partition("\n")[2],
    "ids as header": lambda text: ",".join(f"ATQCUS{n}" for n in range(5001, 6001)) + "\n" + text,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_refusal_shows_a_customer(damage, tmp_path):
    rows = [f"ATQCUS{n},May,Bills,UPI,{n}" for n in range(5001, 6001)]
    text = "".join(f"{line}\n" for line in [SPENDS, *rows])
    (tmp_path / "fact_spends.csv").write_text(DAMAGES[damage](text), encoding="utf-8")
    refusal(tmp_path)


def test_the_page_quotes_the_sentences_of_today():
    """What docs/deliveries.md says of refusals is what the code says."""
    page = (PROJECT / "docs/deliveries.md").read_text(encoding="utf-8")
    table = page.partition("### Refused, as a whole")[2].partition("\nParquet keeps")[0]
    said = re.findall(r"\| `([^`]+)` \|", table)
    assert len(said) > 10
    # texts that the code writes in pieces, joined
    code = "".join(
        re.sub(r"[\"']\s*~?\s*f?[\"']", "", path.read_text(encoding="utf-8"))
        for folder in ("plugins", "macros", "tests/generic")
        for path in sorted((PROJECT / folder).rglob("*"))
        if path.suffix in (".py", ".sql")
    )
    assert [text for text in said if text not in code] == []
