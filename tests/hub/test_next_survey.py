"""One more edition of the survey moves every page: a copy of the package gets one more line and its tables.

The line is `Edition(…)` in data/federal/acs5.py, the tables are those of the latest survey under the new year. The
figures of years before are those of the release without it, and new margins rest on a few draws: what is looked at is
which survey a page names.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fairtown
from fairtown.data import catalog, clean_tables
from fairtown.data.surveys import earlier_apart, survey_years
from fairtown.states import state

from ..surveys import HELD

OLD = HELD[-1]
YEAR, PERIOD = OLD.year + 1, "{}-{}".format(*(year + 1 for year in survey_years(OLD.period)))
PERIODS = {edition.year: edition.period for edition in HELD} | {YEAR: PERIOD}
BEFORE = PERIODS[earlier_apart(PERIODS, YEAR)]
HARTFORD = "0911037070"
POVERTY = "/explain/residents.poverty/{}/{}/"
PAGES = (
    "/", "/map/", "/map/?view=today", "/map/lab/", "/towns/", "/towns/hartford/",
    "/towns/hartford/homes/", "/segregation/",
    "/tracts/09110415500/", "/balance/", "/fair-share/", "/zoning/hartford/", "/zoning/hartford/act/brief/", "/api/",
    "/es/", "/es/map/?view=today", "/es/towns/hartford/", "/es/towns/hartford/homes/", "/es/segregation/",
)  # fmt: skip
FILES = ("/towns/hartford.csv", "/segregation/places.csv", "/methods/residents.poverty.csv")
EXPLAINED = (
    POVERTY.format(HARTFORD, YEAR),
    POVERTY.format(HARTFORD, OLD.year),
    f"/explain/segregation.change/09/{YEAR}/",
)
METHODS = (
    "/methods/segregation.change/",
    "/es/methods/segregation.change/",
    "/methods/segregation.dissimilarity/",
)
#: Pages that list surveys to choose from, and one that rests on the survey of the tracts of the published index.
LISTS = ("/map/lab/",)

#: How many draws the figures of a release rest on: the files of the package, and the name of the number in each.
DRAWS = {
    "measures/opportunity/index/draws.py": "DRAWS",
    "measures/opportunity/index/evaluate.py": "DRAWS_OF_SHARES",
    "measures/fair_share/allocation/evaluate.py": "DRAWS",
    "measures/segregation/estimation/by_area.py": "N_SURVEYS",
    "measures/segregation/estimation/draws.py": "DRAWS",
    "measures/segregation/change.py": "N_DRAWS",
}
#: How many they rest on here.
FEW = 10


def draw_less(package: Path) -> None:
    """Let the figures of a package rest on few draws."""
    for name, number in DRAWS.items():
        path = package / name
        code, n = re.subn(
            rf"^({number}\b[^=\n]*= )([\d_]+)",
            rf"\g<1>{FEW}",
            path.read_text(),
            flags=re.MULTILINE,
        )
        assert n == 1, path
        path.write_text(code)


def half_written(folder: str, names: list[str]) -> list[str]:
    """Return what is left out of the copy: beside compiled files, what others write just now."""
    return [name for name in names if folder.endswith("__pycache__") and not name.endswith(".pyc")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, results_file: Path, prepared_records: Path) -> Path:
    """A folder with the package, one edition longer, the release that it builds, and pages.json."""
    folder = tmp_path_factory.mktemp("next")
    package = folder / "src" / "fairtown"
    shutil.copytree(Path(fairtown.__file__).parent, package, ignore=half_written)
    declared = package / "data" / "federal" / "acs5.py"
    line = f'    Edition({OLD.year}, "{OLD.period}"),\n'
    code = declared.read_text()
    assert code.count(line) == 1
    declared.write_text(
        code.replace(line, line + line.replace(OLD.period, PERIOD).replace(str(OLD.year), str(YEAR), 1))
    )
    draw_less(package)
    tables = next(package.rglob(f"acs5.tenure.{OLD.year}.csv")).parent
    for table in tables.glob(f"acs5.*.{OLD.year}.csv"):
        shutil.copyfile(table, table.with_name(table.name.replace(str(OLD.year), str(YEAR))))
    clean_tables.write_checksums(tables)
    site = Path(__file__).with_name("next_survey.py")
    subprocess.run(
        [sys.executable, str(site), str(folder), str(results_file), *PAGES, *FILES, *EXPLAINED, *METHODS],
        env=os.environ | {"PYTHONPATH": str(folder / "src")},
        cwd=folder,
        check=True,
    )
    return folder


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "pages.json").read_text())
    return found


@pytest.mark.parametrize("address", [p for p in PAGES if p not in ("/balance/", "/fair-share/", "/api/")])
def test_every_page_shows_the_new_survey(pages: dict[str, str], address: str) -> None:
    assert PERIOD in pages[address]


@pytest.mark.parametrize("address", [p for p in PAGES if p not in LISTS])
def test_no_page_stays_with_a_survey_that_has_a_newer_one(pages: dict[str, str], address: str) -> None:
    assert OLD.period not in pages[address]
    old_years = re.findall(rf"/explain/([\w.]+)/\w+/{OLD.year}/", pages[address])
    # the list of assisted homes has its own years
    assert set(old_years) <= {"subsidized.assisted_share", "subsidized.balance"}


@pytest.mark.parametrize(
    "address", ["/towns/hartford/homes/", "/segregation/", "/es/towns/hartford/homes/", "/es/segregation/"]
)
def test_changes_are_measured_from_the_newest_survey_without_a_common_year(
    pages: dict[str, str], address: str
) -> None:
    assert BEFORE in pages[address]
    others = {period for year, period in PERIODS.items() if year != YEAR} - {BEFORE}
    assert not any(period in pages[address] for period in others)


def test_sentences_name_the_new_survey_in_both_languages(pages: dict[str, str]) -> None:
    assert f"Survey and index of {PERIOD}." in pages["/"]
    assert f"Encuesta e índice de {PERIOD}." in pages["/es/"]
    assert f"survey of {PERIOD}" in pages["/map/?view=today"]
    assert f"index of today ({PERIOD})" in pages["/map/?view=today"]
    assert f"índice de hoy ({PERIOD})" in pages["/es/map/?view=today"]
    assert f"changed from {BEFORE} to {PERIOD}" in pages["/methods/segregation.change/"]
    assert f"de {BEFORE} a {PERIOD}" in pages["/es/methods/segregation.change/"]


def test_nothing_is_left_untranslated(pages: dict[str, str]) -> None:
    assert pages["untranslated"] == ""


def test_the_laboratory_offers_the_new_survey_first_asked(pages: dict[str, str]) -> None:
    options = re.findall(r'<option value="(\d+)"( selected)?>(\d{4}-\d{4})</option>', pages["/map/lab/"])
    assert options[-1] == (str(YEAR), " selected", PERIOD)
    assert (str(OLD.year), "", OLD.period) in options


def test_homes_by_kind_of_neighborhood_rest_on_the_survey_of_the_published_index(
    pages: dict[str, str],
) -> None:
    editions = catalog.for_state(state("ct")).table("acs5.tenure")[1].editions
    of_index = max(edition.year for edition in editions if edition.vintage != editions[-1].vintage)
    assert f"American Community Survey {PERIODS[of_index]}" in pages["/balance/"]


def test_what_a_benchmark_found_of_a_survey_stays_with_it(pages: dict[str, str]) -> None:
    assert "the interval of 2019-2023 holds" in pages["/methods/segregation.dissimilarity/"]


def test_drawings_name_the_new_survey(folder: Path) -> None:
    maps = folder / "releases" / "2026-01-01" / "maps"
    for name in ("state-dots", "state-dots.es", "modern", "sure", "divergence", "divergence.es"):
        text = (maps / f"{name}.svg").read_text()
        assert PERIOD in text, name
        assert OLD.period not in text, name


def test_files_hold_the_new_survey(pages: dict[str, str]) -> None:
    rows = {address: list(csv.DictReader(io.StringIO(pages[address]))) for address in FILES}
    poverty = [r for r in rows["/towns/hartford.csv"] if r["measure"] == "residents.poverty"]
    assert {(r["year"], r["period"]) for r in poverty} >= {(str(YEAR), PERIOD), (str(OLD.year), OLD.period)}
    assert {r["period"] for r in rows["/segregation/places.csv"]} == {PERIOD}
    assert {r["period"] for r in rows["/methods/residents.poverty.csv"]} == set(PERIODS.values())


def test_explanations_lead_to_the_new_tables(pages: dict[str, str]) -> None:
    new, old, change = (pages[address] for address in EXPLAINED)
    assert f"acs5.poverty.{YEAR}.csv" in new
    assert PERIOD in new
    assert f"acs5.poverty.{OLD.year}.csv" in old
    assert PERIOD in change
    # the tables are copies, and so are the figures
    shown = re.compile(r"25\.5%.{0,40}± 1\.8", re.DOTALL)
    assert shown.search(new)
    assert shown.search(old)
