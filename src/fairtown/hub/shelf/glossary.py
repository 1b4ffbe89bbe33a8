"""The glossary: terms that a resident may not know, each with a definition of at most two plain sentences."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language, gettext_noop

from fairtown.hub.shelf.statistics_terms import STATISTICS
from fairtown.hub.shelf.term import Term

TERMS: tuple[Term, ...] = (
    *STATISTICS,
    Term(
        "accessory",
        gettext_noop("accessory apartment"),
        gettext_noop(
            "A small second home on the lot of a house: in the basement, over the garage, or behind it."
        ),
        ("single-family",),
        "zoning",
    ),
    Term(
        "appeals",
        gettext_noop("housing appeals"),
        gettext_noop(
            "If a town refuses to let affordable homes be built, the builder can go to court. There the town "
            "must show why it was right."
        ),
        ("ten-percent-line", "moratorium"),
        "assisted",
    ),
    Term(
        "appeals-list",
        gettext_noop("appeals list"),
        gettext_noop("The state's yearly count of assisted homes in each town."),
        ("assisted-home", "ten-percent-line"),
        "assisted",
    ),
    Term(
        "as-of-right",
        gettext_noop("as of right"),
        gettext_noop(
            "Allowed without asking for special permission: who follows the written rules gets the permit."
        ),
        ("special-permit",),
    ),
    Term(
        "assisted-home",
        gettext_noop("assisted home"),
        gettext_noop(
            "A home that public aid, a public mortgage or a deed keeps affordable. The state counts them "
            "in every town each year."
        ),
        ("ten-percent-line", "subsidized-home"),
        "assisted",
    ),
    Term(
        "census-tract",
        gettext_noop("census tract"),
        gettext_noop(
            "An area that the Census Bureau draws to count people, with about 4,000 residents. We also "
            "call it a neighborhood."
        ),
        ("lower-opportunity",),
    ),
    Term(
        "cost-burdened",
        gettext_noop("cost-burdened"),
        gettext_noop("Paying 30% or more of income for housing."),
        ("fair-share",),
    ),
    Term(
        "coverage",
        gettext_noop("lot coverage and floor area ratio"),
        gettext_noop(
            "How much of the lot the building may cover, and how much floor it may have for each foot of lot."
        ),
        ("setback",),
        "zoning",
    ),
    Term(
        "dissimilarity",
        gettext_noop("dissimilarity"),
        gettext_noop(
            "How far apart two groups live: the share of either one that would have to move for both to "
            "be spread alike. 0% is even, 100% is fully apart."
        ),
        ("isolation", "exposure", "theils-h"),
    ),
    Term(
        "district",
        gettext_noop("zoning district"),
        gettext_noop("A part of the town, drawn on a map, with its own rules for what may be built there."),
        ("overlay",),
        "zoning",
    ),
    Term(
        "exempt",
        gettext_noop("exempt"),
        gettext_noop("Not covered by a rule. A town at the ten-percent line is exempt from housing appeals."),
        ("ten-percent-line",),
        "assisted",
    ),
    Term(
        "exposure",
        gettext_noop("exposure"),
        gettext_noop(
            "How many neighbors of the average person in one group belong to another group. The lower it "
            "is, the further apart they live."
        ),
        ("isolation", "dissimilarity"),
    ),
    Term(
        "fair-share",
        gettext_noop("fair share"),
        gettext_noop(
            "The part of a region's need for homes that one town would plan for. Methods differ, so a "
            "town has more than one."
        ),
        ("cost-burdened", "planning-region"),
        "fair_share",
    ),
    Term(
        "inclusionary",
        gettext_noop("inclusionary zoning"),
        gettext_noop("A share of the homes of a new building must be affordable."),
        ("assisted-home",),
        "zoning",
    ),
    Term(
        "isolation",
        gettext_noop("isolation"),
        gettext_noop(
            "How many neighbors of the average person in a group belong to the same group. The higher it "
            "is, the more they live among themselves."
        ),
        ("exposure", "dissimilarity"),
    ),
    Term(
        "lower-opportunity",
        gettext_noop("lower-opportunity neighborhood"),
        gettext_noop(
            "A census tract in the two lowest of the five levels of an opportunity index. The index "
            "counts things like schools, jobs, incomes and homes."
        ),
        ("opportunity-index", "census-tract"),
    ),
    Term(
        "margin-of-error",
        gettext_noop("margin of error"),
        gettext_noop(
            "How far a survey's figure may be off, because it asks some people and not all. The true "
            "value is within it in 9 of 10 surveys."
        ),
    ),
    Term(
        "middle-housing",
        gettext_noop("middle housing"),
        gettext_noop(
            "Two- to four-family homes, townhouses and groups of cottages: between a house and an "
            "apartment block."
        ),
        ("multifamily",),
        "zoning",
    ),
    Term(
        "minimum-lot",
        gettext_noop("minimum lot"),
        gettext_noop(
            "The least land that one home must have. An acre is 43,560 square feet; many codes say 40,000."
        ),
        ("setback",),
        "zoning",
    ),
    Term(
        "moratorium",
        gettext_noop("moratorium"),
        gettext_noop(
            "Four years in which housing appeals do not apply to a town. A town earns it with points for "
            "new affordable homes."
        ),
        ("ten-percent-line",),
        "duties",
    ),
    Term(
        "multifamily",
        gettext_noop("multifamily housing"),
        gettext_noop("Several homes in one building. State law counts from three homes on."),
        ("middle-housing",),
        "zoning",
    ),
    Term(
        "nonconforming",
        gettext_noop("nonconforming"),
        gettext_noop(
            "A building or use that was there before the rule and could not be built now. It may stay."
        ),
        ("variance",),
        "zoning",
    ),
    Term(
        "opportunity-index",
        gettext_noop("opportunity index"),
        gettext_noop(
            "A score that sorts neighborhoods into five levels by things that help a child do well. It "
            "describes the place and does not judge the people."
        ),
        ("lower-opportunity",),
    ),
    Term(
        "overlay",
        gettext_noop("overlay"),
        gettext_noop(
            "Extra rules for an area that lie on top of the districts below: near a river, a station, a "
            "center."
        ),
        ("district",),
        "zoning",
    ),
    Term(
        "parking-minimum",
        gettext_noop("parking minimum"),
        gettext_noop("The parking spaces that each home must have."),
        ("minimum-lot",),
        "zoning",
    ),
    Term(
        "place-based-subsidy",
        gettext_noop("place-based subsidy"),
        gettext_noop(
            "Public money that stays with a building, so that its homes cost less. It does not move when "
            "a tenant moves."
        ),
        ("voucher", "subsidized-home"),
    ),
    Term(
        "planning-region",
        gettext_noop("planning region"),
        gettext_noop(
            "One of the regions that stand in for counties in newer census figures. Its towns plan together."
        ),
        ("fair-share",),
        "duties",
    ),
    Term(
        "recap",
        gettext_noop("R/ECAP"),
        gettext_noop(
            "A neighborhood where at least half the people are people of color and poverty is very high. "
            "The letters stand for racially or ethnically concentrated area of poverty."
        ),
        ("census-tract",),
    ),
    Term(
        "set-aside",
        gettext_noop("set-aside"),
        gettext_noop(
            "New homes of which a part is set aside: by a deed, those stay affordable for many years."
        ),
        ("assisted-home",),
        "assisted",
    ),
    Term(
        "setback",
        gettext_noop("setback"),
        gettext_noop("How far a building must stay from the edges of its lot."),
        ("coverage",),
        "zoning",
    ),
    Term(
        "single-family",
        gettext_noop("single-family zoning"),
        gettext_noop("Only one home per lot may be built."),
        ("multifamily", "middle-housing"),
        "zoning",
    ),
    Term(
        "special-permit",
        gettext_noop("special permit, public hearing"),
        gettext_noop(
            "Allowed only if the commission agrees after a public hearing. Also called special exception "
            "or conditional use."
        ),
        ("as-of-right",),
        "zoning",
    ),
    Term(
        "subsidized-home",
        gettext_noop("subsidized home"),
        gettext_noop(
            "A home that costs its tenant less because a public program pays part. One building can have "
            "money from several programs."
        ),
        ("place-based-subsidy", "voucher"),
    ),
    Term(
        "ten-percent-line",
        gettext_noop("ten-percent line"),
        gettext_noop(
            "Once 10% of a town's homes are assisted, the town is exempt from housing appeals. Below it, "
            "a builder of affordable homes can appeal a refusal in court."
        ),
        ("assisted-home", "exempt", "moratorium"),
        "assisted",
    ),
    Term(
        "text-amendment",
        gettext_noop("text amendment"),
        gettext_noop(
            "A change of the written rules, which the zoning commission decides after a public hearing."
        ),
        ("variance",),
        "zoning",
    ),
    Term(
        "theils-h",
        gettext_noop("Theil's H"),
        gettext_noop(
            "How much less mixed the average neighborhood is than the whole area, with all groups counted"
            " at once. 0% means every neighborhood mirrors the area, 100% means none is mixed."
        ),
        ("dissimilarity",),
    ),
    Term(
        "variance",
        gettext_noop("variance"),
        gettext_noop(
            "Permission to depart from a rule where the land itself makes it a hardship. The board of "
            "appeals gives it."
        ),
        ("text-amendment",),
        "zoning",
    ),
    Term(
        "voucher",
        gettext_noop("voucher"),
        gettext_noop(
            "Public help with rent that goes with the family, not the building. The family looks for a "
            "home whose owner accepts it."
        ),
        ("place-based-subsidy",),
    ),
)
BY_ID = {term.id: term for term in TERMS}


def terms(has: dict[str, bool]) -> list[Term]:
    """Return the terms that a release needs, by their titles in the reader's language; `has`: see `absent.subjects`."""
    return list(_sorted(frozenset(name for name, is_held in has.items() if not is_held), get_language()))


# every page looks them up, and they change with what is absent and the language alone
@lru_cache(maxsize=64)
def _sorted(without: frozenset[str], _language: str | None) -> tuple[Term, ...]:
    return tuple(sorted((t for t in TERMS if t.subject not in without), key=lambda t: t.title.casefold()))
