"""Published facts on towns as zoning: districts of which one rule is known, with the citation, and all else unknown.

Facts in words, or about no single district, stay facts: the table keeps them (`ct_zoning_facts.town_facts`).
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases.assemble import assemble
from fairtown.data.zoning_atlases.record import TREATMENTS, Number, Origin, Zoning, rule_row
from fairtown.units import SQFT_PER_ACRE

#: The names of facts that are rules of a district, what they rule, and for which homes.
RULES = {
    "min_lot": ("min_lot", "f1"),
    "lot_area_per_dwelling": ("min_lot", "f1"),
    "min_frontage": ("min_frontage", "f1"),
    "max_height": ("max_height", ""),
}
TREATED = {"two_family_treatment": "treat_f2"}
SEVERAL = re.compile(r"\s*,\s*")


def zoning_from_facts(facts: pd.DataFrame, towns: dict[str, str]) -> Zoning:
    """Return one district per town, code and date from rows of `ct_zoning_facts.town_facts`.

    `towns`: names of towns by geoid. Raises FairtownError if a fact of a rule is no number, or no fact is one.
    """
    known = facts[(facts.district != "") & facts.measure.isin([*RULES, *TREATED])]
    if not len(known):
        raise FairtownError("facts: none is a rule of a district; give rows of ct_zoning_facts.town_facts")
    known = known.assign(district=known.district.map(SEVERAL.split)).explode("district")
    keys = known.drop_duplicates(["geoid", "district", "as_of"]).reset_index(drop=True)
    rows = {key: i for i, key in enumerate(zip(keys.geoid, keys.district, keys.as_of, strict=True))}
    rules, treated = [], ["unknown"] * len(keys)
    for fact in known.itertuples():
        row = rows[fact.geoid, fact.district, fact.as_of]
        if fact.measure in TREATED:
            if fact.value not in TREATMENTS:
                raise FairtownError(
                    f"facts: row {fact.row}: {fact.value!r} is none of {', '.join(TREATMENTS)}"
                )
            treated[row] = fact.value
            continue
        rule, homes = RULES[fact.measure]
        if pd.isna(fact.number):
            raise FairtownError(f"facts: row {fact.row}: {fact.measure} is {fact.value!r}, expected a number")
        is_area = fact.unit == "square feet"
        value = Number(fact.number / SQFT_PER_ACRE if is_area else fact.number)
        rules.append(rule_row(row, homes, rule, "acres" if is_area else fact.unit, value))
    return _assembled(keys, towns, treated, rules)


def _assembled(
    keys: pd.DataFrame, towns: dict[str, str], treated: list[str], rules: list[tuple[Any, ...]]
) -> Zoning:
    columns = {
        "jurisdiction": keys.geoid.map(towns),
        "district": keys.district,
        "treat_f2": treated,
        "code_date": keys.as_of_year.map(lambda y: "" if pd.isna(y) else str(int(y))),
        "source": keys.source,
        "url": keys.url,
        "file_row": keys.row.astype(int),
    }
    origin = Origin(
        "published facts, each with its source", "", "figures quoted with attribution", "none told"
    )
    return assemble("facts on towns", origin, columns, rules)
