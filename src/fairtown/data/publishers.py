"""Where publishers put their files: the address of each, what kind it is, and how it begins.

All are federal works in the public domain. Bulk files come first, since they need no key; the Census Bureau's API
answers nothing without one since May 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairtown.concepts import FairtownError

CENSUS = "https://www2.census.gov"
CENSUS_API = "https://api.census.gov"
LEHD = "https://lehd.ces.census.gov"
HUD = "https://www.huduser.gov"
HUD_TAX_CREDITS = "https://lihtc.huduser.gov"
NCES = "https://nces.ed.gov"
#: Bytes that no file of these publishers reaches: the largest table of a survey is about 170 MB.
MOST_BYTES = 2_000_000_000
#: Characters of an address that messages repeat.
LONGEST = 150
#: The first survey with a file for each table, and the years until which such files were called prototypes.
FIRST_TABLE_FILES, LAST_PROTOTYPE = 2018, 2020


@dataclass(frozen=True)
class Remote:
    """One file of a publisher.

    `kind`: table (text with a header), json, zip, gzip or workbook; `begins`: what its text begins with, where that is
    known; `needs_key`: the address is complete only with the caller's key, which is recorded nowhere.
    """

    url: str
    kind: str
    begins: str = ""
    most_bytes: int = MOST_BYTES
    needs_key: bool = False

    @property
    def name(self) -> str:
        """The address as a message repeats it: a question of many cells is cut in its middle."""
        return self.url if len(self.url) <= LONGEST else f"{self.url[: LONGEST - 60]}…{self.url[-59:]}"


def survey_table(year: int, table: str) -> Remote:
    """Return the file of one table of the American Community Survey of five years until `year`, like B03002.

    Raises FairtownError before the first year with files of this form.
    """
    if year < FIRST_TABLE_FILES:
        raise FairtownError(
            f"fetch: the Bureau has no file for each table of the survey until {year}, expected "
            f"{FIRST_TABLE_FILES} or later"
        )
    kind = "prototype" if year <= LAST_PROTOTYPE else "table-based-SF/data"
    base = f"{CENSUS}/programs-surveys/acs/summary_file/{year}/{kind}/5YRData"
    return Remote(f"{base}/acsdt5y{year}-{table.lower()}.dat", "table", begins="GEO_ID|")


def survey_answer(year: int, cells: tuple[str, ...], level: str, fips: str) -> Remote:
    """Return the answer of the Bureau's API for some cells of all places of a level in a state: B03002_001E and so on.

    `level`: state, county, county subdivision, place or tract. At most 50 cells an answer.
    """
    within = "" if level == "state" else f"&in=state:{fips}"
    name = level.replace(" ", "%20")
    places = f"for={name}:{fips if level == 'state' else '*'}{within}"
    url = f"{CENSUS_API}/data/{year}/acs/acs5?get=GEO_ID,{','.join(cells)}&{places}"
    return Remote(url, "json", begins="[[", most_bytes=200_000_000, needs_key=True)


def redistricting(code: str, name: str) -> Remote:
    """Return the counts of the 2020 census by block (PL 94-171) of a state, with each block's places and land."""
    folder = "decennial/2020/data/01-Redistricting_File--PL_94-171"
    return Remote(f"{CENSUS}/programs-surveys/{folder}/{name.replace(' ', '_')}/{code}2020.pl.zip", "zip")


def boundaries(year: int, fips: str, level: str) -> Remote:
    """Return cartographic boundaries, 1:500,000, of a state's places: `level` is tract, cousub or place."""
    if year == 2010:
        number = {"tract": "140", "cousub": "060", "place": "160"}[level]
        return Remote(f"{CENSUS}/geo/tiger/GENZ2010/gz_2010_{fips}_{number}_00_500k.zip", "zip")
    return Remote(f"{CENSUS}/geo/tiger/GENZ{year}/shp/cb_{year}_{fips}_{level}_500k.zip", "zip")


