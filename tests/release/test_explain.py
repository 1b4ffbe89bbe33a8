import pytest

from fairtown.concepts import FairtownError
from fairtown.release.explain import as_text, explain
from fairtown.release.reader import OpenRelease


def test_a_value_leads_to_its_formula_table_column_year_file_and_checksum(release: OpenRelease) -> None:
    found = explain(release, "residents.poverty", "Hartford", 2023)
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


def test_a_measure_of_measures_names_the_tables_behind_them(release: OpenRelease) -> None:
    found = explain(release, "segregation.dissimilarity", "Connecticut", 2016)
    assert [m["id"] for m in found["measures_used"]] == ["residents.race_ethnicity"]
    read = {t["address"]: t["read"] for t in found["tables"]}
    assert read["census_pdb.race_ethnicity@2012-2016"] == "through a measure that it uses"
    assert not any("2019-2023" in address for address in read)


def test_an_output_of_one_column_names_that_column(release: OpenRelease) -> None:
    found = explain(release, "opportunity.oca_2014", "09003500700")
    z = next(v for v in found["values"] if v["output"] == "z_grade3_math_score")
    assert z["columns"] == ["oca_index.indicators.grade3_math_score"]


def test_every_observation_explains_to_a_source(release: OpenRelease) -> None:
    lineages = release.query("SELECT DISTINCT lineage, measure, year FROM observation")
    known = {(m["id"], y) for m in release.measures.values() for y in m["years"]}
    assert {(r["measure"], r["year"]) for r in lineages} == known
    for row in lineages:
        lineage = release.lineages[row["lineage"]]
        assert lineage["tables"]
        for address, year in [*lineage["tables"], *lineage["through"]]:
            edition = release.editions[address, year]
            assert edition["sha256"]
            assert edition["row_count"] > 0


def test_every_blank_says_why(release: OpenRelease) -> None:
    assert (
        release.query("SELECT count(*) AS n FROM observation WHERE value IS NULL AND flag = ''")[0]["n"] == 0
    )


def test_no_margin_of_zero_stands_for_an_unknown_one(release: OpenRelease) -> None:
    rows = release.query(
        "SELECT count(*) AS n FROM observation WHERE moe IS NOT NULL AND flag LIKE '%no_margin%'"
    )
    assert rows[0]["n"] == 0


