import re

import pytest
from django.test import Client

from fairtown.release.reader import OpenRelease
from fairtown.reports.agency_report import report
from fairtown.reports.published_claims import beside_published

EVIL = "<script>alert(1)</script>"


def text(site: Client, address: str, status: int = 200) -> str:
    answer = site.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_the_page_shows_distinct_homes_by_level_as_the_release_has_them(
    site: Client, release: OpenRelease
) -> None:
    page = text(site, "/balance/")
    state = [p for p in release.all_places if p["level"] == "state"]
    rows = release.observations(["subsidized.concentration"], state, [2020], ["units", "rr_all"])
    for row in rows:
        if row["variant"] == "distinct" and row["grp"] in ("very_low", "recap", "poverty_40_or_more"):
            shown = f"{row['value']:,.0f}" if row["output"] == "units" else f"{row['value']:.2f}"
            assert f">{shown}" in page


def test_homes_near_a_border_leave_a_range(site: Client) -> None:
    found = text(site, "/balance/").split('id="near-borders"')[1].split("</p>")[0]
    shares = [float(share) for share in re.findall(r">([\d.]+)%", found)]
    near, as_placed, least, most = shares
    assert near == 26.9
    assert 70 < least < as_placed < most < 76


@pytest.mark.parametrize("program", ["LIHTC", "Public_Housing", "all_programs"])
def test_a_program_can_be_chosen(site: Client, program: str) -> None:
    page = text(site, f"/balance/?program={program}")
    assert page.count("<h3>") >= 3


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("program=bogus", "program &#x27;bogus&#x27; is unknown; there are: "),
        ("program=", "program &#x27;&#x27; is unknown"),
        (f"program={EVIL}", "is unknown"),
        ("bogus=1", "parameter &#x27;bogus&#x27; is unknown; there are: program, base, target, by, new"),
        ("target=30&target=40", "parameter &#x27;target&#x27; stands 2 times"),
        ("program=LIHTC&program=LIHTC", "parameter &#x27;program&#x27; stands 2 times"),
    ],
)
def test_what_the_page_does_not_know_is_refused_by_its_name(site: Client, query: str, message: str) -> None:
    page = text(site, f"/balance/?{query}", 400)
    assert page.count('class="alert"') == 1
    assert message in page
    assert EVIL not in page


def test_a_target_is_worked_out_and_the_command_named(site: Client) -> None:
    page = text(site, "/balance/?base=towns&target=25&by=2038")
    assert re.search(r"<strong>\d+\.\d%</strong> of each year", page)
    assert "fairtown scenario balance --base towns --target 25 --by 2038" in page
    assert "Out of reach by new homes alone" in text(site, "/balance/?base=towns&target=60&by=2030")
    assert "Reached already" in text(site, "/balance/?base=towns&target=1&by=2030")


@pytest.mark.parametrize(
    "query",
    ["base=moon", "target=x", "target=2,5", "target=nan", "target=-1", "target=101", "by=2020", "by=2030.5", "by=x",
     "by=2_030", "by=999999", "new=0", "new=-5", "new=inf", "new=nan", "new=1,5", f"target={EVIL}", f"by={EVIL}",
     f"base={EVIL}"],
)  # fmt: skip
def test_a_target_that_cannot_be_is_one_line_and_the_rest_stands(site: Client, query: str) -> None:
    page = text(site, f"/balance/?{query}", 400)
    assert page.count('class="alert"') == 1
    assert EVIL not in page
    assert 'id="report"' in page


def test_the_tables_of_the_report_are_files_and_unknown_is_never_zero(
    site: Client, release: OpenRelease
) -> None:
    page = text(site, "/balance/")
    for table in report(release):
        assert f'id="{table.id}"' in page
        address = f"/balance/{table.id}.csv"
        if table.rows:
            lines = text(site, address).splitlines()
            assert lines[0].split(",") == list(table.names)
            assert len(lines) == len(table.rows) + 1
        else:
            text(site, address, 404)
            assert "not published" in page
    text(site, "/balance/nothing.csv", 404)


