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


def test_in_spanish_too(site: Client) -> None:
    page = site.get("/es/schools/").content.decode()
    assert "distritos" in page
    assert "Schools follow homes" not in page
