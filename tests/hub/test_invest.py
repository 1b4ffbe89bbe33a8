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


def test_methods_are_never_one_label(site: Client) -> None:
    page = site.get("/invest/").content.decode()
    for name in ("Freeman-like", "Governing-like", "NCRC-like", "UDP-like"):
        assert f'<th scope="row">{name}</th>' in page
    # what each lacks stands beside it
    for missing in ("age of homes, prices", "home values", "rents, home values, who moved in"):
        assert missing in page
    assert "0.76" in page.split('id="agreement"')[1]
    rows = page.split('id="changing-tracts"')[1].split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert len(rows) == 110
    # each neighborhood has the number of methods, of signs, and of signs beyond their margin
    assert all(row.count("/explain/displacement.typologies/") == 3 for row in rows)


def test_help_to_buy_is_held_back_where_a_method_sees_change(site: Client) -> None:
    page = site.get("/invest/").content.decode()
    assert ">39</a>" in page.split('id="ownership"')[1]
    for name, n in (("open", 39), ("held-back", 26)):
        own = page.split(f'<details id="{name}">')[1].split("</details>")[0]
        assert own.count("<tr>") == n + 1
