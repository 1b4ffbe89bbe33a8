"""What typed texts are found as: clear answers, choices, and what is not known."""

import pytest

from fairtown.release.finder import Finder
from fairtown.release.gazetteer import Gazetteer
from fairtown.release.reader import OpenRelease
from fairtown.release.typed_address import parse

OWN = ("Connecticut", "ct", "Conn.")


@pytest.fixture(scope="module")
def finder(release: OpenRelease) -> Finder:
    return Finder(release)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hartford", "Hartford"),
        (" west  HARTFORD ", "West Hartford"),
        ("Manchester, CT", "Manchester"),
        ("Washington", "Washington"),
        ("Storrs", "Mansfield"),
        ("Storrs, Conn. 06268", "Mansfield"),
        ("Cos Cob", "Greenwich"),
        ("Thompsonville", "Enfield"),
        ("06106", "Hartford"),
        ("6106", "Hartford"),
        ("06106-1234", "Hartford"),
        ("New Haven, CT 06510, USA", "New Haven"),
        ("tract 5001", "Tract 5001, Hartford"),
        ("5001", "Tract 5001, Hartford"),
        ("101.01", "Tract 101.01, Greenwich"),
        ("sector censal 5001", "Tract 5001, Hartford"),
        ("Tract 9800, Groton", "Tract 9800, Groton"),
        ("tract 9110500100", "Tract 5001, Hartford"),
        ("09003500100", "Tract 5001, Hartford"),
        ("09001", "Fairfield County"),
        ("Hartford County", "Hartford County"),
        ("Condado de Hartford", "Hartford County"),
        ("capitol region", "Capitol Planning Region"),
        ("Naugatuck Valley", "Naugatuck Valley Planning Region"),
        ("Connecticut", "Connecticut"),
    ],
)
def test_a_clear_text_has_one_answer(finder: Finder, text: str, name: str) -> None:
    answer = finder.find(text).answer
    assert answer is not None
    assert answer["name"] == name


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("Mystic", "place", ["Groton", "Stonington"]),
        ("06105", "zip", ["Hartford", "West Hartford"]),
        ("tract 9800", "tract", ["Tract 9800, Groton", "Tract 9800, Windsor Locks"]),
        ("9001", "tract", ["Fairfield County", "Tract 9001, Thompson"]),
        ("hartfrod", "place", ["Hartford"]),
        ("75 Charter Oak Avenue, Hartford", "address", ["Hartford"]),
        ("75 Charter Oak Avenue Hartford CT 06106", "address", ["Hartford"]),
        ("110 Main St, 06106", "address", ["Hartford"]),
        ("12 Main Street Mystic", "address", ["Groton", "Stonington"]),
        ("75 charter oak ave, hartfrod", "address", ["Hartford"]),
        ("Norwich Road, Salem", "address", ["Salem"]),
        ("100 West Hartford Road", "address", ["West Hartford"]),
        ("12 Main Street", "address", []),
        ("06101", "zip", []),
        ("zzzz", "unknown", []),
        ("", "blank", []),
    ],
)
def test_what_is_not_clear_is_a_choice_and_no_answer(
    finder: Finder, text: str, kind: str, names: list[str]
) -> None:
    finding = finder.find(text)
    assert finding.kind == kind
    assert sorted(match.place["name"] for match in finding.matches) == names
    assert finding.answer is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Springfield, MA", "Massachusetts"),
        ("Springfield MA 01103", "Massachusetts"),
        ("12 Hartford Street, Springfield, ma", "Massachusetts"),
        ("Hartford, VT", "Vermont"),
        ("New York", "New York"),
        ("Seattle, Washington", "Washington"),
        ("01103", ""),
        ("10 Main Street 01103", ""),
    ],
)
def test_what_lies_in_another_state_is_not_looked_for_here(finder: Finder, text: str, state: str) -> None:
    finding = finder.find(text)
    assert (finding.kind, finding.state, finding.matches) == ("elsewhere", state, ())


def test_the_shares_of_a_zip_code_are_of_its_people(release: OpenRelease) -> None:
    parts = Gazetteer(release).zips["06105"]
    assert [(part.town["name"], round(part.share, 4)) for part in parts] == [
        ("Hartford", 0.9727),
        ("West Hartford", 0.0273),
    ]


def test_a_code_with_a_wrong_digit_is_only_suggested(finder: Finder) -> None:
    finding = finder.find("09190100100")
    assert {match.kind for match in finding.matches} == {"alike"}
    assert finding.answer is None


def test_a_zip_code_chooses_between_the_towns_of_a_village(finder: Finder) -> None:
    # Georgetown lies in three towns
    everywhere = finder.find("Georgetown").matches
    assert len(everywhere) == 3
    assert len(finder.find("Georgetown, CT 06829").matches) <= len(everywhere)
    assert [m.place["name"] for m in finder.find("Georgetown 06896").matches] == ["Redding"]


def test_a_long_text_is_cut(finder: Finder) -> None:
    assert len(finder.find("a " * 5_000).typed.rest) <= 200


@pytest.mark.parametrize(
    ("text", "rest", "zip_code", "state", "is_street"),
    [
        (
            "75 Charter Oak Ave, Hartford, CT 06106",
            "75 Charter Oak Ave, Hartford",
            "06106",
            "Connecticut",
            True,
        ),
        ("5 Elm st in", "5 Elm st in", "", "", True),
        ("5 Elm st, in", "5 Elm st", "", "Indiana", True),
        ("Main Street", "Main Street", "", "", True),
        ("Street", "Street", "", "", False),
        ("Washington", "Washington", "", "", False),
        ("Storrs", "Storrs", "", "", False),
        ("06106", "", "06106", "", False),
    ],
)
def test_a_text_is_taken_apart(text: str, rest: str, zip_code: str, state: str, is_street: bool) -> None:
    typed = parse(text, OWN, {"washington"})
    assert (typed.rest, typed.zip, typed.state, typed.is_street) == (rest, zip_code, state, is_street)


def test_a_release_without_the_tables_still_finds_its_places(toy_release) -> None:  # type: ignore[no-untyped-def]
    finder = Finder(OpenRelease(toy_release))
    for text, name in (
        ("Port Ann", "Port Ann"),
        ("port ann, TL", "Port Ann"),
        ("Hill County", "Hill County"),
        ("98001000300", "Tract 3, Port Ann"),
    ):
        answer = finder.find(text).answer
        assert answer is not None
        assert answer["name"] == name
    assert finder.find("06106").kind == "zip"
    assert finder.find("06106").matches == ()
    assert finder.find("12 Main Street, Mill Creek").matches[0].place["name"] == "Mill Creek"
