import re
from itertools import pairwise
from xml.etree import ElementTree

from fairtown.drawings.chart_file import chart_file
from fairtown.drawings.town_charts import (
    COMPARED,
    LETTER,
    MINE,
    NAME_HEIGHT,
    WIDTH,
    Dot,
    Trend,
    scatter,
    strip,
    trends,
)

NAMED = r'<text class="named [^"]*" x="([\d.]+)" y="([\d.]+)" text-anchor="[a-z]+">([^<]+)'


def test_no_two_dots_of_a_strip_lie_on_each_other() -> None:
    dots = [Dot(f"Town {i}", i % 7 / 100) for i in range(60)] + [Dot("Mine", 0.02, MINE)]
    chart = strip(dots, (0.1, "the line"), "t", "d", "n")
    places = re.findall(r'<circle class="town[^>]+cx="([\d.]+)" cy="([\d.]+)"', chart)
    assert len(places) == len(set(places)) == 61
    mine = float(re.findall(r'town mine" cx="[\d.]+" cy="([\d.]+)"', chart)[0])
    same = [float(y) for x, y in places if x == re.findall(r'town mine" cx="([\d.]+)"', chart)[0]]
    assert mine == min(same), "a named dot is on top of its stack, so that its line crosses none"


def test_names_in_a_strip_stay_inside_and_apart() -> None:
    dots = [
        Dot("A town with a long name", 0.398, MINE),
        Dot("Another one as long", 0.4, COMPARED),
        Dot("x", 0.0),
    ]
    found = re.findall(NAMED, strip(dots, None, "t", "d", "n"))
    (_x, y1, _name), (_x, y2, _name) = found
    assert y1 != y2
    ends = [(float(x) - len(name) * LETTER / 2, float(x) + len(name) * LETTER / 2) for x, _y, name in found]
    assert all(start >= 0 and end <= WIDTH for start, end in ends)


def test_names_of_lines_that_end_together_are_pushed_apart() -> None:
    series = [Trend(f"T{i}", [(2002, 0.1), (2023, 0.2 + i / 1000)], MINE if i == 0 else "") for i in range(4)]
    ys = sorted(float(y) for _x, y, _name in re.findall(NAMED, trends(series, (0.1, "line"), "t", "d", "n")))
    assert all(later - earlier > NAME_HEIGHT - 0.2 for earlier, later in pairwise(ys))


def test_a_scatter_starts_at_zero_and_names_mine() -> None:
    chart = scatter([Dot("Low", 0.0, "", 0.0), Dot("Mine", 0.5, MINE, 0.5)], "across", "up", "t", "d", "n")
    assert re.search(r'cx="46.0" cy="280.0"', chart)
    assert ">Mine<" in chart


def test_a_file_has_title_and_source_and_is_well_formed() -> None:
    chart = strip([Dot("R&D <town>", 0.1)], None, "t", "d", "n")
    root = ElementTree.fromstring(chart_file(chart, "A & B " * 20, "sub", "the source"))
    texts = [e.text for e in root.iter() if e.tag.endswith("text")]
    assert "the source" in texts
    assert len([t for t in texts if t and "& B A" in t]) > 1, "a long title is broken into lines"
