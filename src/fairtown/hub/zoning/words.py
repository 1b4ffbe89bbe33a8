"""The words of zoning in plain language, each with a picture: the primer, and the links from every other page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Word:
    """A word: its anchor, the word, what it means, why it matters, and the picture that shows it."""

    id: str
    word: str
    means: str
    matters: str
    picture: str = ""
    shows: str = ""


WORDS: tuple[Word, ...] = (
    Word(
        "district",
        gettext_noop("Zoning district"),
        gettext_noop("A part of the town, drawn on a map, with its own rules for what may be built there."),
        gettext_noop(
            "Two streets in one town can have very different rules. First find your district on the town's map."
        ),
        "district",
        gettext_noop("A town's map in three parts: homes, shops and homes, industry."),
    ),
    Word(
        "as-of-right",
        gettext_noop("As of right"),
        gettext_noop(
            "Allowed without asking for special permission: who follows the written rules gets the permit."
        ),
        gettext_noop("It is quick and sure: nobody votes on it."),
        "as-of-right",
        gettext_noop("A plan goes straight to a permit."),
    ),
    Word(
        "special-permit",
        gettext_noop("Special permit, public hearing"),
        gettext_noop(
            "Allowed only if the commission agrees after a public hearing. Also called special exception or "
            "conditional use."
        ),
        gettext_noop("It takes more time and money than a plain permit, and the answer can be no."),
        "special-permit",
        gettext_noop("A plan waits at a hearing before it gets a permit or is refused."),
    ),
    Word(
        "minimum-lot",
        gettext_noop("Minimum lot"),
        gettext_noop(
            "The least land that one home must have. An acre is 43,560 square feet; many codes say 40,000."
        ),
        gettext_noop("More land per home means fewer homes, and each one costs more."),
        "minimum-lot",
        gettext_noop("The same land with four homes on small lots, and with one home on a large lot."),
    ),
    Word(
        "single-family",
        gettext_noop("Single-family zoning"),
        gettext_noop("Only one home per lot may be built."),
        gettext_noop("Where nothing else is allowed, no apartment can be built."),
    ),
    Word(
        "multifamily",
        gettext_noop("Multifamily housing"),
        gettext_noop("Several homes in one building. State law counts from three homes on."),
        gettext_noop("Land, walls and roof are shared, so each home costs less."),
    ),
    Word(
        "middle-housing",
        gettext_noop("Middle housing"),
        gettext_noop(
            "Two- to four-family homes, townhouses and groups of cottages: between a house and an apartment block."
        ),
        gettext_noop("It gives more homes on the same land without a tall building."),
    ),
    Word(
        "accessory",
        gettext_noop("Accessory apartment"),
        gettext_noop(
            "A small second home on the lot of a house: in the basement, over the garage, or behind it."
        ),
        gettext_noop("It gives a home to a parent, a child or a tenant without changing the street."),
        "accessory",
        gettext_noop("A house with a small second home behind it on the same lot."),
    ),
    Word(
        "overlay",
        gettext_noop("Overlay"),
        gettext_noop(
            "Extra rules for an area that lie on top of the districts below: near a river, a station, a center."
        ),
        gettext_noop("It can add limits or allow more. Read the district and the overlay together."),
        "overlay",
        gettext_noop("A striped area lies over parts of two districts."),
    ),
    Word(
        "setback",
        gettext_noop("Setback"),
        gettext_noop("How far a building must stay from the edges of its lot."),
        gettext_noop("On a small lot, setbacks can leave no room for a building."),
    ),
    Word(
        "coverage",
        gettext_noop("Lot coverage and floor area ratio"),
        gettext_noop(
            "How much of the lot the building may cover, and how much floor it may have for each foot of lot."
        ),
        gettext_noop("Both limit how many homes fit, even where many are allowed."),
    ),
    Word(
        "parking-minimum",
        gettext_noop("Parking minimum"),
        gettext_noop("The parking spaces that each home must have."),
        gettext_noop("A space takes land and money, and leaves less of both for homes."),
    ),
    Word(
        "nonconforming",
        gettext_noop("Nonconforming"),
        gettext_noop(
            "A building or use that was there before the rule and could not be built now. It may stay."
        ),
        gettext_noop("Many old blocks of a town could not be built again under its rules of today."),
    ),
    Word(
        "variance",
        gettext_noop("Variance"),
        gettext_noop(
            "Permission to depart from a rule where the land itself makes it a hardship. The board of appeals gives it."
        ),
        gettext_noop(
            "It helps one lot, not the town. To change a rule for everyone, ask for a text amendment."
        ),
    ),
    Word(
        "text-amendment",
        gettext_noop("Text amendment"),
        gettext_noop(
            "A change of the written rules, which the zoning commission decides after a public hearing."
        ),
        gettext_noop("Any owner or resident can ask for one: this is how rules change."),
        "text-amendment",
        gettext_noop("A line of the rules is crossed out and a new one is written."),
    ),
    Word(
        "inclusionary",
        gettext_noop("Inclusionary zoning"),
        gettext_noop("A share of the homes of a new building must be affordable."),
        gettext_noop("At ten percent it takes 400 new homes to get 40 affordable ones."),
    ),
    Word(
        "lower-opportunity",
        gettext_noop("Lower-opportunity neighborhood"),
        gettext_noop(
            "A census tract in the lower two of the five levels of the Opportunity Index of 2014, made of "
            "figures on schools, work, income, homes and crime."
        ),
        gettext_noop(
            "Where a child grows up shapes what comes after. The people are of the years named, the levels of 2014."
        ),
    ),
    Word(
        "dissimilarity",
        gettext_noop("Dissimilarity"),
        gettext_noop(
            "How far apart two groups live: the share of one that would have to move for both to be spread alike. 0% "
            "is even, 100% is fully apart."
        ),
        gettext_noop(
            "A town's figure is of its own neighborhoods only. The state's also holds how towns differ, so do not "
            "compare the two."
        ),
    ),
)
