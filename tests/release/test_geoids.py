"""Census codes are understood as people have them, and an unknown one is answered with what it can be meant as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.cli.commands import main
from fairtown.concepts import FairtownError
from fairtown.release.explain import explain
from fairtown.release.geoids import alike, readings
from fairtown.release.reader import OpenRelease


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9", "09"),
        ("9001", "09001"),
        ("9120", "09120"),
        ("900337070", "0900337070"),
        ("911037070", "0911037070"),
        ("9001100100", "09001100100"),
        ("9110500100", "09110500100"),
        ("9001100100.0", "09001100100"),
        ("09001100100.0", "09001100100"),
        ("1400000US09001100100", "09001100100"),
        ("14000US09001100100", "09001100100"),
        ("0500000US09001", "09001"),
        ("0600000US0900337070", "0900337070"),
        ('="09001100100"', "09001100100"),
        ("'09001100100", "09001100100"),
        (" 09-001-100100 ", "09001100100"),
        ("09 001 100100", "09001100100"),
    ],
)
def test_a_code_is_found_as_people_have_it(release: OpenRelease, text: str, code: str) -> None:
    assert {p["key"] for p in release.find_places(text)} == {p["key"] for p in release.find_places(code)}


def test_every_code_of_the_state_is_found_without_its_zero(release: OpenRelease) -> None:
    for place in release.all_places:
        for code in filter(None, (place["geoid"], place["alias"])):
            bare = [p["id"] for p in release.find_places(code.removeprefix("0"))]
            assert bare == [p["id"] for p in release.find_places(code)]


@given(st.text(max_size=15) | st.from_regex(r"[0-9.\-' =US\"]{0,22}", fullmatch=True))
def test_what_is_read_is_a_code_of_a_known_length(text: str) -> None:
    assert all(code.isdecimal() and len(code) in (2, 5, 10, 11) for code in readings(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("09190100100", "did you mean 09001100100 (Tract 1001, Monroe) or 09120100100 (Tract 1001, Monroe)?"),
        ("9190100100", "did you mean 09001100100 (Tract 1001, Monroe) or 09120100100 (Tract 1001, Monroe)?"),
        ("09001100199", "did you mean 09001100100 (Tract 1001, Monroe)"),
        ("0900337071", "did you mean 0900337070 (Hartford)"),
        ("9002", "did you mean 09001 (Fairfield County)"),
    ],
)
def test_an_unknown_code_is_answered_with_the_nearest(release: OpenRelease, text: str, meant: str) -> None:
    with pytest.raises(FairtownError) as error:
        release.find_places(text)
    assert meant in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["9001100", "123456789012", "٠٩٠٠١", "Hartfrod", "'", '=""', "US09"])
def test_what_is_no_code_is_suggested_no_codes(release: OpenRelease, text: str) -> None:
    with pytest.raises(FairtownError, match="nearest: "):
        release.find_places(text)


def test_the_nearest_code_comes_first() -> None:
    known = ["09001", "09003", "09110", "0900104720"]
    assert alike("09002", known) == ["09001", "09003"]
    assert alike("09100", known) == ["09110", "09001", "09003"]
    assert alike("55555", known) == []


@pytest.mark.parametrize(
    ("measure", "code", "year", "message"),
    [
        ("opportunity.modern", "9001100100", 2023, "under the codes of 2022 it is 09120100100"),
        ("opportunity.modern", "09001100100", 2023, "under the codes of 2022 it is 09120100100"),
        ("opportunity.oca_2014", "09110500100", None, "under the codes of 2010 it is 09003500100"),
        ("opportunity.oca_2014", "9110500100", None, "under the codes of 2010 it is 09003500100"),
    ],
)
def test_a_tract_without_a_figure_is_told_under_its_other_code(
    release: OpenRelease, measure: str, code: str, year: int | None, message: str
) -> None:
    with pytest.raises(FairtownError, match=message):
        explain(release, measure, code, year)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("9120", "Greater Bridgeport Planning Region (region 09120"),
        ("9001", "Fairfield County (county 09001"),
        ("900337070", "Hartford (town"),
        ("9110500100", "Tract 5001, Hartford (tract 09110500100"),
    ],
)
def test_the_command_explains_a_code_without_its_zero(
    capsys: pytest.CaptureFixture[str], release_folder, code: str, name: str
) -> None:
    assert main(["explain", "homes.tenure", code, "2023", "--release", str(release_folder)]) == 0
    assert name in capsys.readouterr().out
