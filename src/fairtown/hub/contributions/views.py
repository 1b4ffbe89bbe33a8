"""Where anyone sends in a fact or a correction on a town's zoning, with its source. Staff review it before it shows.

No name and no address is asked for and no cookie is set; so the form carries a signed time instead of a session's
token. A program that fills every field, or answers at once, is told so and nothing is kept.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from time import monotonic
from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fairtown.hub.contributions.forms import AddForm
from fairtown.hub.contributions.locks import serialized_write
from fairtown.hub.contributions.models import Contribution
from fairtown.hub.gate.forms import TOKEN, SignedForm, sent_before
from fairtown.hub.shelf.query import town_of

#: Nobody takes longer to look up a source and fill the form.
LATEST = timedelta(hours=12)
#: With so many unread, more would only bury them.
MOST_OF_TOWN = 100
#: Limit for the whole site, because we store no IP addresses: beyond it everyone waits for the next minute.
MOST_A_MINUTE, MINUTE = 20, 60.0
UNPROCESSABLE, TOO_MANY = 422, 503
SENT = TimestampSigner(salt="fairtown.zoning.sent")
_recent_times: deque[float] = deque()


def _is_spent(number: str) -> bool:
    return Contribution.objects.filter(form=number).exists()


def _signed(slug: str) -> SignedForm:
    """Return the form of a town; what was sent keeps its number, so that none is taken twice."""
    return SignedForm("zoning-add", slug, LATEST, _is_spent)


def _is_flood() -> bool:
    """Whether this process took too many in the last minute."""
    since = monotonic() - MINUTE
    while _recent_times and _recent_times[0] < since:
        _recent_times.popleft()
    return len(_recent_times) >= MOST_A_MINUTE


def _full(town: str) -> str:
    """Return why nothing more is taken just now; blank if it is."""
    if Contribution.objects.filter(state=Contribution.State.RECEIVED, town=town).count() >= MOST_OF_TOWN:
        return _("Too much waits for review. Please come back in a few days.")
    return _("Much is being sent in just now. Please send it once more in a minute.") if _is_flood() else ""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or take what was sent."""
    town = town_of(slug)
    signed = _signed(slug)
    error, status = "", HttpResponse.status_code
    if request.method == "POST":
        form = AddForm(request.POST)
        if error := signed.refusal(form.data):
            status = UNPROCESSABLE
        elif error := _full(town["key"]):
            status = TOO_MANY
        elif not form.is_valid():
            error, status = _("Nothing was sent yet. Please mend the fields that are marked."), UNPROCESSABLE
        elif error := _store(town["key"], form, signed.number(form.data)):
            status = UNPROCESSABLE
        else:
            return redirect(reverse("zoning-add", args=[slug]) + "?" + urlencode({"sent": SENT.sign(slug)}))
    else:
        subject = request.GET.get("about", "")
        form = AddForm(initial={"kind": Contribution.Kind.FACT, "subject": subject})
    context = {
        "town": town,
        "form": form,
        "values": {name: form[name].value() or "" for name in form.fields},
        "kinds": Contribution.Kind.choices,
        "subjects": Contribution.Subject.choices,
        "error": error,
        "token": signed.token(form.data.get(TOKEN, "")),
        "is_sent": _was_sent(slug, request.GET.get("sent", "")),
    }
    return render(request, "contributions/add.html", context, status=status)


def _was_sent(slug: str, signed: str) -> bool:
    """Whether an address thanks for what was sent a moment ago, rather than one that someone made up."""
    try:
        return SENT.unsign(signed, max_age=LATEST) == slug
    except BadSignature:
        return False


def _store(town: str, form: AddForm, number: str) -> str:
    """Store a contribution for review, once however often it is sent; return why it is not stored, blank if it is."""
    sent = form.save(commit=False)
    sent.town, sent.as_sent = town, sent.says
    sent.form = number
    same = Contribution.objects.filter(
        town=town, says=sent.says, source=sent.source, state=Contribution.State.RECEIVED
    )
    with serialized_write():
        if same.exists():
            return ""
        if _is_spent(number):
            return sent_before()
        sent.save()
    _recent_times.append(monotonic())
    return ""
