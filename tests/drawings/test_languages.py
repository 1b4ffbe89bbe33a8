"""The drawings of a state in each language of the site."""

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import shapely

from fairtown.drawings import recipe_map
from fairtown.drawings.svg_map import Dots, Outline, StateDrawing
from fairtown.translations import translator

SVG = "{http://www.w3.org/2000/svg}"
TRACTS = {"a": shapely.box(0, 0, 1, 1), "b": shapely.box(1, 0, 2, 1)}
TOWNS = {"t": shapely.box(0, 0, 2, 1)}


def texts(drawing: str) -> list[str]:
    return [
        text for element in ElementTree.fromstring(drawing).iter() if (text := (element.text or "").strip())
    ]


@pytest.mark.parametrize(
    ("language", "title", "dots", "levels"),
    [
        (
            "en",
            "Toyland: opportunity by census tract, index of 2014",
            "= 100 people of color (ACS 2019-2023), placed at random inside their tract; no dot is an address",
            ["Very Low", "Low", "Moderate", "High", "Very High"],
        ),
        (
            "es",
            "Toyland: oportunidad por sector censal, índice de 2014",
            "= 100 personas de color (ACS 2019-2023), al azar dentro de su sector censal; "
            "ningún punto es una dirección",
            ["Muy baja", "Baja", "Moderada", "Alta", "Muy alta"],
        ),
    ],
)
def test_a_state_is_drawn_in_the_language_of_its_reader(
    language: str, title: str, dots: str, levels: list[str]
) -> None:
    drawing = StateDrawing(TRACTS, pd.Series({"a": 1, "b": 5}), TOWNS)
    blue = Dots(np.array([[0.5, 0.5]]), 100, "2019-2023")
    found = texts(drawing.text("Toyland", translator(language), dots=blue))
    assert found[0] == title
    assert found[3:8] == levels
    assert found[8] == dots
    assert dots not in texts(drawing.text("Toyland", translator(language)))


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["Toyland: its census tracts", "Thin lines are tracts, darker ones jurisdictions."]),
        (
            "es",
            [
                "Toyland: sus sectores censales",
                "Las líneas finas son sectores censales; las más oscuras, municipios.",
            ],
        ),
    ],
)
def test_a_state_without_an_index_is_drawn_plain(language: str, shown: list[str]) -> None:
    found = texts(StateDrawing(TRACTS, pd.Series(dtype=int), TOWNS).text("Toyland", translator(language)))
    assert found[:2] == shown
    assert found[-1] == "fairtown"
    assert len(found) == 4


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["How sure?", "uncertain", "leaning", "stable", "not known"]),
        ("es", ["¿Cuán seguro?", "incierto", "probable", "estable", "no se sabe"]),
    ],
)
def test_a_drawing_of_certainty_names_its_shades(language: str, labels: list[str]) -> None:
    outline = Outline.of(TRACTS, TOWNS)
    found = texts(recipe_map.by_certainty(outline, {"a": 3}, "Toyland <1>", translator(language)))
    assert found[0] == "Toyland <1>"
    assert found[2:7] == labels