@pytest.mark.parametrize(("program", "n"), [("all_programs", 994), ("LIHTC", 74), ("Section_202", 0)])
def test_homes_of_an_unknown_kind_of_neighborhood_are_told_under_the_table(
    site: Client, program: str, n: int
) -> None:
    page = text(site, f"/balance/?program={program}")
    tables = page[page.index("<h3>") : page.index('id="time"')].split("<h3>")[1:]
    sums = []
    for table in (t.split("<details>")[0] for t in tables):
        rows = re.findall(r'<th scope="row">.*?</th><td><a [^>]*>([\d,]+)', table)
        more = re.findall(r"Another <a [^>]*>([\d,]+)</a> homes are not shown", table)
        assert len(more) <= 1
        sums.append([sum(int(x.replace(",", "")) for x in found) for found in (rows, more)])
    assert [more for _rows, more in sums] == [0, n, n]
    assert len({sum(both) for both in sums}) == 1


def report_table(page: str, name: str) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a table of the report."""
    table = page[page.index(f'<details id="{name}">') :].split("</table>")[0]
    lines = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in table.split("<tr>")[1:]]
    return lines[0], lines[1:]


def test_a_ratio_and_its_margin_have_the_same_decimals(site: Client) -> None:
    page = text(site, "/balance/")
    margins = re.findall(r'>(\d\.\d\d) <span class="moe">± (.*?)</span>', page)
    assert ("0.40", "&lt;0.01") in margins
    assert all(re.fullmatch(r"(&lt;)?\d\.\d\d", margin) for _ratio, margin in margins)


def test_columns_of_the_report_have_headings_of_their_own_and_true_minus_signs(site: Client) -> None:
    page = text(site, "/balance/")
    for name in ("T3", "T4", "T5", "T6", "published"):
        heading, rows = report_table(page, name)
        assert len(set(heading)) == len(heading), name
        assert not any(re.match(r"-\d", cell) for row in rows for cell in row), name
    assert "−7,558" in page
    _heading, rows = report_table(page, "T3")
    assert {row[-1] for row in rows} > {"&lt;0.01", "0.02", "–"}


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_each_of_our_figures_beside_published_ones_is_shown_in_its_own_unit(
    site: Client, release: OpenRelease, prefix: str
) -> None:
    page = text(site, f"{prefix}/balance/")
    shown = page[page.index('<details id="published">') :].split("<tr>")[2:]
    for row, line in zip(beside_published(release).rows, shown, strict=True):
        value = f"{row['ours']:.1%}" if row["unit"] == "share" else f"{row['ours']:,.0f}"
        assert f"<td>{value}</td>" in line
    assert "<td>11.1%</td>" in shown[-2]


@pytest.mark.parametrize(
    ("prefix", "lower_bound", "taken_out"),
    [
        ("", "leaves that error out: it is a lower bound.", "With survey error taken out"),
        ("/es", "deja fuera ese error: es un límite inferior.", "Sin el error de la encuesta"),
    ],
)
def test_margins_by_level_are_called_lower_bounds_and_the_others_hold_the_kind(
    site: Client, prefix: str, lower_bound: str, taken_out: str
) -> None:
    page = text(site, f"{prefix}/balance/")
    where = page[page.index("<h3>") : page.index('id="time"')]
    levels, poverty, recap = where.split("<h3>")[1:]
    # what holds for all of a table is said once
    assert levels.count(lower_bound) == where.count(lower_bound) == 1
    assert (levels.count(taken_out), poverty.count(taken_out), recap.count(taken_out)) == (0, 2, 2)
    assert '>67.6% <span class="moe">± 1.5</span>' in poverty
    assert '>3.2% <span class="moe">± 0.7</span>' in recap
    assert '>14.3% <span class="moe">± 3.3</span>' in recap
    assert (
        f"{prefix}/explain/subsidized.concentration/09/2020/?figure=homes_share_corrected-recap-distinct"
        in recap
    )


def test_the_explanation_of_a_figure_by_level_says_that_its_margin_is_a_lower_bound(site: Client) -> None:
    page = text(site, "/explain/subsidized.concentration/09/2020/")
    assert "leaves that error out: it is a lower bound." in page
    row = page[page.index('id="homes_share-very_low-distinct"') :].split("</tr>")[0]
    assert "± 0.1" in row
    assert re.search(r"<sup>\w</sup>", row.split('class="note"')[1])
    counted = page[page.index('id="share-very_low-distinct"') :].split("</tr>")[0]
    assert "none for a count; how sure the levels are is not published" in counted


def test_in_spanish_too(site: Client) -> None:
    page = text(site, "/es/balance/")
    assert "Dónde están las viviendas subsidiadas" in page
    assert "Where they are" not in page
