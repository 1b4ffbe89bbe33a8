"""What receipts say for the tax office, sentence by sentence, each with its source and how far it was checked.

"confirmed": what the source demands was read there, and the sentence says that. "ask your accountant": it depends on
the organization or the state, or is a translation; show it to whoever does the taxes before a live key is set.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFIRMED, ASK = "confirmed", "ask"
PUB_1771 = "IRS Publication 1771"
#: Cents. Of a payment above, with something in return, the deductible part has to be disclosed (26 U.S.C. 6115).
QUID_PRO_QUO_ABOVE = 75_00
#: Cents. A gift of so much or more needs a written acknowledgment (26 U.S.C. 170(f)(8)).
ACKNOWLEDGED_FROM = 250_00


@dataclass(frozen=True)
class Wording:
    """A sentence, where the duty to say it stands, and CONFIRMED or ASK; its Spanish is always ASK."""

    text: str | Promise
    source: str
    status: str


NOTHING = Wording(
    _("You received no goods or services in return for this gift."),
    f"{PUB_1771}, Written Acknowledgment: a statement that no goods or services were provided, if that is the case",
    CONFIRMED,
)
BENEFIT = Wording(
    _("In return you received %(what)s. We estimate in good faith that it is worth %(value)s."),
    f"{PUB_1771}: a description and good faith estimate of the value of goods or services",
    CONFIRMED,
)
QUID_PRO_QUO = Wording(
    _(
        "The amount you can deduct for federal income tax is limited to the part of your payment above that value: "
        "%(deductible)s."
    ),
    f"26 U.S.C. 6115; {PUB_1771}, Written Disclosure: a single payment in excess of $75",
    CONFIRMED,
)
ACKNOWLEDGMENT = Wording(
    _(
        "This letter is the written acknowledgment that federal tax law asks for with a gift of $250 or more. Please "
        "have it before you file your return for the year, and keep it."
    ),
    f"26 U.S.C. 170(f)(8); {PUB_1771}, Written Acknowledgment",
    CONFIRMED,
)
DEDUCTIBLE = Wording(
    _(
        "%(organization)s is a 501(c)(3) organization, EIN %(ein)s. Gifts are deductible to the extent that the law "
        "allows."
    ),
    "the organization's own letter of determination",
    ASK,
)
KEEP = Wording(_("Please keep this receipt for your records."), PUB_1771 + ", Recordkeeping Rules", CONFIRMED)
ALL = {
    "nothing": NOTHING, "benefit": BENEFIT, "quid_pro_quo": QUID_PRO_QUO, "acknowledgment": ACKNOWLEDGMENT,
    "deductible": DEDUCTIBLE, "keep": KEEP,
}  # fmt: skip
