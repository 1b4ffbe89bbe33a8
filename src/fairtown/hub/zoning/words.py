"""The words of zoning with pictures: the primer, whose definitions are those of the glossary."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from fairtown.hub.shelf import glossary


@dataclass(frozen=True)
class Word:
    """A term of the glossary: why it matters in zoning, and the picture that shows it."""

    id: str
    matters: str
    picture: str = ""
    shows: str = ""

    @property
    def term(self) -> glossary.Term:
        """What the glossary says of it."""
        return glossary.BY_ID[self.id]


WORDS: tuple[Word, ...] = (
    Word(
        "district",
        gettext_noop(
            "Two streets in one town can have very different rules. First find your district on the town's map."
        ),
        "district",
        gettext_noop("A town's map in three parts: homes, shops and homes, industry."),
    ),
    Word(
        "as-of-right",
        gettext_noop("It is quick and sure: nobody votes on it."),
        "as-of-right",
        gettext_noop("A plan goes straight to a permit."),
    ),
    Word(
        "special-permit",
        gettext_noop("It takes more time and money than a plain permit, and the answer can be no."),
        "special-permit",
        gettext_noop("A plan waits at a hearing before it gets a permit or is refused."),
    ),
    Word(
        "minimum-lot",
        gettext_noop("More land per home means fewer homes, and each one costs more."),
        "minimum-lot",
        gettext_noop("The same land with four homes on small lots, and with one home on a large lot."),
    ),
    Word(
        "single-family",
        gettext_noop("Where nothing else is allowed, no apartment can be built."),
    ),
    Word(
        "multifamily",
        gettext_noop("Land, walls and roof are shared, so each home costs less."),
    ),
    Word(
        "middle-housing",
        gettext_noop("It gives more homes on the same land without a tall building."),
    ),
    Word(
        "accessory",
        gettext_noop("It gives a home to a parent, a child or a tenant without changing the street."),
        "accessory",
        gettext_noop("A house with a small second home behind it on the same lot."),
    ),
    Word(
        "overlay",
        gettext_noop("It can add limits or allow more. Read the district and the overlay together."),
        "overlay",
        gettext_noop("A striped area lies over parts of two districts."),
    ),
    Word(
        "setback",
        gettext_noop("On a small lot, setbacks can leave no room for a building."),
    ),
    Word(
        "coverage",
        gettext_noop("Both limit how many homes fit, even where many are allowed."),
    ),
    Word(
        "parking-minimum",
        gettext_noop("A space takes land and money, and leaves less of both for homes."),
    ),
    Word(
        "nonconforming",
        gettext_noop("Many old blocks of a town could not be built again under its rules of today."),
    ),
    Word(
        "variance",
        gettext_noop(
            "It helps one lot, not the town. To change a rule for everyone, ask for a text amendment."
        ),
    ),
    Word(
        "text-amendment",
        gettext_noop("Any owner or resident can ask for one: this is how rules change."),
        "text-amendment",
        gettext_noop("A line of the rules is crossed out and a new one is written."),
    ),
    Word(
        "inclusionary",
        gettext_noop("At ten percent it takes 400 new homes to get 40 affordable ones."),
    ),
    Word(
        "lower-opportunity",
        gettext_noop(
            "Where a child grows up shapes what comes after. The people are of the years named, the levels of 2014."
        ),
    ),
    Word(
        "dissimilarity",
        gettext_noop(
            "A town's figure is of its own neighborhoods only. The state's also holds how towns differ, so do not "
            "compare the two."
        ),
    ),
)
