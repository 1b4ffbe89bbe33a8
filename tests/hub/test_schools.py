"""The page of schools: its figures are the release's, and lead to their source."""

import re

from django.test import Client


def test_the_page(site: Client) -> None:
    page = site.get("/schools/").content.decode()
    assert "85.8%" in page
    link = re.search(r'href="(/explain/schools\.segregation/[^"]*share_between[^"]*)"', page)
    assert link
    assert "ct_edsight.enrollment" in site.get(link[1]).content.decode()
    for year in ("2007-08", "2016-17", "2021-22"):
        assert f'<th scope="row">{year}</th>' in page
    assert site.get("/schools/?x=1").status_code == 400


def test_within_districts_by_building_and_near_borders(site: Client) -> None:
    page = site.get("/schools/").content.decode()
    text = " ".join(re.sub("<[^>]+>", "", page).split())
    assert "school by school it was 53.3% and 24.6%" in text
    assert "82.3% of the segregation lies between towns. Between districts it is 86.5%" in text
    assert "281 of 1,047 school buildings stand within 100 meters" in text
    for measure in ("schools.schoolmates", "schools.buildings", "opportunity.near_borders"):
        link = re.search(rf'href="(/explain/{measure}/[^"]*)"', page)
        assert link, measure
        assert site.get(link[1]).status_code == 200


def test_in_spanish_too(site: Client) -> None:
    page = site.get("/es/schools/").content.decode()
    assert "distritos" in page
    assert "Schools follow homes" not in page


def test_open_choice_has_dates_and_sources(site: Client) -> None:
    page = site.get("/schools/").content.decode()
    choice = page.split('id="choice"')[1]
    for text in ('datetime="1989-04"', "2,737", "238 Conn. 1", "reported"):
        assert text in choice


def test_districts_and_towns_lead_to_each_other(site: Client) -> None:
    page = site.get("/schools/districts/").content.decode()
    region = page.split('id="d-2010012"')[1].split("</tr>")[0]
    for town in ("canaan", "cornwall", "kent", "north-canaan", "salisbury", "sharon"):
        assert f'/towns/{town}/schools/"' in region
    assert "9-12" in region
    assert page.count('<tr id="d-') == 166
    # a hidden count leaves a range; a district that is hidden whole is not known
    assert "–" in page.split('id="d-1450011"')[1].split("</tr>")[0]
    town = site.get("/towns/canaan/schools/").content.decode()
    assert "/schools/districts/#d-2010012" in town
    assert site.get("/schools/districts/?x=1").status_code == 400


def test_a_town_names_its_high_schools(site: Client) -> None:
    page = site.get("/towns/bozrah/schools/").content.decode()
    for school in ("Bacon Academy", "Lyman Memorial High School", "Norwich Free Academy"):
        assert school in page
    assert "High schools for older students" not in site.get("/towns/avon/schools/").content.decode()
    link = re.search(r'href="(/explain/schools\.districts/[^"]*of_color-town)"', page)
    assert link
    assert "ct_edsight.districts" in site.get(link[1]).content.decode()


def test_new_homes_and_students(site: Client) -> None:
    """New Canaan has none with low incomes, as published: 50 more of them are 50 of all."""
    page = " ".join(site.get("/schools/homes/?district=0900011&affordable=100").content.decode().split())
    assert "50 more students, from 25 to 90" in page
    students = int(re.search(r"it had ([\d,]+)", page)[1].replace(",", ""))  # type: ignore[index]
    assert f"from 0.0% to {100 * 50 / (students + 50):.1f}%" in page
    for query in ("district=nowhere", "affordable=-1", "market_students=9", "x=1"):
        refused = site.get(f"/schools/homes/?{query}")
        assert refused.status_code == 400
        assert "more students" not in refused.content.decode()
