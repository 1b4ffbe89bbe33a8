"""Intervals of fair shares, and exemptions that survey error leaves open."""

import csv
import html
import io
import re

import pytest
from django.test import Client

from fairtown.release.reader import OpenRelease

from .fair_share_pages import CHANGED, FILE, PAGE, text


@pytest.mark.parametrize("query", ["?method=connecticut_oca", CHANGED, "?method=california_abag&w.jobs=3"])
def test_page_and_file_have_the_same_intervals(site: Client, query: str) -> None:
    page = text(site, PAGE + query)
    shown = {}
    for slug, cell in re.findall(r'<tr id="t-([a-z-]+)">.*?<td class="nowrap">(.*?)</td>', page):
        shown[slug] = re.sub(r"<sup>a</sup>|<[^>]+>", "", cell)
    for row in csv.DictReader(io.StringIO(site.get(FILE + query).content.decode())):
        low, high = (f"{float(row[k]):,.0f}" for k in ("homes_lo90", "homes_hi90"))
        slug = row["name"].lower().replace(" ", "-")
        label = "if not exempt: " if 0.05 < float(row["p_exempt"]) < 0.95 else ""
        assert shown[slug] == (high if float(row["homes_hi90"]) < 0.5 else f"{label}{low}–{high}")


def test_the_interval_is_that_of_the_town_page_and_leads_to_its_explanation(
    site: Client, release: OpenRelease
) -> None:
    ends = {
        output: next(
            r["value"]
            for r in release.level_rows("fair_share.connecticut_oca", 2023, "town", output)
            if r["slug"] == "avon"
        )
        for output in ("homes_lo90", "homes_hi90")
    }
    for address in (PAGE, "/towns/avon/fair-share/"):
        page = text(site, address)
        for output, value in ends.items():
            assert re.search(
                rf'/explain/fair_share.connecticut_oca/\d+/2023/\?figure={output}">{value:,.0f} ?</a>', page
            )


@pytest.mark.parametrize("slug", ["new-london", "windham", "mansfield"])
def test_an_exempt_town_that_might_not_be_says_how_likely_and_its_share_if_not(
    site: Client, release: OpenRelease, slug: str
) -> None:
    found = {
        output: next(
            r["value"]
            for r in release.level_rows("fair_share.connecticut_oca", 2023, "town", output)
            if r["slug"] == slug
        )
        for output in ("p_exempt", "homes_if_not_exempt", "homes_lo90", "homes_hi90")
    }
    assert found["homes_lo90"] > 100, "no interval from nothing on"
    row = re.search(rf'<tr id="t-{slug}">.*?</tr>', text(site, PAGE))
    assert row
    note = f"exempt in {found['p_exempt'] * 100:.0f}% of the draws of the survey"
    note += f"; if it is not, {found['homes_if_not_exempt']:,.0f} homes"
    for page in (row[0], text(site, f"/towns/{slug}/fair-share/")):
        assert note in page
        assert "if not exempt:" in page
        assert f">{found['homes_hi90']:,.0f}" in page
    for zero in ("0.0%", "&lt;1"):
        assert zero not in row[0]


@pytest.mark.parametrize("slug", ["willington", "new-britain", "sterling", "cornwall"])
def test_a_town_that_might_be_exempt_says_how_likely(site: Client, slug: str) -> None:
    row = re.search(rf'<tr id="t-{slug}">.*?</tr>', text(site, PAGE))
    assert row
    assert re.search(r"exempt in \d+% of the draws of the survey", row[0])
    assert "if it is not" not in row[0], "its homes are those if it is not"
    assert "if not exempt:" in row[0]
    assert ">0–" not in row[0]


@pytest.mark.parametrize(
    ("prefix", "label"),
    [
        ("", "because of its students: of its poor people 70% ± 5 are 18 to 24"),
        ("/es", "a causa de sus estudiantes: de sus habitantes pobres, 70% ± 5 tienen de 18 a 24 años"),
    ],
)
def test_mansfield_is_exempt_because_of_its_students_and_windham_is_not(
    site: Client, prefix: str, label: str
) -> None:
    for slug, is_so in (("mansfield", True), ("windham", False), ("hartford", False)):
        row = re.search(rf'<tr id="t-{slug}">.*?</tr>', text(site, prefix + PAGE))
        assert row
        town = text(site, f"{prefix}/towns/{slug}/fair-share/")
        for page in (row[0], town):
            assert (label in html.unescape(page)) == is_so, slug
    explained = text(site, f"{prefix}/explain/fair_share.connecticut_oca/0911044910/2023/")
    for output in ("p_exempt", "homes_if_not_exempt", "rests_on_students"):
        assert f'id="{output}"' in explained


def test_the_file_has_what_the_page_says_of_exemptions(site: Client) -> None:
    file = csv.DictReader(io.StringIO(site.get(FILE).content.decode()))
    rows = {row["name"]: row for row in file}
    mansfield, willington, avon, hartford = (rows[n] for n in ("Mansfield", "Willington", "Avon", "Hartford"))
    assert mansfield["rests_on_students"] == willington["rests_on_students"] == "True"
    assert 0.7 < float(mansfield["p_exempt"]) < 0.85
    assert (
        float(mansfield["homes_lo90"])
        < float(mansfield["homes_if_not_exempt"])
        < float(mansfield["homes_hi90"])
    )
    assert (avon["p_exempt"], avon["homes_if_not_exempt"]) == ("0.0", f"{int(avon['homes'])}.0")
    assert (hartford["p_exempt"], hartford["homes_if_not_exempt"]) == ("1.0", "")


def test_the_map_tells_how_likely_an_exemption_is(site: Client) -> None:
    page = text(site, PAGE)
    assert re.search(r"Mansfield: exempt in \d+% of the draws of the survey", page)
    assert "Hartford: exempt<" in page
