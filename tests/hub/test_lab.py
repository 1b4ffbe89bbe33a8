"""The laboratory over the wire: one recipe as page, answer, file, table, drawing and command, and what is refused."""

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

from fairtown.cli import commands
from fairtown.hub.lab.people import interval
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.opportunity import recipes
from fairtown.scenarios.opportunity.laboratory import Laboratory

from .as_shown import as_shown

LAB = "/map/lab/"
OWN = (
    "year=2023&trim=5&least=0.5&standardise=percentile&levels=people&use=poverty_share&w.poverty_share=2.5"
    "&d.poverty_share=economy&use=bachelors_share&d.bachelors_share=education&use=schools_share"
    "&d.schools_share=education"
)
FOUR = "year=2023&levels=cuts&cuts=-0.5,0,0.5&use=poverty_share&use=owner_share"
OF_2014 = "year=2014&use=grade3_math_score&w.grade3_math_score=2&use=labor_force_employed"
RECIPES = (OWN, FOUR, OF_2014)


def html(site: Client, address: str) -> str:
    response = site.get(address)
    assert response.status_code == 200, address
    return as_shown(response.content.decode())


def data(text: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', text)
    assert found, name
    return unescape(found[1])


def levels(text: str) -> str:
    return data(text, "levels")


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("query", ["", *RECIPES])
def test_the_laboratory_answers_in_both_languages(site: Client, prefix: str, query: str) -> None:
    page = html(site, f"{prefix}{LAB}?{query}")
    assert page.count("<h1") == 1
    answer = html(site, f"{prefix}{LAB}answer/?{query or OWN}")
    assert "<html" not in answer
    assert set(levels(answer)) <= set("012345")


@pytest.mark.parametrize("query", RECIPES)
def test_page_answer_file_table_and_drawing_tell_the_same_levels(
    site: Client, release: OpenRelease, tmp_path: Path, query: str
) -> None:
    page = levels(html(site, f"{LAB}?{query}"))
    plain, sure = html(site, f"{LAB}answer/?{query}"), html(site, f"{LAB}answer/?{query}&sure=1")
    assert levels(plain) == levels(sure) == page
    assert data(plain, "certainty") == ""
    again = html(site, f"{LAB}?{data(plain, 'address')}")
    assert levels(again) == page

    file = tmp_path / "recipe.toml"
    file.write_bytes(site.get(f"{LAB}recipe.toml?{query}").content)
    recipe = recipes.read(str(file))
    result = Laboratory(release, recipe.year).work_out(recipe, 0)
    assert "".join(str(int(v)) if v == v else "0" for v in result.levels) == page

    rows = list(csv.DictReader(io.StringIO(site.get(f"{LAB}tracts.csv?{query}").content.decode())))
    assert "".join(row["level"] or "0" for row in rows) == page
    codes = json.loads(site.get(f"{LAB}tracts-{recipe.year}.json").content)
    assert [row["geoid"] for row in rows] == codes

    drawn = site.get(f"{LAB}map.svg?{query}")
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert "<svg" in drawn.content.decode()


def test_the_command_gives_the_levels_of_the_page(
    site: Client, release_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(site.get(f"{LAB}recipe.toml?{OWN}").content)
    commands.main(
        ["scenario", "opportunity", "--recipe", str(file), "--draws", "0", "--release", str(release_folder)]
    )
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert "".join(row["level"] or "0" for row in rows) == levels(html(site, f"{LAB}?{OWN}"))


def test_every_recipe_of_ours_is_shown_by_its_name_and_leads_to_its_method(site: Client) -> None:
    page = html(site, LAB)
    starts = re.findall(r'<a href="([^"]+)" data-id="(\w+)"', page)
    assert {name for _href, name in starts} == set(recipes.built_in())
    for href, name in starts:
        own = html(site, unescape(href))
        assert data(own, "same") == name
        method = re.search(r'id="lab-method" href="([^"]+)"', own)
        assert method
        assert site.get(method[1]).status_code == 200
        # what the form would send is the same recipe
        assert f'data-id="{name}" aria-current="true"' in own


def test_the_index_of_today_has_the_levels_of_the_release(site: Client, release: OpenRelease) -> None:
    rows = release.level_rows("opportunity.modern", 2023, "tract", "level")
    published = {r["geoid"]: r["value"] for r in rows}
    codes = json.loads(site.get(f"{LAB}tracts-2023.json").content)
    shown = dict(zip(codes, levels(html(site, LAB)), strict=True))
    known = {code: str(int(v)) for code, v in published.items() if v is not None and code in shown}
    assert len(known) > 800
    assert {code: shown[code] for code in known} == known


REFUSED = {
    "an indicator that there is not": ("year=2023&use=nothing", "indicator 'nothing' is unknown"),
    "weights that sum to nothing": ("year=2023&use=poverty_share&w.poverty_share=0", "weights sum to 0"),
    "a weight without end": ("year=2023&use=poverty_share&w.poverty_share=inf", "expected a finite number"),
    "a weight that is no number": (
        "year=2023&use=poverty_share&w.poverty_share=nan",
        "expected a finite number",
    ),
    "no indicator at all": ("year=2023&use=", "unknown"),
    "all indicators off": ("year=2023&standardise=z&w.poverty_share=1", "names no indicator"),
    "an unknown parameter": ("year=2023&use=poverty_share&colour=blue", "'colour' in the address is unknown"),
    "text for a number": ("year=2023&use=poverty_share&w.poverty_share=much", "'much', expected a number"),
    "a correlation above 1": ("year=2023&use=poverty_share&correlation=2", "expected a number from 0 to 1"),
    "text for a year": ("year=now&use=poverty_share", "'now', expected a number"),
    "no year": ("use=poverty_share", "no year"),
    "a year without figures": ("year=1999&use=poverty_share", "no indicators of 1999"),
    "an unknown scale": ("year=2023&use=poverty_share&standardise=feet", "standardise is 'feet'"),
    "cuts that fall": (
        "year=2023&use=poverty_share&levels=cuts&cuts=1,0",
        "expected finite scores that rise",
    ),
    "no cuts": ("year=2023&use=poverty_share&levels=cuts&cuts=", "expected a number"),
    "an indicator twice": ("year=2023&use=poverty_share&use=poverty_share", "stands twice"),
    "a recipe to compare with": ("year=2023&use=poverty_share&against=nothing", "'nothing' is unknown"),
    "areas that the year does not know": (
        "year=2014&use=one_minus_crime_rate&reference=region_or_rural",
        "density of towns in 2014 is not there",
    ),
    "a weight of no indicator": (
        "year=2023&use=poverty_share&w.bogus=1",
        "'w.bogus' in the address is of no indicator",
    ),
    "a domain of no indicator": (
        "year=2023&use=poverty_share&d.bogus=economy",
        "'d.bogus' in the address is of no indicator",
    ),
    "an indicator of another year": ("year=2023&use=grade3_math_score", "'grade3_math_score' is unknown"),
}


@pytest.mark.parametrize(("query", "message"), REFUSED.values(), ids=REFUSED)
def test_a_recipe_that_cannot_be_is_refused_in_one_line(site: Client, query: str, message: str) -> None:
    response = site.get(f"{LAB}answer/?{query}")
    assert response.status_code == 400
    line = unescape(response.content.decode())
    assert line.startswith('<p class="alert" role="alert">')
    assert message in line
    assert "\n" not in line.strip()
    page = site.get(f"{LAB}?{query}")
    assert page.status_code == 400
    shown = unescape(page.content.decode())
    assert message in shown
    assert levels(shown) == levels(html(site, LAB)), "the index of today stands in"


@pytest.mark.parametrize("file", ["tracts.csv", "map.svg"])
def test_a_file_of_a_recipe_that_cannot_be_is_no_file(site: Client, file: str) -> None:
    response = site.get(f"{LAB}{file}?year=2023&use=nothing")
    assert response.status_code == 400
    assert "unknown" in response.content.decode()


def test_a_hostile_recipe_is_shown_as_text(site: Client) -> None:
    bad = '"><script>alert(1)</script>'
    for query in (
        {"year": "2023", "use": bad},
        {"year": "2023", "use": "poverty_share", "d.poverty_share": bad},
    ):
        text = site.get(f"{LAB}?{urlencode(query)}").content.decode()
        assert "<script>alert" not in text


def test_a_long_address_is_answered(site: Client) -> None:
    query = f"year=2023&use=poverty_share&title={'a' * 5000}"
    assert site.get(f"{LAB}answer/?{query}").status_code == 400


@pytest.mark.parametrize(
    "address", [LAB, f"/es{LAB}?{FOUR}", f"{LAB}?year=2023&use=nothing", f"{LAB}answer/?{OWN}"]
)
def test_the_laboratory_carries_nothing_inline_and_no_cookie(site: Client, address: str) -> None:
    response = site.get(address)
    text = response.content.decode()
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*src=)", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not response.cookies
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_numbers_in_the_form_are_the_same_in_every_language(site: Client) -> None:
    query = "year=2023&use=poverty_share&w.poverty_share=1.3&use=owner_share&w.owner_share=7.5&use=bachelors_share"
    for prefix in ("", "/es"):
        text = html(site, f"{prefix}{LAB}?{query}")
        sliders = {
            name: re.search(rf'name="w.{name}" min="0" max="([^"]+)" step="([^"]+)" value="([^"]+)"', text)
            for name in ("poverty_share", "owner_share", "bachelors_share")
        }
        assert {k: v.groups() for k, v in sliders.items() if v} == {
            "poverty_share": ("4", "0.01", "1.3"),
            "owner_share": ("7.5", "0.25", "7.5"),
            "bachelors_share": ("4", "0.25", "1"),
        }


def test_what_the_form_has_no_field_for_goes_along(site: Client) -> None:
    query = f"{OWN}&dw.education=2&cap=3&n=4".replace("levels=people", "levels=tracts")
    text = html(site, f"{LAB}?{query}")
    for name, value in (("dw.education", "2"), ("cap", "3"), ("n", "4")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in text


def test_a_domain_of_ones_own_stays_in_the_form(site: Client) -> None:
    text = html(site, f"{LAB}?year=2023&use=poverty_share&d.poverty_share=money")
    assert '<option value="money" selected>money</option>' in text


def test_the_correlation_of_errors_changes_how_sure_levels_are_and_no_level(site: Client) -> None:
    pages = {
        c: html(site, f"{LAB}answer/?{OWN}&use=owner_share&correlation={c}&sure=1") for c in ("0", "0.4")
    }
    assert levels(pages["0"]) == levels(pages["0.4"])
    stable = {c: data(page, "certainty").count("3") for c, page in pages.items()}
    assert stable["0.4"] < stable["0"]
    form = html(site, f"{LAB}?{OWN}&correlation=0.4")
    assert '<option value="0.4" selected>' in form
    assert "correlation = 0.4" in site.get(f"{LAB}recipe.toml?{OWN}&correlation=0.4").content.decode()
    assert '<option value="0.2" selected>' in html(site, f"{LAB}?{OWN}")
    assert "drawn with a correlation of 0.4, as the same households" in pages["0.4"]


def test_the_spanish_laboratory_holds_no_english_sentence(site: Client) -> None:
    text = html(site, f"/es{LAB}?{OWN}")
    for english in (
        "Every opportunity map",
        "Tracts that change level",
        "less is better",
        "Take it with you",
    ):
        assert english not in text


def test_the_file_is_named_as_the_command_says(site: Client) -> None:
    for query, name in ((OWN, "own"), ("", "modern")):
        text = html(site, f"{LAB}?{query}")
        assert f"--recipe {name}.toml" in text
        file = site.get(f"{LAB}recipe.toml?{data(text, 'address')}")
        assert file.headers["Content-Disposition"] == f'attachment; filename="{name}.toml"'


@pytest.mark.parametrize(
    ("view", "drawing"),
    [("", "modern"), ("today", "modern"), ("index", "state"), ("sure", "sure"), ("nothing", "modern")],
)
@pytest.mark.parametrize(("prefix", "suffix"), [("", ""), ("/es", ".es")])
def test_each_view_of_the_map_has_its_drawing(
    site: Client, release_folder: Path, view: str, drawing: str, prefix: str, suffix: str
) -> None:
    text = html(site, f"{prefix}/map/?view={view}" if view else f"{prefix}/map/")
    images = re.findall(r"<img [^>]+>", text)
    (shown,) = [i for i in images if "/maps/" in i and "hidden" not in i]
    assert f"/maps/{drawing}{suffix}.svg" in shown
    assert (release_folder / "maps" / f"{drawing}{suffix}.svg").exists()


CERTAIN = {"uncertain": "1", "leaning": "2", "stable": "3", "": "0"}


@pytest.mark.parametrize("name", ["modern", "threshold", "low_poverty"])
def test_a_recipe_of_ours_unchanged_shows_the_figures_of_the_release(
    site: Client, release: OpenRelease, name: str
) -> None:
    query = urlencode(recipes.to_query(recipes.built_in()[name]))
    page = html(site, f"{LAB}?{query}")
    assert "2,000 draws of the survey" in page
    assert "These are the figures of the release." in page
    state = [p for p in release.all_places if p["level"] == "state"]
    for row in release.observations([f"opportunity.{name}"], state, [2023], ["lower_corrected"]):
        link = (
            f'/explain/opportunity.{name}/09/2023/?figure=lower_corrected-{row["grp"]}">{row["value"]:.1%} '
        )
        assert f'{link}<span class="moe">± {100 * row["moe"]:.1f}</span></a>' in page
    codes = json.loads(site.get(f"{LAB}tracts-2023.json").content)
    for output in ("certainty", "p_shown", "rank_lo90", "rank_hi90"):
        told_by = {
            r["geoid"]: r["value"] for r in release.level_rows(f"opportunity.{name}", 2023, "tract", output)
        }
        if output == "certainty":
            digits = "".join("0" if told_by[c] is None else str(int(told_by[c]) + 1) for c in codes)
            for address in (f"{LAB}?{query}", f"{LAB}answer/?{query}", f"{LAB}answer/?{query}&sure=1"):
                assert data(html(site, address), "certainty") == digits
        rows = list(csv.DictReader(io.StringIO(site.get(f"{LAB}tracts.csv?{query}").content.decode())))
        if output == "certainty":
            assert "".join(CERTAIN[row["certainty"]] for row in rows) == digits
        else:
            found = [float(row[output]) if row[output] else None for row in rows]
            assert found == [told_by[c] for c in codes]


def test_the_file_of_a_recipe_of_ones_own_is_as_sure_as_its_page(site: Client) -> None:
    page = html(site, f"{LAB}?{OWN}")
    assert "200 draws of the survey" in page
    rows = csv.DictReader(io.StringIO(site.get(f"{LAB}tracts.csv?{OWN}").content.decode()))
    assert "".join(CERTAIN[row["certainty"]] for row in rows) == data(page, "certainty")


def headings(page: str) -> list[str]:
    table = page[page.index('id="lab-people"') :].split("</thead>")[0]
    return re.findall(r'<th scope="col">(.*?)</th>', table)


@pytest.mark.parametrize(
    ("cuts", "label"),
    [("1", "Level 1"), ("1,2", "Level 1"), ("-2,-1.5,-1,-.5,0,.5,1,1.5,2", "Levels 1 to 4")],
)
def test_levels_without_a_name_are_told_once_and_by_their_numbers(
    site: Client, cuts: str, label: str
) -> None:
    page = html(site, f"{LAB}?year=2023&levels=cuts&cuts={cuts}&use=poverty_share&use=owner_share")
    shown = headings(page)
    assert len(set(shown)) == len(shown)
    assert shown[-1] == f"{label}, survey error taken out"
    assert f"live in {label} tracts" in page
    assert "Level 1 and Level 2" not in page


@pytest.mark.parametrize(
    ("value", "moe", "shown"),
    [
        (0.998, 0.006, '99.8% <span class="moe">(99.2% to 100.0%)</span>'),
        (0.002, 0.006, '0.2% <span class="moe">(0.0% to 0.8%)</span>'),
        (0.6, 0.006, '60.0% <span class="moe">± 0.6</span>'),
        (0.6, 0.0004, '60.0% <span class="moe">± &lt;0.1</span>'),
    ],
)
def test_no_interval_goes_below_none_or_above_all(value: float, moe: float, shown: str) -> None:
    assert interval(value, moe) == shown


def test_the_index_of_2014_leads_to_who_lives_where(site: Client) -> None:
    link = 'href="/methods/opportunity.access_by_race/">Who lives where by this index'
    assert link in html(site, f"{LAB}?{urlencode(recipes.to_query(recipes.built_in()['oca_2014']))}")
    assert link not in html(site, f"{LAB}?{OF_2014}")
