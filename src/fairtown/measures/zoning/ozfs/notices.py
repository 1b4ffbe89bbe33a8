"""What a reader should know of the files before trusting an evaluation: as codes with place and text, not sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from fairtown.data.geometry.coordinates import NAD83
from fairtown.data.ozfs.feed import Alternative, Building, Constraint, District, Zoning
from fairtown.measures.zoning.ozfs.building import DEFINED, RES_TYPE, WORDS_OF, types_of
from fairtown.measures.zoning.ozfs.choices import CHECKS, NOT_CHECKABLE
from fairtown.measures.zoning.ozfs.expression import parse
from fairtown.measures.zoning.ozfs.fit import SETBACKS
from fairtown.measures.zoning.ozfs.town import Town
from fairtown.measures.zoning.ozfs.values import figure_of, numbers, value_of

#: A limit of so many stories that is the district's height limit too was meant in feet.
MANY_STORIES = 10.0
#: Shares of homes are percentage points; a limit up to this looks like a fraction.
FRACTION = 1.0

NOTICES: dict[str, str] = {
    "converted": "the file is from before version 0.5 of the standard and was converted",
    "nad83": "positions are in NAD83 and are taken as WGS84: they differ by one or two meters",
    "mended": "the shape of the district crossed itself or was not closed, and was mended",
    "no_shape": "the district has no shape: no parcel can lie in it",
    "no_rules": "the district has no rule: only its types of homes are checked",
    "overlay": "the district lies on top of others; its rules are not applied to the parcels under it",
    "stories_like_height": "the limit of stories is that of the height: it may have been meant in feet",
    "percent_like_fraction": "a limit in percentage points is so small that it looks like a fraction",
    "minimum_above_maximum": "the least that is asked for is more than the most that is allowed",
    "undefined_type": "the district allows a type of home that the file does not define: check how it is spelled",
    "undefined_word": "a rule asks for a word that the quantity cannot be: check how it is spelled",
    "negative_limit": "the limit is below zero: no such rule can be meant, so whether it is kept stays open",
    "range_as_subtraction": "two numbers with a minus between them look like a range: no such rule can be meant, so "
    "whether it is kept stays open",
    "plain_words": "the condition is in plain words: whether it holds is unknown",
    "unread_expression": "the expression could not be read as a formula",
    "unknown_name": "a rule names a quantity that the standard does not have",
    "constant_condition": "the condition compares two constants: it always, or never, holds",
    "not_checkable": "the files do not hold what this rule needs",
    "unknown_rule": "the standard has no rule of this name",
    "maximum_setback": "the greatest setback that is allowed is not checked",
    "unknown_definition": "the standard defines no quantity of this name; it is left out",
    "not_defined": "the municipality does not define this quantity: rules on it stay open",
    "no_level_1": "the building has no level 1: its footprint is counted as 0",
    "no_district": "parcels lie in no base district and are not evaluated",
    "two_districts": "parcels lie in more than one base district and are told of once for each",
    "no_parcel_shape": "the edges of parcels do not close: whether a building fits there is unknown",
}


@dataclass(frozen=True)
class Notice:
    """Something in the files that a reader should know: a code of NOTICES, where it is, and its text or number."""

    code: str
    district: str = ""
    rule: str = ""
    text: str = ""
    value: float | None = None


def notices_of(
    zoning: Zoning, building: Building | None = None, town: Town | None = None
) -> tuple[Notice, ...]:
    """Return what should be known of the rules, and of a building and the parcels if given; each but once."""
    found = [*_of_zoning(zoning)]
    types = types_of(zoning.definitions)
    for district in zoning.districts:
        found += _of_district(district)
        found += [Notice("undefined_type", district.abbr, RES_TYPE, t) for t in _undefined(district, types)]
    found += _of_words(zoning, WORDS_OF if types is None else {**WORDS_OF, RES_TYPE: types})
    if building is not None and all(level.level != 1 for level in building.levels):
        found.append(Notice("no_level_1"))
    if town is not None:
        found += _of_town(town)
    return tuple(dict.fromkeys(found))


def _undefined(district: District, types: frozenset[str] | None) -> list[str]:
    """Return the types that a district allows and the file does not define, where it defines types by plain words."""
    return [] if types is None else [t for t in district.res_types if t not in types]


def _of_words(zoning: Zoning, known_words: dict[str, Collection[str]]) -> Iterator[Notice]:
    """Yield the rules that compare a quantity with a word that it cannot be: they hold never, or always."""
    for name, entries in zoning.definitions.items():
        for entry in entries:
            yield from _of_word("", name, (entry.expression, *entry.conditions), known_words)
    for district in zoning.districts:
        for constraint in district.constraints:
            for alternative in (*constraint.minimum, *constraint.maximum):
                texts = (*alternative.conditions, *alternative.expressions)
                yield from _of_word(district.abbr, constraint.name, texts, known_words)


def _of_word(
    abbr: str, name: str, texts: tuple[str, ...], known_words: dict[str, Collection[str]]
) -> Iterator[Notice]:
    for text in texts:
        pairs = parse(text).word_comparisons
        if any(word not in known_words.get(quantity, (word,)) for quantity, word in pairs):
            yield Notice("undefined_word", abbr, name, text)


def _of_zoning(zoning: Zoning) -> Iterator[Notice]:
    if not zoning.version:
        yield Notice("converted")
    if zoning.datum == NAD83:
        yield Notice("nad83", rule="zoning")
    yield from (Notice("mended", abbr) for abbr in zoning.repaired)
    for name, entries in zoning.definitions.items():
        if name not in DEFINED:
            yield Notice("unknown_definition", rule=name)
        for entry in entries:
            yield from _of_rules("", name, Alternative((entry.expression,), entry.conditions))
    yield from (Notice("not_defined", rule=name) for name in DEFINED if not zoning.definitions.get(name))


def _of_district(district: District) -> Iterator[Notice]:
    abbr = district.abbr
    if district.shape is None:
        yield Notice("no_shape", abbr)
    if not district.constraints and not district.planned_dev:
        yield Notice("no_rules", abbr)
    for constraint in district.constraints:
        name = constraint.name
        if name in NOT_CHECKABLE:
            yield Notice("not_checkable", abbr, name)
        elif name in SETBACKS:
            if constraint.maximum:
                yield Notice("maximum_setback", abbr, name)
        elif name not in CHECKS:
            yield Notice("unknown_rule", abbr, name)
        for alternative in (*constraint.minimum, *constraint.maximum):
            yield from _of_rules(abbr, name, alternative)
        yield from _of_numbers(abbr, constraint)
    limits = {c.name: _plain(c.maximum) for c in district.constraints}
    stories = limits.get("stories")
    if stories is not None and stories > MANY_STORIES and stories == limits.get("height"):
        yield Notice("stories_like_height", abbr, "stories", value=stories)


def _of_rules(abbr: str, name: str, alternative: Alternative) -> Iterator[Notice]:
    for text in alternative.conditions:
        if parse(text).is_constant:
            yield Notice("constant_condition", abbr, name, text)
    for text in alternative.expressions:
        rule = parse(text)
        if rule.is_constant and numbers(value_of(rule, {})) < 0:
            yield Notice("negative_limit", abbr, name, text)
    unread = (("plain_words", alternative.conditions), ("unread_expression", alternative.expressions))
    for code, texts in unread:
        for text in texts:
            if (rule := parse(text)).tree is None:
                yield Notice("range_as_subtraction" if rule.is_range else code, abbr, name, text)
    for text in (*alternative.conditions, *alternative.expressions):
        yield from (Notice("unknown_name", abbr, name, word) for word in sorted(parse(text).unknown))


def _of_numbers(abbr: str, constraint: Constraint) -> Iterator[Notice]:
    low, high = _plain(constraint.minimum), _plain(constraint.maximum)
    if low is not None and high is not None and low > high:
        yield Notice("minimum_above_maximum", abbr, constraint.name, value=low)
    if constraint.name.startswith("unit_pct"):
        small = [v for v in (low, high) if v is not None and 0 < v <= FRACTION]
        yield from (Notice("percent_like_fraction", abbr, constraint.name, value=v) for v in small)


def _plain(alternatives: tuple[Alternative, ...]) -> float | None:
    """Return the limit that does not depend on anything, none if it does."""
    if len(alternatives) != 1 or len(alternatives[0].expressions) != 1:
        return None
    value = float(figure_of(alternatives[0].expressions[0], {}))
    return None if np.isnan(value) else value


def _of_town(town: Town) -> Iterator[Notice]:
    for i, n in town.overlays.items():
        yield Notice("overlay", town.zoning.districts[i].abbr, value=float(n))
    n_none = int((town.district < 0).sum())
    n_two = int((np.bincount(town.parcel) > 1).sum())
    if town.parcels.datum == NAD83:
        yield Notice("nad83", rule="parcels")
    for code, n in (("no_district", n_none), ("two_districts", n_two)):
        if n:
            yield Notice(code, value=float(n))
    if town.is_drawn and (n := int(town.fitting.no_shape(np.arange(len(town.parcels))).sum())):
        yield Notice("no_parcel_shape", value=float(n))
