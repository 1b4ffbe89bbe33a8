"""The agencies that a state begins with, from its own folder and the federal ones; staff keep them afterwards."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext, override

from fairtown.hub.referrals.models import Agency
from fairtown.hub.release_access import current_release
from fairtown.reports import complaints

#: Ranks leave room for agencies in between.
STEP = 10
SAME = ("code", "name", "phone", "other_phone", "tty", "address", "web", "seen_in", "seen_on", "note")


@transaction.atomic
def seed() -> int:
    """Write the agencies of the state; return how many, none where there are agencies already."""
    if Agency.objects.exists():
        return 0
    facts = complaints.agencies(current_release().state)
    for number, agency in enumerate(facts, start=1):
        own = {name: getattr(agency, name) for name in SAME}
        row = Agency(**own, needs=" ".join(agency.needs), rank=STEP * number)
        row.what_for_en, row.languages_en = agency.what_for, agency.languages
        with override("es"):
            row.what_for_es, row.languages_es = (
                gettext(t) if t else "" for t in (agency.what_for, agency.languages)
            )
        row.save()
    return len(facts)
