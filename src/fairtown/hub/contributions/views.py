"""Where anyone sends in a fact or a correction on a town's zoning, with its source. Staff review it before it shows.

No name and no address is asked for and no cookie is set; so the form carries a signed time instead of a session's
token. A program that fills every field, or answers at once, is told so and nothing is kept.
"""

from __future__ import annotations

import secrets
from collections import deque
from datetime import timedelta
from time import monotonic
from urllib.parse import urlencode

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fairtown.hub.contributions.forms import AddForm
from fairtown.hub.contributions.locks import serialized_write
from fairtown.hub.contributions.models import Contribution
from fairtown.hub.shelf.query import town_of

#: A person takes longer than this to read the form, and no longer than that to fill it.
SOONEST, LATEST = timedelta(seconds=3), timedelta(hours=12)
#: With so many unread, more would only bury them.
MOST_OF_TOWN = 100
#: Limit for the whole site, because we store no IP addresses: beyond it everyone waits for the next minute.
MOST_A_MINUTE, MINUTE = 20, 60.0
UNPROCESSABLE, TOO_MANY = 422, 503
SIGNER = TimestampSigner(salt="fairtown.zoning.add")
SENT = TimestampSigner(salt="fairtown.zoning.sent")
_recent_times: deque[float] = deque()


def _refusal(slug: str, form: AddForm) -> str:
    """Return why a form is not taken whatever its fields say; blank if it is."""
    if form.data.get("website"):
        return _("The field that must stay empty was filled. Nothing was kept.")
    try:
        text = SIGNER.unsign(form.data.get("made", ""), max_age=LATEST)
    except SignatureExpired:
        return _("This form was open for too long. Please send it once more.")
    except BadSignature:
        return _("This form was not made by this site. Please send it once more.")
    town, made_at, number = text.split(":")
    if town != slug:
        return _("This form was made for another town. Please send it once more.")
    if now().timestamp() - float(made_at) < SOONEST.total_seconds():
        return _("That was faster than anyone can read. Please wait a moment and send it once more.")
    if Contribution.objects.filter(form=number).exists():
        return _sent_before()
    return ""


def _token(slug: str) -> str:
    return SIGNER.sign(f"{slug}:{now().timestamp():.1f}:{secrets.token_hex(12)}")


def _again(slug: str, sent: str) -> str:
    """Return the token of a form that comes back to be mended, whose clock has run already; else a new one."""
    try:
        town, _made_at, number = SIGNER.unsign(sent, max_age=LATEST).split(":")
    except BadSignature:
        return _token(slug)
    return sent if town == slug and not Contribution.objects.filter(form=number).exists() else _token(slug)


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
    error, status = "", HttpResponse.status_code
    if request.method == "POST":
        form = AddForm(request.POST)
        if error := _refusal(slug, form):
            status = UNPROCESSABLE
        elif error := _full(town["key"]):
            status = TOO_MANY
        elif not form.is_valid():
            error, status = _("Nothing was sent yet. Please mend the fields that are marked."), UNPROCESSABLE
        elif error := _store(town["key"], form):
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
        "token": _again(slug, form.data.get("made", "")),
        "is_sent": _was_sent(slug, request.GET.get("sent", "")),
    }
    return render(request, "contributions/add.html", context, status=status)


def _was_sent(slug: str, signed: str) -> bool:
    """Whether an address thanks for what was sent a moment ago, rather than one that someone made up."""
    try:
        return SENT.unsign(signed, max_age=LATEST) == slug
    except BadSignature:
        return False


def _store(town: str, form: AddForm) -> str:
    """Store a contribution for review, once however often it is sent; return why it is not stored, blank if it is."""
    sent = form.save(commit=False)
    sent.town, sent.as_sent = town, sent.says
    sent.form = SIGNER.unsign(form.cleaned_data["made"]).rpartition(":")[2]
    same = Contribution.objects.filter(
        town=town, says=sent.says, source=sent.source, state=Contribution.State.RECEIVED
    )
    with serialized_write():
        if same.exists():
            return ""
        if Contribution.objects.filter(form=sent.form).exists():
            return _sent_before()
        sent.save()
    _recent_times.append(monotonic())
    return ""


def _sent_before() -> str:
    return _("This form was sent before and is kept for review. For another fact, open it anew.")
