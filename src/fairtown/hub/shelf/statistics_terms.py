"""Terms of statistics and of the census, which the glossary shows among its own."""

from django.utils.translation import gettext_noop

from fairtown.hub.shelf.term import Term

STATISTICS: tuple[Term, ...] = (
    Term(
        "crosswalk",
        gettext_noop("crosswalk"),
        gettext_noop(
            "A table that leads from the places of one census to those of another. It says which part of an "
            "old place lies in which new one."
        ),
        ("vintage", "census-tract"),
    ),
    Term(
        "draw",
        gettext_noop("draw of the survey"),
        gettext_noop(
            "The survey as it might have come out, had it asked other people. Many draws show how sure a figure is."
        ),
        ("margin-of-error",),
    ),
    Term(
        "entropy",
        gettext_noop("entropy"),
        gettext_noop(
            "How mixed the people of a place are. It is 0 where all belong to one group, and highest where "
            "all groups are alike in size."
        ),
        ("theils-h",),
    ),
    Term(
        "median",
        gettext_noop("median"),
        gettext_noop("The value in the middle: half are higher and half are lower."),
        ("percentile",),
    ),
    Term(
        "mutual-information",
        gettext_noop("mutual information"),
        gettext_noop(
            "How much it tells about people's group to know where they live. It is 0 where every "
            "neighborhood has the same mix."
        ),
        ("theils-h", "entropy"),
    ),
    Term(
        "percentile",
        gettext_noop("percentile"),
        gettext_noop("A rank out of 100. At the 90th percentile, 90 of 100 places have less."),
        ("median", "quintile"),
    ),
    Term(
        "quintile",
        gettext_noop("quintile"),
        gettext_noop("One of five groups of the same size, sorted from low to high."),
        ("percentile",),
    ),
    Term(
        "standard-deviation",
        gettext_noop("standard deviation"),
        gettext_noop("How far from their average values usually lie."),
        ("z-score",),
    ),
    Term(
        "vintage",
        gettext_noop("vintage"),
        gettext_noop("The year of the map that the code and the lines of a place come from."),
        ("crosswalk", "census-tract"),
    ),
    Term(
        "z-score",
        gettext_noop("z-score"),
        gettext_noop("How many standard deviations a value lies above or below the average."),
        ("standard-deviation",),
    ),
)
