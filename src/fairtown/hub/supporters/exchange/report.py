"""What an import did, in the reader's language: on the terminal, and for staff on the desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.hub.shelf.slots import Waiting
from fairtown.hub.supporters.models import ImportBatch

#: What the report counts.
COUNTED = ("new", "known", "without_address", "addresses", "taken", "with_town")


def summary(batch: ImportBatch) -> str:
    """Return the report of an import, a line for each thing."""
    return "\n  ".join(_lines(batch))


def _lines(batch: ImportBatch) -> Iterator[str]:
    report, counts = batch.report, batch.report.get("counts", {})
    number = {name: f"{counts.get(name, 0):,}" for name in COUNTED}
    number |= {"without_mail": f"{report.get('addresses_without_mail', 0):,}", "rows": f"{batch.n_rows:,}"}
    yield _("%(file)s: %(rows)s rows") % (number | {"file": batch.name})
    yield (
        _("%(new)s new people, %(known)s known, %(without_address)s without an address that mail can go to")
        % number
    )
    yield _("%(addresses)s new addresses, %(taken)s left out because another person has them") % number
    yield _("%(without_mail)s addresses get no mail") % number
    yield _("%(with_town)s people whose town is known") % number
    if report.get("encoding", "utf-8-sig") != "utf-8-sig":
        yield _("the file is no UTF-8; it was read as Windows-1252: look whether accents are right")
    if names := report.get("not_taken"):
        yield _("not taken: %(columns)s") % {"columns": ", ".join(names)}
    for fault, n in report.get("faults", {}).items():
        yield _("%(n)s times: %(fault)s") % {"n": f"{n:,}", "fault": fault}


def waiting(user: User) -> list[Waiting]:
    """Return the imports that have not come to their end."""
    if not user.has_perm("supporters.view_importbatch"):
        return []
    found = []
    for batch in ImportBatch.objects.filter(is_done=False):
        named = {"file": batch.name, "rows": f"{batch.n_rows:,}"}
        title = _(
            "The import of %(file)s is not complete: %(rows)s rows so far. If it stopped, start it again."
        )
        title %= named
        found.append(Waiting(title, reverse("admin:supporters_importbatch_change", args=[batch.pk])))
    return found
