import re
from xml.etree import ElementTree

from fairtown.drawings import charts
from fairtown.drawings.charts import Mark, Series


def test_dots_stand_where_their_values_are_and_whiskers_reach_the_margin() -> None:
    rows = [("A & B", [Mark("chance", 0.02), Mark("point", 0.3, 0.1)]), ("C", [Mark("vague", 0.5, 0.2)])]
    svg = charts.dots(rows, "Title", "About", "x")
    assert ElementTree.fromstring(svg).get("aria-labelledby") == "x-t x-d"
    assert "A &amp; B" in svg
    assert " style=" not in svg
    low, high = (float(v) for v in re.findall(r'class="whisker" d="M([\d.]+) [\d.]+H([\d.]+)', svg)[0])
    (middle,) = (float(v) for v in re.findall(r'circle class="point" cx="([\d.]+)"', svg))
    assert abs((low + high) / 2 - middle) < 0.1
    assert svg.count("<circle") == 2


def test_the_axis_of_dots_goes_on_in_even_steps_to_its_end() -> None:
    for value, last in ((0.05, "10%"), (0.45, "50%"), (0.66, "80%"), (0.97, "100%")):
        labels = re.findall(r">(\d+%)<", charts.dots([("A", [Mark("point", value)])], "t", "d", "x"))
        assert labels[-1] == last
        steps = {int(b[:-1]) - int(a[:-1]) for a, b in zip(labels[::2], labels[2::2], strict=False)}
        assert len(steps) == 1


def test_a_margin_below_zero_is_cut_off_at_zero() -> None:
    svg = charts.dots([("A", [Mark("point", 0.1, 0.3)])], "t", "d", "x")
    assert f'class="whisker" d="M{charts.DOT_SIDE:.1f} ' in svg


def test_a_profile_leaves_out_what_is_unknown_and_shows_what_is_below_zero() -> None:
    svg = charts.profile(
        ["1 km", "2 km", "4 km"],
        [Series("Region", "thin", [0.1, None, -0.07]), Series("State", "line", [0.2, 0.1, 0.0])],
        "t", "d", "x",
    )  # fmt: skip
    ElementTree.fromstring(svg)
    thin = re.findall(r'class="thin" d="([^"]+)"', svg)[0]
    assert thin.count("L") == 1
    assert "−0.1" in svg
    assert svg.count('class="point"') == 3
    inside = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", thin)]
    assert all(charts.LINE_TOP <= y <= charts.LINE_HEIGHT - charts.LINE_BOTTOM for y in inside)


def test_a_label_that_a_phone_would_cut_goes_on_below() -> None:
    long = "White, not Hispanic: in lower-opportunity neighborhoods"
    picture = charts.dots([("Short", [Mark("point", 0.2)]), (long, [Mark("point", 0.4)])], "t", "d", "n")
    labels = re.findall(r'<text class="label name" x="0" y="(\d+)">([^<]+)<', picture)
    assert [text for _y, text in labels] == [
        "Short",
        "neighborhoods",
        "White, not Hispanic: in lower-opportunity",
    ]
    assert int(labels[2][0]) < int(labels[1][0])
