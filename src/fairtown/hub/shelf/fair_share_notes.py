"""What stands beside a town's fair share: exempt or at its cap, how sure that is, and because of whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from fairtown.formatting import format_estimate

#: Less than this is shown as no home.
HALF_A_HOME = 0.5
PERCENT = 100


@dataclass(frozen=True)
class TownStatus:
    """Whether a town is exempt or at its cap, and how sure that is.

    `p_exempt`: share of draws in which it is exempt; `is_open`: whether that leaves its exemption open; `if_not`: its
    homes if it is not exempt; `students`: the share of its poor people who are 18 to 24, with its margin, where its
    exemption rests on them.
    """

    is_exempt: bool
    is_capped: bool
    is_open: bool = False
    p_exempt: float = 0.0
    if_not: float = 0.0
    students: str = ""


@dataclass(frozen=True)
class TownNotes:
    """What stands beside a town that is exempt or at its cap, in the reader's language; translated once for all."""

    exempt: str
    capped: str
    open: str
    open_and_exempt: str
    students: str
    if_not: str

    @classmethod
    def translated(cls) -> TownNotes:
        """Return the notes in the active language."""
        return cls(
            _("exempt"),
            _("at its cap"),
            _("exempt in %(p)s of the draws of the survey"),
            _("exempt in %(p)s of the draws of the survey; if it is not, %(n)s homes"),
            _("%(note)s; because of its students: of its poor people %(share)s are 18 to 24"),
            _("if not exempt:"),
        )

    def note(self, town: TownStatus) -> str:
        """Return the note of a town: exempt or not, how sure that is and what it is if not, and because of whom."""
        if town.is_open:
            template = self.open_and_exempt if town.is_exempt else self.open
            note = template % {"p": f"{PERCENT * town.p_exempt:.0f}%", "n": f"{town.if_not:,.0f}"}
        else:
            note = self.exempt if town.is_exempt else self.capped if town.is_capped else ""
        return self.students % {"note": note, "share": town.students} if town.students and note else note


def students(share: float, moe: float | None) -> str:
    """Return the share of a town's poor people who are 18 to 24 as plain text: `70% ± 5`."""
    return format_estimate(share, moe, "share")
