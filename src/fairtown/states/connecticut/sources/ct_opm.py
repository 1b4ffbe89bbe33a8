"""Municipal Fiscal Indicators: what the taxable property of Connecticut's towns is worth, put on one scale.

The equalized net grand list estimates the full market value of taxable property from sales, since towns revalue in
different years.
"""

from fairtown.concepts import Column, Edition, Source, Table

GRAND_LIST = Table(
    name="grand_list",
    title="Equalized net grand list and mill rates",
    key=("geoid",),
    universe="taxable property",
    columns=(
        Column(
            "equalized_net_grand_list_usd",
            "dollars",
            "full value of taxable property, net of exemptions",
            step=0.01,
            total=549_224_060_381,
        ),
        Column(
            "equalized_mill_rate",
            "dollars",
            "property tax per 1,000 dollars of full value",
            least=5,
            most=60,
            step=0.01,
        ),
    ),
    editions=(Edition(2018, "fiscal year 2017-18", "2010"),),
    covers=("town",),
    rules=(
        "equalized_net_grand_list_usd >= 90_000 * acs5_profile.units_in_structure.housing_units",
        "equalized_net_grand_list_usd <= 2_200_000 * acs5_profile.units_in_structure.housing_units",
    ),
)

SOURCE = Source(
    code="ct_opm",
    title="Municipal Fiscal Indicators",
    publisher="Connecticut Office of Policy and Management",
    page="https://portal.ct.gov/opm/igpp/publications/municipal-fiscal-indicators",
    licence="open government data, published for reuse",
    compiled_from="CT-Data-Collaborative/municipal-grand-list (PDDL)",
    tables=(GRAND_LIST,),
)
