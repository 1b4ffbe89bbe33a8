"""Tables as other programs write them: read alike, whatever marks, line ends and separators they use."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data import delimited

PLAIN = "town,acres\nAlder,1200\nBirch,300\n"
ROWS = [["Alder", "1200"], ["Birch", "300"]]
CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=8
)


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        b"\xef\xbb\xbf" + PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        b"\xef\xbb\xbfsep=;\r\n" + PLAIN.replace(",", ";").replace("\n", "\r\n").encode(),
        b'"sep=\t"\n' + PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("town,acres", " town , acres ").encode(),
        PLAIN.replace("town,acres", "\u00a0town,acres\u2003").encode(),
        ("\n\n" + PLAIN).encode(),
        PLAIN.replace("\n", ",\n").encode(),
        PLAIN.replace("town", '"town"').replace("Alder", '"Alder"').encode(),
    ],
    ids=[
        "plain", "mark", "two marks", "utf-16", "utf-16 big", "utf-32", "crlf", "cr", "no line end", "semicolon",
        "tab", "bar", "sep line", "quoted sep line", "spaces", "wide spaces", "lines above", "last comma", "quotes",
    ],
)  # fmt: skip
def test_one_table_in_many_ways_is_one_table(raw):
    table = delimited.read("t.csv", raw)
    assert (table.columns, table.rows, table.notes) == (["town", "acres"], ROWS, ())


def test_blank_rows_are_skipped_with_a_note_and_the_others_keep_their_numbers():
    table = delimited.read("t.csv", "a,b\n1,2\n,\n \t, \n\n,,,\n3,4\n,\n")
    assert table.rows == [["1", "2"], ["3", "4"]]
    assert table.file_row == [2, 7]
    assert table.notes == ("4 blank rows were skipped",)


def test_lines_above_the_header_are_left_out_with_a_note():
    table = delimited.read("t.csv", "I.,I.\ntown,acres\nAlder,1\n", lambda names: "town" in names)
    assert (table.columns, table.file_row) == (["town", "acres"], [3])
    assert table.notes == ("1 line above the header was left out",)
    # where no line is a header the first one is: what is missing in it can be named
    assert delimited.read("t.csv", "a,b\n1,2\n", lambda names: False).columns == ["a", "b"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            "town:acres\nAlder:1\n",
            "no comma, semicolon, tab or bar parts the cells of 'town:acres'; save the file",
        ),
        ("town^acres\nAlder^1\n", "no comma, semicolon, tab or bar parts the cells of 'town^acres'"),
        (
            "sep=|\ntown;acres\nAlder;1\n",
            "its first line says that '|' parts the cells, and none stands in 'town;",
        ),
    ],
)
def test_where_a_header_is_looked_for_a_separator_that_is_not_known_is_named(raw, message):
    with pytest.raises(FairtownError) as error:
        delimited.read("t.csv", raw, lambda names: "town" in names and "acres" in names)
    assert str(error.value).startswith(f"t.csv: {message}")
    assert "\n" not in str(error.value)
    assert len(delimited.read("t.csv", raw).columns) == 1


def test_a_column_without_a_name_is_left_out_with_a_note_if_it_holds_anything():
    table = delimited.read("t.csv", ",town,\n0,Alder,\n1,Birch,\n")
    assert (table.columns, table.rows) == (["town"], [["Alder"], ["Birch"]])
    assert table.notes == ("1 column without a name was left out",)


def test_a_shorter_row_is_refused_unless_it_may_end_early():
    with pytest.raises(
        FairtownError, match=r"t\.csv: row 2 has 1 cells, expected 2 as in the header; mend it, or"
    ):
        delimited.read("t.csv", "a,b\n1\n")
    assert delimited.read("t.csv", "a,b\n1\n", pad=True).rows == [["1", ""]]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "no row of data, expected a header and at least one row; export it again"),
        (b"a,b\n,\n", "no row of data"),
        (b"a,b,a\n1,2,3\n", "column 'a' stands twice; rename or remove one"),
        (b"a, a \n1,2\n", "column 'a' stands twice"),
        (b"sep=;\na;b\n1;2;3\n", "row 3 has 3 cells, expected 2"),
        (b"a,b\n1,\xff\n", "not a CSV table, byte 6 is not UTF-8 text; save the file as UTF-8"),
        (b"\xff\xfea\0,\0b", "not a CSV table, byte 6 is not UTF-16-LE text"),
        (b"a,b\n1,\0\n", "holds zero bytes"),
        (b'a,b\n"1,2\n', "not a CSV table"),
        (b"a" * 11_000_000, "not a CSV table (field larger than field limit"),
    ],
)
def test_what_is_no_table_is_one_line(raw, message):
    csv.field_size_limit(10_000_000)
    with pytest.raises(FairtownError) as error:
        delimited.read("t.csv", raw)
    assert str(error.value).startswith(f"t.csv: {message}")
    assert "\n" not in str(error.value)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5),
    st.sampled_from(delimited.SEPARATORS),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_is_read_back(rows, separator, end, encoding):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
        [["a", "b"], *rows]
    )
    table = delimited.read("t.csv", out.getvalue().encode(encoding), least_rows=1)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert table.rows == [[cell if cell.strip() else "" for cell in row] for row in filled]
