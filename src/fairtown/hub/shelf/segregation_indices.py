"""The indices that pages put first, with their labels; every other one stands on its method page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

DISSIMILARITY, ISOLATION = "segregation.dissimilarity", "segregation.isolation"
EXPOSURE, ENTROPY = "segregation.exposure", "segregation.entropy"
FIVE, FOUR = "five_groups", "four_groups"
#: What each of them says of a place, the best first: without survey error, as computed, by chance.
OUTPUTS = ("corrected", "value", "by_chance")
#: The measures that are explained on the page, in their order there.
EXPLAINED = (DISSIMILARITY, ISOLATION, EXPOSURE, ENTROPY)


@dataclass(frozen=True)
class Index:
    """One index: `slug` names it in an address, `label` in a table."""

    slug: str
    measure: str
    group: str
    label: str
    #: a low value means more segregation
    is_low_first: bool = False
    #: among the few of a town's page
    is_headline: bool = True


INDICES = (
    Index("dissimilarity-black-white", DISSIMILARITY, "nh_black|nh_white",
          gettext_noop("Dissimilarity, Black and White")),
    Index("dissimilarity-latino-white", DISSIMILARITY, "hispanic|nh_white",
          gettext_noop("Dissimilarity, Latino and White")),
    Index("dissimilarity-asian-white", DISSIMILARITY, "nh_asian|nh_white",
          gettext_noop("Dissimilarity, Asian and White"), is_headline=False),
    Index("isolation-black", ISOLATION, "nh_black", gettext_noop("Isolation of Black residents")),
    Index("isolation-latino", ISOLATION, "hispanic", gettext_noop("Isolation of Latino residents")),
    Index("isolation-white", ISOLATION, "nh_white", gettext_noop("Isolation of White residents"),
          is_headline=False),
    Index("exposure-black-white", EXPOSURE, "nh_black|nh_white",
          gettext_noop("Exposure of Black to White residents"), is_low_first=True),
    Index("exposure-latino-white", EXPOSURE, "hispanic|nh_white",
          gettext_noop("Exposure of Latino to White residents"), is_low_first=True),
    Index("theil", ENTROPY, FIVE, gettext_noop("Theil's H, five groups")),
)  # fmt: skip
HEADLINE = tuple(i for i in INDICES if i.is_headline)
BY_SLUG = {i.slug: i for i in INDICES}
