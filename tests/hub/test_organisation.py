"""Another organization puts on its own coat by one file: name, address, logo."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from fairtown.concepts import FairtownError
from fairtown.hub.organisation import VARIABLE, organisation

Wear = Callable[..., None]
LOGO = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'


@pytest.fixture
def wear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wear]:
    """Write the file of an organization, which the site has from then on."""

    def write(text: str, **files: str) -> None:
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_text(content)
        (tmp_path / "own.toml").write_text(text)
        monkeypatch.setenv(VARIABLE, str(tmp_path / "own.toml"))
        organisation.cache_clear()
        caches["pages"].clear()

    yield write
    monkeypatch.undo()
    organisation.cache_clear()
    caches["pages"].clear()


@pytest.mark.parametrize("start", ["/", "/es/about/"])
def test_name_address_and_logo_stand_on_every_page(site: Client, wear: Wear, start: str) -> None:
    wear('name = "Fair Homes"\naddress = ["1 Main Street"]\nlogo = "own.svg"\n', own_svg=LOGO)
    html = site.get(start).content.decode()
    assert html.count('<img class="logo" src="/logo" alt="Fair Homes,">') == 2
    assert "Fair Homes<br>" in html
    assert "1 Main Street" in html
    # the page about us is text of its editors
    shell = html[: html.index("<main")] + html[html.index("</main>") :]
    assert "Charter Oak" not in shell
    answer = site.get("/logo")
    assert (answer["Content-Type"], answer.content.decode()) == ("image/svg+xml", LOGO)
    assert "script-src 'self'" in answer["Content-Security-Policy"], "nothing in a picture runs"


def test_a_site_without_a_logo_has_that_of_fairtown(site: Client, wear: Wear) -> None:
    wear('name = "Fair Homes"\n')
    assert 'class="logo"' not in site.get("/").content.decode()
    assert site.get("/logo").status_code == 404


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "Us"\nlogo = "gone.svg"\n', "there is no such file"),
        ('name = "Us"\nlogo = "own.toml"\n', "expected a picture"),
        ('name = "Us"\nlogos = "x.svg"\n', "unknown field 'logos'"),
        ("logo = 'x.svg'\n", "name is missing"),
    ],
)
def test_a_fault_in_the_file_is_named(wear: Wear, text: str, message: str) -> None:
    wear(text)
    with pytest.raises(FairtownError, match=message):
        organisation("ct")
