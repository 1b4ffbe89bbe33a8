"""The trace of actions in words: it stores the name of a view, which tells nothing to whoever reads the trace."""

from __future__ import annotations

import re

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairtown.hub.staff.actions import REFUSED_MARK

#: Views of our own, by name.
VIEWS = {
    "gifts": gettext_lazy("Gifts"),
    "gift": gettext_lazy("Gift"),
    "gift-new": gettext_lazy("Gift: check or pledge recorded"),
    "gift-statement": gettext_lazy("Gift: statement made"),
    "gift-switch": gettext_lazy("Gifts by card switched on or off"),
    "gift-checks": gettext_lazy("Gifts compared with the payment provider"),
    "gift-wording": gettext_lazy("Sentences of receipts"),
    "gift-export": gettext_lazy("Gifts taken along as a file"),
    "gift-deposit": gettext_lazy("Gift: check of a pledge recorded, or pledge given up"),
    "gift-name": gettext_lazy("Gift: name shown or hidden"),
    "gift-refund": gettext_lazy("Gift: money given back"),
    "gift-receipt": gettext_lazy("Gift: receipt"),
    "intake-list": gettext_lazy("List of people who ask for help"),
    "intake": gettext_lazy("Message of someone who asks for help"),
    "intake-key": gettext_lazy("Key that opens messages"),
    "intake-unlock": gettext_lazy("Key unlocked"),
    "intake-lock": gettext_lazy("Key locked"),
    "outbox": gettext_lazy("E-mail written as files"),
    "outbox-letter": gettext_lazy("E-mail written as a file"),
    "staff-account": gettext_lazy("Own account"),
    "staff-codes": gettext_lazy("Codes for recovery seen"),
    "staff-codes-new": gettext_lazy("Codes for recovery made anew"),
    "staff-factor-remove": gettext_lazy("Way to sign in removed"),
    "staff-invitation": gettext_lazy("Invitation accepted"),
    "staff-invitation-withdraw": gettext_lazy("Invitation withdrawn"),
    "staff-invite": gettext_lazy("Somebody invited"),
    "staff-passkey": gettext_lazy("Passkey added"),
    "staff-sessions-end": gettext_lazy("Other sessions ended"),
    "staff-set-up": gettext_lazy("Second step set up"),
    "staff-newsletters": gettext_lazy("Newsletters"),
    "staff-newsletter": gettext_lazy("Newsletter written"),
    "staff-newsletter-new": gettext_lazy("Newsletter begun"),
    "staff-newsletter-act": gettext_lazy("Newsletter: tested, handed in, approved, or stopped"),
    "staff-newsletter-pieces": gettext_lazy("Newsletter: parts chosen"),
    "staff-newsletter-preview": gettext_lazy("Newsletter looked at"),
    "staff-newsletter-html": gettext_lazy("Newsletter looked at"),
    "admin:password_change": gettext_lazy("Own password changed"),
    "admin:auth_user_password_change": gettext_lazy("Password of an account changed"),
    "admin:campaigns_lobbytime_report": gettext_lazy("Report of lobbying taken along as a file"),
}
#: What is done to a row of the desk, by the end of the name of its view.
ACTS = {
    "add": gettext_lazy("%(thing)s: added"),
    "change": gettext_lazy("%(thing)s: changed"),
    "changelist": gettext_lazy("%(thing)s: done to several at once"),
    "delete": gettext_lazy("%(thing)s: deleted"),
    "history": gettext_lazy("%(thing)s: history seen"),
}
OF_DESK = re.compile(r"admin:(?P<app>[a-z]+)_(?P<model>[a-z]+)_(?P<act>[a-z]+)")
#: How views of the editor are named.
OF_EDITOR = re.compile(r"wagtail\w*:|editor-")


def action_words(stored: str) -> str:
    """Return what was done, in the reader's language; what has no words stays as it was stored."""
    if stored.startswith(REFUSED_MARK):
        return _("Refused: %(what)s") % {"what": action_words(stored.removeprefix(REFUSED_MARK))}
    if stored in VIEWS:
        return str(VIEWS[stored])
    if OF_EDITOR.match(stored):
        return _("Pages, pictures or files")
    if (found := OF_DESK.fullmatch(stored)) and found["act"] in ACTS:
        try:
            thing = str(apps.get_model(found["app"], found["model"])._meta.verbose_name)
        except LookupError:
            return stored
        return ACTS[found["act"]] % {"thing": thing[:1].upper() + thing[1:]}
    return stored
