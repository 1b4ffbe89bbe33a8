import pytest

from fairtown.concepts import FairtownError
from fairtown.outputs.explain import as_text, explain
from fairtown.outputs.release import OpenRelease


def test_a_value_leads_to_its_formula_table_column_year_file_and_checksum(opened: OpenRelease) -> None:
    found = explain(opened, "residents.poverty", "Hartford", 2023)
    share = next(v for v in found["values"] if v["output"] == "poverty_share")
    assert share["value"] == pytest.approx(28959 / 113726)
    assert found["measure"]["file"] == "src/fairtown/measures/residents/poverty.py"
    table = next(t for t in found["tables"] if t["table"] == "acs5.poverty")
    assert table["address"] == "acs5.poverty@2019-2023"
    assert [c["code"] for c in table["columns"]] == ["C17002_001", "C17002_002", "C17002_003", "C17002_008"]
    assert table["file"].endswith("acs5.poverty.2023.csv")
    assert len(table["sha256"]) == 64
    (row,) = table["here"]
    assert row["under_half_poverty"] + row["half_to_poverty"] == 28959


def test_a_measure_of_measures_names_the_tables_behind_them(opened: OpenRelease) -> None:
    found = explain(opened, "segregation.dissimilarity", "Connecticut", 2016)
    assert [m["id"] for m in found["measures_used"]] == ["residents.race_ethnicity"]
    read = {t["address"]: t["read"] for t in found["tables"]}
    assert read["census_pdb.race_ethnicity@2012-2016"] == "through a measure that it uses"
    assert not any("2019-2023" in address for address in read)


def test_an_output_of_one_column_names_that_column(opened: OpenRelease) -> None:
    found = explain(opened, "opportunity.oca_2014", "09003500700")
    z = next(v for v in found["values"] if v["output"] == "z_grade3_math_score")
    assert z["columns"] == ["oca_index.indicators.grade3_math_score"]


def test_every_observation_explains_to_a_source(opened: OpenRelease) -> None:
    lineages = opened.query("SELECT DISTINCT lineage, measure, year FROM observation")
    made = {(m["id"], y) for m in opened.measures.values() for y in m["years"]}
    assert {(r["measure"], r["year"]) for r in lineages} == made
    for row in lineages:
        lineage = opened.lineages[row["lineage"]]
        assert lineage["tables"]
        for address, year in [*lineage["tables"], *lineage["through"]]:
            edition = opened.editions[address, year]
            assert edition["sha256"]
            assert edition["row_count"] > 0


def test_every_blank_says_why(opened: OpenRelease) -> None:
    assert (
        opened.query("SELECT count(*) AS n FROM observation WHERE value IS NULL AND flag = ''")[0]["n"] == 0
    )


def test_no_margin_of_zero_stands_for_an_unknown_one(opened: OpenRelease) -> None:
    rows = opened.query(
        "SELECT count(*) AS n FROM observation WHERE moe IS NOT NULL AND flag LIKE '%no_margin%'"
    )
    assert rows[0]["n"] == 0


def test_the_text_holds_what_a_journalist_must_cite(opened: OpenRelease) -> None:
    text = as_text(explain(opened, "subsidized.assisted_share", "hartford", 2023))
    for words in (
        "0.39739",
        "assisted_share.py",
        "ct_appeals_list.assisted_units@2002-2023",
        "sha256",
        "8-30g",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("subsidized.assisted", "Hartford"), "nearest: subsidized.assisted_share"),
        (("homes.tenure", "Hartfrod"), "nearest: Hartford"),
        (("homes.tenure", "Hartford", 1999), "years: 2019, 2023"),
        (("opportunity.oca_2014", "Hartford"), "has no figure for Hartford"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    opened: OpenRelease, arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(FairtownError) as error:
        explain(opened, *arguments)  # type: ignore[arg-type]
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_tract_is_found_under_each_of_its_codes(opened: OpenRelease) -> None:
    by_new, by_old = opened.find_places("09110415500"), opened.find_places("09003415500")
    assert {p["vintage"] for p in by_new} == {"2022"}
    assert {p["vintage"] for p in by_old} == {"2010"}, "never the namesake of 2020, whose boundary may differ"


def test_a_code_of_2020_alone_is_found_under_the_code_of_2022(opened: OpenRelease) -> None:
    (place,) = opened.find_places("09001210102")
    assert place["geoid"] == "09190210102"


def test_an_old_code_asked_for_a_new_year_names_the_new_code(opened: OpenRelease) -> None:
    with pytest.raises(FairtownError, match="under the codes of 2022 it is 09110415500"):
        explain(opened, "homes.tenure", "09003415500", 2023)


def test_the_row_shown_is_that_of_the_year_asked(opened: OpenRelease) -> None:
    found = explain(opened, "subsidized.assisted_share", "Hartford", 2023)
    table = next(t for t in found["tables"] if t["table"].startswith("ct_appeals_list"))
    (row,) = table["here"]
    assert (row["year"], row["total_assisted"], row["census_housing_units"]) == (2023, 21165, 53259)


def test_a_period_is_told_and_not_only_its_last_year(opened: OpenRelease) -> None:
    assert explain(opened, "residents.poverty", "Avon", 2023)["period"] == "2019-2023"
    assert explain(opened, "segregation.entropy", "Connecticut", 2016)["period"] == "2012-2016"
    assert explain(opened, "subsidized.assisted_share", "Avon", 2023)["period"] == "2023"