def test_the_text_holds_what_a_journalist_must_cite(release: OpenRelease) -> None:
    text = as_text(explain(release, "subsidized.assisted_share", "hartford", 2023))
    for part in (
        "0.39739",
        "assisted_share.py",
        "ct_appeals_list.assisted_units@2002-2023",
        "sha256",
        "8-30g",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("subsidized.assisted", "Hartford"), "nearest: subsidized.assisted_share"),
        (("homes.tenure", "Hartfrod"), "nearest: Hartford"),
        (("homes.tenure", "Hartford", 1999), "years: 2018, 2019, 2023"),
        (("opportunity.oca_2014", "Hartford"), "has no figure for Hartford"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    release: OpenRelease, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(FairtownError) as error:
        explain(release, *arguments)  # type: ignore[arg-type]
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_tract_is_found_under_each_of_its_codes(release: OpenRelease) -> None:
    by_new, by_old = release.find_places("09110415500"), release.find_places("09003415500")
    assert {p["vintage"] for p in by_new} == {"2022"}
    assert {p["vintage"] for p in by_old} == {"2010"}, "never the namesake of 2020, whose boundary may differ"


def test_a_code_of_2020_alone_is_found_under_the_code_of_2022(release: OpenRelease) -> None:
    (place,) = release.find_places("09001210102")
    assert place["geoid"] == "09190210102"


def test_an_old_code_asked_for_a_new_year_names_the_new_code(release: OpenRelease) -> None:
    with pytest.raises(FairtownError, match="under the codes of 2022 it is 09110415500"):
        explain(release, "homes.tenure", "09003415500", 2023)


def test_the_row_shown_is_that_of_the_year_asked(release: OpenRelease) -> None:
    found = explain(release, "subsidized.assisted_share", "Hartford", 2023)
    table = next(t for t in found["tables"] if t["table"].startswith("ct_appeals_list"))
    (row,) = table["here"]
    assert (row["year"], row["total_assisted"], row["census_housing_units"]) == (2023, 21165, 53259)


def test_a_period_is_told_and_not_only_its_last_year(release: OpenRelease) -> None:
    assert explain(release, "residents.poverty", "Avon", 2023)["period"] == "2019-2023"
    assert explain(release, "segregation.entropy", "Connecticut", 2016)["period"] == "2012-2016"
    assert explain(release, "subsidized.assisted_share", "Avon", 2023)["period"] == "2023"


def margins(release: OpenRelease, measure: str, place: str) -> dict[str, str]:
    """Return what stands for a blank margin, by output."""
    found = explain(release, measure, place, 2023)
    return {v["output"]: v["blank_margin"] for v in found["values"] if v["moe"] is None}


def test_a_surveyed_share_is_no_count(release: OpenRelease) -> None:
    blanks = margins(release, "fair_share.connecticut_oca", "0911002060")
    for output in (
        "homes",
        "share_of_need",
        "uncapped",
        "cap",
        "is_exempt",
        "factor_income",
        "factor_ratables",
    ):
        assert blanks[output] == "in the 90% interval of the homes", output
    assert blanks["homes_lo90"] == blanks["homes_hi90"] == "none: this is an end of the interval"
    # who is exempt by a list takes part in shares of counts only
    assert margins(release, "fair_share.connecticut_equal_growth", "0911002060")["factor_homes"].startswith(
        "none: a count"
    )
    # no interval is given for a region
    assert margins(release, "fair_share.connecticut_oca", "09110")["homes"] == "not given yet"


def test_a_need_that_the_survey_counts_has_its_margin(release: OpenRelease) -> None:
    rows = {r["geoid"]: r for r in release.level_rows("fair_share.connecticut_oca", 2023, "region", "need")}
    counted = release.level_rows("fair_share.town_figures", 2023, "region", "burdened_under_20000")
    for row in counted:
        if rows[row["geoid"]]["value"] is not None:
            assert rows[row["geoid"]]["moe"] == pytest.approx(row["moe"])


def test_true_counts_among_the_town_figures_say_so(release: OpenRelease) -> None:
    blanks = margins(release, "fair_share.town_figures", "0917047535")
    for output in (
        "census_housing_units",
        "total_assisted",
        "assisted_share",
        "grand_list_usd",
        "permits_per_year",
    ):
        assert blanks[output] == "none: a count, not a survey", output
    assert blanks["multifamily_share"] == "not known"


def test_homes_against_households_are_a_share_everywhere(release: OpenRelease) -> None:
    found = explain(release, "fair_share.connecticut_oca", "0917047535", 2023)
    value = next(v for v in found["values"] if v["output"] == "share_of_households")
    assert value["unit"] == "share"
    assert value["value"] < 0.2


def test_every_measure_with_a_margin_says_how_it_is_made(release: OpenRelease) -> None:
    with_margin = release.query("SELECT DISTINCT measure FROM observation WHERE moe IS NOT NULL")
    assert len(with_margin) > 20
    for row in with_margin:
        measure = release.measures[row["measure"]]
        assert "margin" in (measure["formula"] + measure["margin_formula"]).lower(), row["measure"]
    assert "margin    Margin of a share: √" in as_text(explain(release, "homes.tenure", "Canaan", 2023))


def test_a_figure_out_of_a_table_of_many_facts_shows_those_of_its_year(release: OpenRelease) -> None:
    found = explain(release, "zoning.statewide_shares", "Connecticut", 2021)
    figure = next(v for v in found["values"] if v["output"] == "four_family_share" and v["value"] == 0.02)
    (table,) = (t for t in found["tables"] if t["here"])
    assert {row["as_of_year"] for row in table["here"]} == {2021}
    own = [row for row in table["here"] if row["measure"] == "land_share_4plus_family_as_of_right"]
    assert 100 * figure["value"] in [row["number"] for row in own]
    assert "measure land_share_4plus_family_as_of_right" in as_text(found)
