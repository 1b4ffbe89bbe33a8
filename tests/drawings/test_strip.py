"""The strip of places: a dot for each, equal ones on top of each other."""

import re
from xml.etree import ElementTree

from fairtown.drawings import strip

ROWS = [("Today", [("Avon", 0.042), ("Bolton", 0.048), ("Hartford", 0.79)]), ("After", [("<Avon>", 0.11)])]


def test_every_place_is_a_dot_with_its_name():
    drawing = strip.drawing(ROWS, "Towns", "The table has the numbers.", "towns")
    ElementTree.fromstring(drawing)
    assert drawing.count("<circle") == 4
    assert "<title>Hartford: 79.0%</title>" in drawing
    assert "&lt;Avon&gt;: 11.0%" in drawing


def test_equal_places_stand_on_top_of_each_other():
    drawing = strip.drawing(ROWS, "Towns", "", "towns")
    avon, bolton, hartford = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawing)[:3]
    assert avon[0] == bolton[0] != hartford[0]
    assert float(bolton[1]) < float(avon[1]) == float(hartford[1])
