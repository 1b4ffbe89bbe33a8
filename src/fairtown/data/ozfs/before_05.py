"""OZFS from before version 0.5, as Cockrell Hill still is: turned into the layout of 0.5, rule by rule.

There, constraints stood directly among a district's properties, as lists of {use_name: [types], min_val or max_val}.
A rule for some types becomes an alternative with the condition that the building is of one of them. Allowed types
stood in `res_uses`, under older names. Nothing is guessed: what cannot be carried over is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairtown.data.ozfs.strict_json import as_list, as_object, item, quoted, refuse, text

#: Residential types as they were called, in lower case, and as the definitions of the same files call them.
NEW_TYPES: dict[str, str] = {
    "1_family": "1_unit",
    "2_family": "2_unit",
    "3_family": "3_unit",
    "4_family": "4_plus",
    "townhome": "townhome",
}
NO_TYPES = "none"
#: A district's own properties; every other one must be a constraint.
OWN = ("dist_abbr", "dist_name", "planned_dev", "overlay", "res_uses")
LIMITS = ("min_val", "max_val")
#: A condition that never holds. An alternative with it stands beside a rule that is alone and has a condition: in 0.5
#: a single alternative applies whatever its condition says, two are looked at.
NEVER = "0 == 1"


def convert(where: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a .zoning file of before 0.5 in the layout of 0.5.

    Raises FairtownError, in one line, if it is no such file or a type or rule in it cannot be carried over.
    """
    features = as_list(where, "features", item(where, given, "features"))
    new_features = [_feature(f"{where}: feature {i}", feature) for i, feature in enumerate(features, 1)]
    return {**given, "features": new_features}


def _feature(where: str, feature: Any) -> dict[str, Any]:
    own = as_object(where, "properties", item(where, as_object(where, "it", feature), "properties"))
    if "constraints" in own or "res_types_allowed" in own:
        raise refuse(
            where,
            'it has the layout of 0.5 but the file has no version, expected one; add "version": "0.5.0"',
        )
    at = f"{where} ({text(where, 'dist_abbr', item(where, own, 'dist_abbr'))})"
    types = _types(at, "res_uses", own.get("res_uses", NO_TYPES))
    constraints = {
        name: _constraint(f"{at}: {quoted(name)}", rows, types)
        for name, rows in own.items()
        if name not in OWN and rows is not None
    }
    unchanged = {key: own[key] for key in OWN if key in own and key != "res_uses"}
    properties = {**unchanged, "res_types_allowed": types, "constraints": constraints}
    return {"type": "Feature", "properties": properties, "geometry": feature.get("geometry")}


def _types(where: str, key: str, value: Any) -> list[str]:
    names = [value] if isinstance(value, str) else as_list(where, key, value)
    if names == [NO_TYPES]:
        return []
    new_types = []
    for name in names:
        new = NEW_TYPES.get(name.lower()) if isinstance(name, str) else None
        if new is None:
            raise refuse(
                where, f"{key} has {quoted(name)}, expected one of {', '.join(NEW_TYPES)}; rename it"
            )
        new_types.append(new)
    return list(dict.fromkeys(new_types))


def _constraint(where: str, rows: Any, allowed: list[str]) -> dict[str, Any]:
    limits: dict[str, list[dict[str, Any]]] = {}
    for row in as_list(where, "it", rows):
        own = as_object(where, "a rule", row)
        if not any(limit in own for limit in LIMITS):
            raise refuse(where, "a rule has neither min_val nor max_val, expected one of them; add it")
        if unknown := [key for key in own if key not in (*LIMITS, "use_name")]:
            raise refuse(
                where,
                f"key {quoted(unknown[0])} is unknown, expected use_name, min_val or max_val; rename it",
            )
        types = _types(where, "use_name", own["use_name"]) if "use_name" in own else allowed
        condition = [] if set(types) >= set(allowed) else [_of_types(types)]
        for limit in LIMITS:
            if own.get(limit) is not None:
                limits.setdefault(limit, []).extend(_alternatives(where, own[limit], condition))
    for alternatives in limits.values():
        if len(alternatives) == 1 and alternatives[0]["condition"]:
            alternatives.append({"expression": "0", "condition": NEVER})
    return limits


def _of_types(types: list[str]) -> str:
    return " or ".join(f"res_type == '{name}'" for name in types) or NEVER


def _alternatives(where: str, value: Any, condition: list[str]) -> list[dict[str, Any]]:
    """Return a limit of before 0.5, a number, an expression or a list of cases, as alternatives of 0.5."""
    alternatives = []
    for case in value if isinstance(value, list) else [value]:
        if not isinstance(case, dict):
            alternatives.append({"expression": case, "condition": condition})
            continue
        own = case.get("conditions", case.get("condition", []))
        own = [own] if isinstance(own, str) else as_list(where, "conditions", own)
        rest = {key: v for key, v in case.items() if key not in ("conditions", "condition")}
        alternatives.append({**rest, "condition": [*condition, *own]})
    return alternatives
