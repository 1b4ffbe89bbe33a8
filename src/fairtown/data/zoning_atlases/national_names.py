"""Names of columns and codes as the teams of the National Zoning Atlas write them, brought to one spelling.

The spreadsheet of the atlas (Hawaii: "1-Family Treatment", two header rows), its form ("1-Family Allowed?"), Vermont's
short names (JXTN, 1FDP, F1FDP) and long ones (F1F_Allowance), New Hampshire's map service (F1_Family_Treatment).
Names whose meaning the teams do not agree on (ADU_MAX_SIZE) are left unread. Sources of the names:
CodeWithAloha/Hawaii-Zoning-Atlas, VERSO-UVM/Vermont-Zoning-Atlas (analysis/field_mapping_change.csv).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases.intake import RawTable
from fairtown.data.zoning_atlases.record import HOMES

#: Signs between the words of a name are one space, letters are small.
SIGNS = re.compile(r"[^a-z0-9]+")
#: Names of a district's own columns, without signs, by how they are called here.
DISTRICT: dict[str, tuple[str, ...]] = {
    "jurisdiction": ("jurisdiction", "jxtn", "municipal name"),
    "district_abbr": ("district abbr", "abbreviated district name", "abbreviateddistrict", "abb dist name"),
    "district_name": ("district name", "full district name", "dist name"),
    "county": ("county", "jurisdiction county"),
    "region": ("region", "rpc"),
    "code_date": ("code date", "effective start date", "bylaw date", "bylaw eff", "bylaw effective"),
    "district_type": (
        "district type", "type of zoning district", "type of residential district", "dist type",
    ),
    "overlay": ("overlay", "overlay district", "over"),
    "mapped": ("mapped", "district mapped", "dist map"),
    "extinct": ("extinct", "extinct district", "district mapped but extinct", "mapped but extinct", "ext dist"),
    "affordable_district": ("affordable district", "affordable housing district", "aff dist"),
    "elderly_district": ("elderly district", "elderly housing district", "eld dist"),
    "acres": ("acres",),
    "municipal_acres": ("municipal acres", "municipalacres"),
    "zone_acres": ("zone acres", "zoneacres"),
}  # fmt: skip
PLAIN = {name: own for own, names in DISTRICT.items() for name in names}
#: What stands before the rest of a name: the kind of home.
HOMES_BEFORE = (
    (re.compile(r"f?([1-4]) ?f(?:amily)?(?= |dp$)"), lambda found: _family(found[1])),
    (re.compile(r"f([1-3])(?= )"), lambda found: f"f{found[1]}"),
    (re.compile(r"f4plus(?= )"), lambda found: "f4plus"),
    (re.compile(r"accessory dwelling unit adu(?= )"), lambda found: "adu"),
    (re.compile(r"adus?(?= |dp$)"), lambda found: "adu"),
)
#: The rest of a name, and what it is called here.
REST = tuple(
    (re.compile(pattern), own)
    for pattern, own in (
        (r"treatment|allowance|allowed|dp", "treatment"),
        (r"min(imum)? lot( size)?( acres)?", "min_lot_acres"),
        (r"front setback( (of )?feet| ft)?|fset", "front_setback_ft"),
        (r"side setback( (of )?feet| ft)?|sset", "side_setback_ft"),
        (r"rear setback( (of )?feet| ft)?|rset", "rear_setback_ft"),
        (r"(lot )?frontage( requirement)?( ft)?|front", "min_frontage_ft"),
        (r"max lot coverage buildings|max lot building coverage|max lot bldg", "max_cov_bldg_pct"),
        (r"max lot coverage buildings impervious( surface)?|max lot impervious coverage|max lot imp",
         "max_cov_impervious_pct"),
        (r"min(imum)? parking( spaces)?|park", "min_parking"),
        (r"min(imum)? parking( spaces)? per (studio (or )?)?1br|park 1br", "min_parking_1br"),
        (r"min(imum)? parking( spaces)? per (2|mult) br|park 2br", "min_parking_2br"),
        (r"max (height of )?stories|stories", "max_stories"),
        (r"max height( (of )?feet| ft)?|height", "max_height_ft"),
        (r"floor to area ratio|fta", "max_far"),
        (r"max(imum)? density( units acre)?|max dens", "max_units_per_acre"),
        (r"min(imum)? unit( size)?( sf| sq ft)?", "min_unit_sqft"),
        (r"max units( per building)?|max unit", "max_units_per_bldg"),
        (r"max bedrooms( per unit)?|bedrooms", "max_bedrooms"),
        (r"max size (sf|(in )?sq ft|sqft)", "max_sqft"),
        (r"max size (of|as percent of) (main( unit)?|primary str[a-z]*)|max percent main unit|max pct", "max_pct_main"),
        (r"elderly( housing)? only|eld", "elderly_only"),
        (r"affordable( housing)? only|aff", "affordable_only"),
        (r"(connection to )?sew(er|age)( and or)? water required|cnxn h2o", "sewer_water_required"),
        (r"(connection or )?(proximity to )?public transit required|cnxn transit", "transit_required"),
        (r"owner( occupancy)? required|owner reqd", "owner_required"),
        (r"(employee (or )?)?family( occupancy)? required|emp reqd", "family_required"),
        (r"renter( occupancy)? prohibited|renter proh", "renter_prohibited"),
        (r"(restricted to )?only primary structure.*|restricted to primary structure", "primary_structure_only"),
    )
)  # fmt: skip
#: Columns that qualify another one: its unit, and what holds instead of it under some condition.
COMPANIONS = (
    (re.compile(r"(.+) units"), "_unit"),
    (re.compile(r"(.+) cond alt"), "_instead"),
    (re.compile(r"conditional (.+)"), "_instead"),
)


def _family(number: str) -> str:
    return "f4plus" if number == "4" else f"f{number}"


@lru_cache(maxsize=4_096)
def own_name(column: str) -> str:
    """Return our name of a column, or its own name where we know none."""
    bare = SIGNS.sub(" ", column.lower().replace("# ", "").replace("#", "")).strip()
    if bare in PLAIN:
        return PLAIN[bare]
    if own := _of_homes(bare):
        return own
    for pattern, end in COMPANIONS:
        if (found := pattern.fullmatch(bare)) and (own := _of_homes(found[1])):
            return own + end
    return column


def _of_homes(bare: str) -> str:
    """Return our name of a column about a kind of home, "" if it is none."""
    for before, homes in HOMES_BEFORE:
        if found := before.match(bare):
            rest = bare[found.end() :].strip()
            own = next((end for pattern, end in REST if pattern.fullmatch(rest)), "")
            return f"{homes(found)}_{own}" if own else ""
    return ""


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row of cells names the columns of districts: a place, a district and how a home is treated there."""
    names = {own_name(cell) for cell in cells}
    return {"jurisdiction", "district_abbr"} <= names and any(
        f"{homes}_treatment" in names for homes in HOMES
    )


def rename_columns(table: RawTable) -> RawTable:
    """Return rows with the columns that are known under the names used here.

    Of two columns that mean the same the first stays if they say the same in every row. Raises FairtownError if they do
    not.
    """
    rows, names = table.rows, [own_name(column) for column in table.rows]
    first: dict[str, int] = {}
    for i, name in enumerate(names):
        if (before := first.setdefault(name, i)) == i:
            continue
        cells, earlier = (rows.iloc[:, j].str.strip().str.lower() for j in (i, before))
        if (differs := (cells != earlier).to_numpy()).any():
            raise FairtownError(
                f"{table.name}: columns {rows.columns[before]!r} and {rows.columns[i]!r} both mean {name} and differ "
                f"in row {table.file_row[int(differs.argmax())]}; remove one"
            )
    return replace(table, rows=rows.iloc[:, list(first.values())].set_axis(list(first), axis=1))
