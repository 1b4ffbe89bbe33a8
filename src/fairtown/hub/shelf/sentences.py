"""What a figure says, as a sentence: the value and its margin in words, "about 74 of 100, give or take 2"."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.concepts import GROUP_WORDS, MARGINS
from fairtown.formatting import PERCENT, format_margin
from fairtown.hub import survey_words
from fairtown.hub.shelf.figures import Figure, number
from fairtown.release.reader import Row

#: The groups as people speak of them.
RESIDENTS = {
    "everyone": gettext_noop("residents of %(place)s"),
    "people_of_color": gettext_noop("residents of color of %(place)s"),
    "nh_white": gettext_noop("White residents of %(place)s"),
    "nh_black": gettext_noop("Black residents of %(place)s"),
    "nh_asian": gettext_noop("Asian residents of %(place)s"),
    "hispanic": gettext_noop("Hispanic or Latino residents of %(place)s"),
    "nh_other": gettext_noop("residents of %(place)s of another race or several races"),
}
LOWER_TODAY = gettext_noop(
    "%(about)s %(residents)s lived in lower-opportunity neighborhoods in %(period)s, by the index of that "
    "period%(give_or_take)s."
)
LOWER_2014 = gettext_noop(
    "%(about)s %(residents)s lived in lower-opportunity neighborhoods in %(period)s, by the index of 2014"
    "%(give_or_take)s."
)
MOVE = gettext_noop(
    "%(about)s members of either group in %(place)s (%(group)s) would have to move to another neighborhood for both "
    "to be spread alike, in %(period)s%(give_or_take)s."
)
#: The sentence of a figure, by measure and output; others have a plain one.
SENTENCES = {
    ("opportunity.modern", "lower"): LOWER_TODAY,
    ("opportunity.modern", "lower_corrected"): LOWER_TODAY,
    ("opportunity.access_by_race", "lower"): LOWER_2014,
    ("segregation.dissimilarity", "value"): MOVE,
    ("segregation.dissimilarity", "corrected"): MOVE,
    ("residents.race_ethnicity", "share"): gettext_noop(
        "%(about)s residents of %(place)s were in this group in %(period)s: %(group)s%(give_or_take)s."
    ),
    ("residents.poverty", "poverty_share"): gettext_noop(
        "%(about)s people in %(place)s lived below the poverty line in %(period)s%(give_or_take)s."
    ),
    ("residents.median_household_income", "median_household_income_usd"): gettext_noop(
        "Half of the households in %(place)s had an income above %(value)s in %(period)s, and half had less"
        "%(give_or_take)s."
    ),
    ("homes.rent_burden", "rent_burden_share"): gettext_noop(
        "%(about)s renters in %(place)s paid 30%% or more of their income for housing in %(period)s%(give_or_take)s."
    ),
    ("homes.tenure", "owner_share"): gettext_noop(
        "%(about)s households in %(place)s owned their home in %(period)s%(give_or_take)s."
    ),
    ("homes.tenure", "renter_share"): gettext_noop(
        "%(about)s households in %(place)s rented their home in %(period)s%(give_or_take)s."
    ),
    ("subsidized.assisted_share", "assisted_share"): gettext_noop(
        "%(about)s homes in %(place)s were assisted in %(period)s%(give_or_take)s: by government, rental assistance, "
        "a public mortgage or a deed restriction."
    ),
}
PLAIN = gettext_noop("%(what)s, %(place)s, %(period)s: %(value)s%(give_or_take)s.")
#: Why a figure has no margin, by what the release says of a blank one.
WITHOUT_MARGIN = {
    MARGINS["survey"]: gettext_noop("Its margin of error is not known."),
    MARGINS["count"]: gettext_noop("This is a count, not a survey: it has no margin of error."),
    MARGINS["levels"]: gettext_noop(
        "The homes are counted, not surveyed. How sure the levels are was not published."
    ),
    MARGINS["measured"]: gettext_noop("This was measured on a map: it has no margin of error."),
    MARGINS["quoted"]: gettext_noop("This is quoted as published, without a margin of error."),
    MARGINS["later"]: gettext_noop("Its margin of error has not been worked out yet."),
    MARGINS["corrected"]: gettext_noop(
        "The margin of error is given with the same figure after the survey's error was taken out."
    ),
    MARGINS["interval"]: gettext_noop("How sure it is shows in the 90% interval of the homes."),
    MARGINS["end"]: gettext_noop("This is one end of a 90% interval."),
    MARGINS["bound"]: gettext_noop("This is the least or the most that it can be."),
    MARGINS["chance"]: gettext_noop("This is itself a statement of how sure the survey is."),
    MARGINS["signs"]: gettext_noop(
        "How sure it is shows in how many signs are beyond their margin of error."
    ),
    MARGINS["split"]: gettext_noop("It is split like children of school age, which is an assumption."),
}
EXACT = gettext_noop("Every neighborhood here gives the same answer, so survey error does not change it.")
#: Units that the number shows by itself, or that say nothing to a reader.
SELF_EVIDENT = {"share", "ratio", "dollars", "yes/no", "score", "as published"}
#: Where a share of 100 rounds to none or to all, and is neither.
NEARLY_NONE, NEARLY_ALL = 0.5 / PERCENT, 99.5 / PERCENT


def sentence(measure: str, value: Row, place: str, period: str) -> str:
    """Return what a value says, with its margin in words.

    `value`: as `release.explain` gives it, with `group_words`, the label of its group; `place`: its name.
    """
    message = SENTENCES.get((measure, value["output"]))
    if value["value"] is None or Figure(value, value["unit"]).tells_nothing:
        message = None
    of_hundred = message is not None and value["unit"] == "share"
    placeholders = {
        "about": _capitalized(per_hundred(value["value"], value["moe"] is None)) if of_hundred else "",
        "value": with_unit(value),
        "what": what(value),
        "residents": _residents(value["group"], place),
        "group": value["group_words"],
        "place": place,
        "period": period,
        "give_or_take": give_or_take(value, of_hundred),
    }
    return _(message or PLAIN) % placeholders


def _residents(group: str, place: str) -> str:
    message = RESIDENTS.get(group, "")
    return _(message) % {"place": place} if message else ""


def what(value: Row) -> str:
    """Return what a value is of, with its group: `Residents of the group (Everyone)`."""
    meaning = _capitalized(survey_words.translated(value["meaning"]))
    return f"{meaning} ({value['group_words']})" if value["group"] else meaning


def per_hundred(share: float, is_exact: bool) -> str:
    """Return a share in words: `about 74 of 100`; never none or all where it is neither. `is_exact`: without margin."""
    if is_exact and share in (0, 1):
        return _("%(n)s of 100") % {"n": round(share * PERCENT)}
    if share < NEARLY_NONE:
        return _("fewer than 1 of 100")
    if NEARLY_ALL <= share < 1:
        return _("more than 99 of 100")
    return _("about %(n)s of 100") % {"n": round(share * PERCENT)}


def give_or_take(value: Row, of_hundred: bool) -> str:
    """Return the margin in words, from the comma on: `, give or take 2`; blank where there is none.

    `of_hundred`: in people of a hundred, rounded up to the next whole one where it is under one.
    """
    figure = Figure(value, value["unit"])
    if not figure.margin:
        return ""
    digits = format_margin(value["moe"], value["unit"]).split(" ")[1]
    if of_hundred:
        digits = str(max(1, round(value["moe"] * PERCENT)))
    elif value["unit"] == "dollars":
        digits = f"${digits}"
    return _(", give or take %(n)s") % {"n": digits}


def with_unit(value: Row) -> str:
    """Return a value with the name of its unit, where the number does not show it: `1,234 homes`."""
    text = Figure(value, value["unit"]).text
    unit = "" if value["unit"] in SELF_EVIDENT or value["value"] is None else value["unit"]
    return f"{text} {survey_words.translated(unit)}" if unit else text


def how_sure(value: Row) -> str:
    """Return what the margin means: the range of the true figure, or why there is none."""
    unit, moe = value["unit"], value["moe"]
    if value["value"] is None:
        return _("The figure is not known.")
    if Figure(value, unit).tells_nothing:
        return _("Too few people answered the survey to tell.")
    if moe is None:
        is_exact = "one_side" in value["flag"] and "lower_bound" not in value["flag"]
        message: str = EXACT if is_exact else WITHOUT_MARGIN[value["blank_margin"]]
        return _(message)
    low, high = value["value"] - moe, value["value"] + moe
    if value["value"] >= 0:
        low = max(low, 0.0)
    if unit == "share" and value["value"] <= 1:
        high = min(high, 1.0)
    message = _("We are 90%% confident that the true figure is between %(low)s and %(high)s.")
    return message % {"low": number(low, unit, moe), "high": number(high, unit, moe)}


def group_label(labels: dict[str, str], group: str) -> str:
    """Return the label of a group, by the measure's own words or those of the census; blank for no group."""
    text = labels.get(group) or GROUP_WORDS.get(group, group)
    return _(text) if text else ""


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
