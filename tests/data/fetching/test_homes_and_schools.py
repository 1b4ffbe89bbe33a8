"""Tables of HUD and NCES of a state without sources of its own, from files with the publishers' names and headers."""

import csv
from pathlib import Path

import pytest

from fairtown.cli.commands import main
from fairtown.concepts import FairtownError
from fairtown.data import clean_tables, homes_and_schools, publishers
from fairtown.data.readers import school_membership, subsidized_households
from fairtown.states.governments import GOVERNMENTS

from ..readers.test_hud_and_others import MEMBERS, RENTS, book, zipped
from ..test_jurisdictions import CALIFORNIA
from .publisher import published
from .small_world import YEAR, files
from .survey_files import path_of
from .test_places_and_counties import NAMES

OTHERS = tuple(homes_and_schools.TABLES)
MEMBER = "2023-2024,6,CA,0691051,069105100001,First School,Grade 1,{race},{sex},{count},{total},Reported\n"


def files_of_others() -> dict[str, bytes]:
    """Return a file of each table: a row or two of California, beside another state's."""
    rents = [[94601, "M", "Oakland-Fremont, CA HUD Metro FMR Area", *range(1_000, 2_000, 100)]]
    rents.append([97201, "N", "Portland-Vancouver-Hillsboro, OR-WA MSA", *range(1_000, 2_000, 100)])
    names = ["program", "code", *subsidized_households.COLUMNS.values()]
    tracts = [
        ["1", 6001400100, 20, 95, 18, 40, 350, 900, 15000, 80, -4, 20, 30],
        ["1", 6001999999, 5, *[-1] * 10],
    ]
    projects = "HUD_ID,PROJECT,PROJ_CTY,PROJ_ST,LATITUDE,LONGITUDE,N_UNITS,LI_UNITS,YR_PIS\n"
    projects += "CAA1,Bay,Oakland,CA,37.8,-122.2,60,48,8888\nORA1,Elm,Salem,OR,44.9,-123.0,10,10,2001\n"
    own = [
        MEMBER.format(race="White", sex=sex, count=n, total=school_membership.DETAIL)
        for sex, n in (("F", 4), ("M", 5))
    ]
    own.append(MEMBER.format(race="Asian", sex="F", count="-9", total=school_membership.DETAIL))
    remotes = [
        published.remote(_year(address), GOVERNMENTS["ca"])
        for address, published in homes_and_schools.TABLES.items()
    ]
    contents = [
        book(RENTS, *rents),
        book(names, *tracts),
        zipped("LIHTCPUB.CSV", projects),
        zipped("ccd_sch_052_2324_l_1a_073124.csv", MEMBERS + "".join(own)),
    ]
    return {path_of(remote): content for remote, content in zip(remotes, contents, strict=True)}


def rows_of(tables: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a clean table as text."""
    with (tables / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def _year(address: str) -> int:
    return {"hud_rents.zips": 2026, "hud_tax_credits.projects": 2022}.get(address, 2024)


def test_tables_of_hud_and_nces_are_made_beside_the_survey(tmp_path: Path):
    names = ",".join(("acs5.tenure", *OTHERS))
    with published({**files("ca", CALIFORNIA, NAMES), **files_of_others()}) as owner:
        options = ["--state", "ca", "--years", str(YEAR), "--tables", names, "--from", owner.url]
        assert main(["fetch", *options, "--out", str(tmp_path)]) == 0
    tables = tmp_path / "states" / "ca" / "tables"
    (rents,) = rows_of(tables, "hud_rents.zips.2026")
    assert (rents["zip"], rents["safmr_0br_usd"], rents["safmr_4br_usd"]) == ("94601", "1000", "1800")
    (picture,) = rows_of(tables, "hud_picture.tracts.2024")
    assert (picture["geoid"], picture["units"]) == ("06001400100", "20")
    assert (picture["nh_black_percent"], picture["nh_black_percent_flag"]) == ("", "suppressed")
    (project,) = rows_of(tables, "hud_tax_credits.projects.2022")
    assert (project["project"], project["low_income_units"], project["year_in_service"]) == ("Bay", "48", "")
    students = rows_of(tables, "nces_membership.schools.2024")
    assert [(row["group"], row["students"], row["flag"]) for row in students] == [
        ("nh_asian", "", "suppressed"),
        ("nh_white", "9", ""),
    ]
    (made_of,) = clean_tables.publisher_files(tables)["nces_membership.schools.2024.csv"]
    assert made_of["url"] == "https://nces.ed.gov/ccd/Data/zip/ccd_sch_052_2324_l_1a_073124.zip"


RENTS_BOOK, PICTURE = (
    "HUD's workbook of Small Area Fair Market Rents",
    "HUD's workbook of subsidized households by tract",
)
YEARS = [
    (lambda: publishers.small_area_rents(2001), f"{RENTS_BOOK} of 2001 is not known; there are: 2018"),
    (
        lambda: publishers.subsidized_households(1999, "ca"),
        f"{PICTURE} of 1999 is not known; there are: 2022",
    ),
    (
        lambda: publishers.tax_credit_projects(2030),
        "HUD's database of tax credit projects of 2030 is not known",
    ),
    (
        lambda: publishers.school_membership(2023),
        "NCES's file of students by school of 2023 is not known; there",
    ),
]


@pytest.mark.parametrize(("ask", "line"), YEARS, ids=["rents", "picture", "credits", "schools"])
def test_a_year_that_a_publisher_does_not_have_is_told(ask, line: str):
    with pytest.raises(FairtownError) as error:
        ask()
    assert str(error.value).startswith(f"fetch: {line}")


def test_each_half_of_the_states_has_a_workbook():
    found = {
        code: publishers.subsidized_households(2024, code).url.rpartition("/")[2]
        for code in ("mn", "mo", "dc")
    }
    first, second = "TRACT_AK_MN_2024_2020census.xlsx", "TRACT_MO_WY_2024_2020census.xlsx"
    assert found == {"mn": first, "mo": second, "dc": first}
