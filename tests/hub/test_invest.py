"""The page of investment: bands of poverty and income mixing, as the release has them."""

from django.test import Client


def test_the_page(site: Client) -> None:
    page = site.get("/invest/").content.decode()
    for text in (">68</a>", ">14</a>", ">312</a>", "10.6%", "/explain/displacement.poverty_bands/"):
        assert text in page
    assert "gentrif" not in page
    assert site.get("/invest/?x=1").status_code == 400


def test_in_spanish_too(site: Client) -> None:
    page = site.get("/es/invest/").content.decode()
    assert "pobreza" in page
    assert "Where poverty is" not in page
