"""Affordable Housing Appeals List: assisted homes by town and year, Connecticut, 2002-2023.

Each year the state counts four kinds of assisted homes against the homes of the last census
(CGS 8-30g). Towns with at least ten percent are exempt from the appeals procedure.
"""

from fairtown.concepts import Column, Edition, Source, Table

ASSISTED = Table(
    name="assisted_units",
    title="Assisted homes by town and type",
    key=("geoid", "year"),
    universe="housing units",
    columns=(
        Column("year", "year", "year of the list", least=2002, most=2023),
        Column("census_housing_units", "homes", "homes of the last census that the state uses"),
        Column("governmentally_assisted", "homes", "governmentally assisted homes", blank=1),
        Column(
            "tenant_rental_assistance",
            "homes",
            "tenant rental assistance; listed apart only from 2011",
            blank="year < 2011",
        ),
        Column("chfa_usda_mortgages", "homes", "homes with CHFA or USDA mortgages"),
        Column("deed_restricted", "homes", "homes with a deed restriction"),
        Column("total_assisted", "homes", "total of assisted homes, as published"),
    ),
    editions=(Edition(2023, "2002-2023", "2010"),),
    covers=("town",),
    rules=(
        "total_assisted == governmentally_assisted + max(tenant_rental_assistance, 0) + chfa_usda_mortgages "
        "+ deed_restricted",
        "total_assisted <= 0.5 * census_housing_units",
        "census_housing_units <= 1.3 * acs5_profile.units_in_structure.housing_units",
        "acs5_profile.units_in_structure.housing_units <= 1.6 * census_housing_units",
    ),
    as_published=(("0900935650", 2007),),
    totals=("governmentally_assisted > chfa_usda_mortgages", "chfa_usda_mortgages > deed_restricted"),
    notes="The denominator is the 2000 census through 2010, the 2010 census through 2022, the 2020 census in "
    "2023. Hamden 2007: the parts exceed the total by five, as published. Chaplin 2017 prints no figure "
    "for governmentally assisted homes.",
)

SOURCE = Source(
    code="ct_appeals_list",
    title="Affordable Housing Appeals List (CGS 8-30g)",
    publisher="Connecticut Department of Housing (before 2013: Department of Economic and Community "
    "Development)",
    page="https://portal.ct.gov/doh/doh/programs/affordable-housing-appeals-listing",
    licence="open government data, published for reuse",
    compiled_from="CT-Data-Collaborative/subsidized-housing-by-type (2002-2019) and "
    "Ankit-Kumar-Sahoo/Affordable-Housing-Analysis (2020-2023)",
    tables=(ASSISTED,),
)