def county_boundaries(year: int) -> Remote:
    """Return cartographic boundaries, 1:500,000, of the counties of all states; there is no file for each."""
    return Remote(f"{CENSUS}/geo/tiger/GENZ{year}/shp/cb_{year}_us_county_500k.zip", "zip")


def tract_relationship(fips: str) -> Remote:
    """Return the land that the tracts of 2020 and of 2010 of a state share."""
    url = f"{CENSUS}/geo/docs/maps-data/data/rel2020/tract/tab20_tract20_tract10_st{fips}.txt"
    return Remote(url, "table", begins="OID_TRACT_20|")


def block_relationship(fips: str) -> Remote:
    """Return the land that the blocks of 2020 and of 2010 of a state share."""
    return Remote(f"{CENSUS}/geo/docs/maps-data/data/rel2020/t10t20/TAB2010_TAB2020_ST{fips}.zip", "zip")


def delineation() -> Remote:
    """Return the Office of Management and Budget's list of July 2023: the metropolitan area of each county."""
    folder = "programs-surveys/metro-micro/geographies/reference-files/2023/delineation-files"
    return Remote(f"{CENSUS}/{folder}/list1_2023.xlsx", "workbook")


def block_crosswalk(code: str) -> Remote:
    """Return the tract, place and county subdivision of each block of a state, as LEHD lists them."""
    return Remote(f"{LEHD}/data/lodes/LODES8/{code}/{code}_xwalk.csv.gz", "gzip", begins="tabblk2020,")


#: HUD renames its workbooks from year to year: each is pinned by its name.
SMALL_AREA_RENTS = {
    2018: "fmr2018/fy2018_safmrs.xlsx",
    2026: "fmr2026/fy2026_safmrs.xlsx",
}


#: The last state of the first of two workbooks with the tracts of a year, by their letters.
FIRST_HALF = "mn"
SUBSIDIZED_HOUSEHOLDS = {2022: "2022_2020census", 2023: "2023_2020census", 2024: "2024_2020census"}
#: The last year that HUD's one file of projects reaches; it is replaced under the same name.
TAX_CREDIT_PROJECTS = {2022: "lihtcpub.zip"}
#: NCES stamps a file with its version and day: by the year in which the school year ended.
SCHOOL_MEMBERSHIP = {2022: "2122_l_1a_071722", 2024: "2324_l_1a_073124", 2025: "2425_l_1a_073025"}


def small_area_rents(year: int) -> Remote:
    """Return HUD's Small Area Fair Market Rents of a fiscal year; FairtownError if the workbook's name is not known."""
    name = _name(SMALL_AREA_RENTS, year, "HUD's workbook of Small Area Fair Market Rents")
    return Remote(f"{HUD}/portal/datasets/fmr/{name}", "workbook")


def subsidized_households(year: int, code: str) -> Remote:
    """Return HUD's Picture of Subsidized Households by tract, of the half of the states that one is in."""
    half = "AK_MN" if code <= FIRST_HALF else "MO_WY"
    name = _name(SUBSIDIZED_HOUSEHOLDS, year, "HUD's workbook of subsidized households by tract")
    return Remote(f"{HUD}/portal/datasets/pictures/files/TRACT_{half}_{name}.xlsx", "workbook")


def tax_credit_projects(year: int) -> Remote:
    """Return HUD's database of tax credit projects that reaches until a year."""
    name = _name(TAX_CREDIT_PROJECTS, year, "HUD's database of tax credit projects")
    return Remote(f"{HUD_TAX_CREDITS}/{name}", "zip")


def school_membership(year: int) -> Remote:
    """Return NCES's students of schools by race, of the school year that ended in a year."""
    name = _name(SCHOOL_MEMBERSHIP, year, "NCES's file of students by school")
    return Remote(f"{NCES}/ccd/Data/zip/ccd_sch_052_{name}.zip", "zip")


def _name(names: Mapping[int, str], year: int, what: str) -> str:
    if year not in names:
        raise FairtownError(f"fetch: {what} of {year} is not known; there are: {', '.join(map(str, names))}")
    return names[year]
