"""Where staff write newsletters: the list, one with its parts, what it looks like, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairtown.concepts import FairtownError
from fairtown.hub.newsletters import approval, deliveries, segment
from fairtown.hub.newsletters.compose import Composition, Draft, letter_of
from fairtown.hub.newsletters.forms import FigureForm, NewsletterForm, PageForm
from fairtown.hub.newsletters.models import Newsletter, Piece
from fairtown.hub.newsletters.preview import framed
from fairtown.hub.shelf.staff_pages import render_for_staff, staff_page
from fairtown.hub.staff import roles, second_factor

MOST = 100
LONGEST_NUMBER = 18


def _shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render_for_staff(request, f"newsletters/staff/{template}.html", context)


@staff_page("newsletters.view_newsletter")
def index(request: HttpRequest) -> HttpResponse:
    """List the newsletters, the newest first."""
    return _shown(request, "index", {"newsletters": Newsletter.objects.select_related("writer")[:MOST]})


@staff_page("newsletters.add_newsletter")
def new(request: HttpRequest) -> HttpResponse:
    """Show an empty form, or begin a newsletter with what it says."""
    form = NewsletterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        newsletter = Newsletter(writer=request.user)  # type: ignore[misc]
        form.write_into(newsletter)
        newsletter.save()
        return redirect("staff-newsletter", newsletter.pk)
    return _shown(request, "new", {"form": form})


@staff_page("newsletters.view_newsletter")
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a newsletter, and take changes of its draft."""
    newsletter = get_object_or_404(Newsletter, pk=number)
    form = NewsletterForm.showing(newsletter)
    if request.method == "POST" and _may_change(request, newsletter):
        form = NewsletterForm(request.POST)
        if form.is_valid():
            form.write_into(newsletter)
            if _save(request, newsletter):
                messages.success(request, _("Saved."))
            return redirect("staff-newsletter", number)
    return _shown(request, "page", _context(request, newsletter, form))


def _may_change(request: HttpRequest, newsletter: Newsletter) -> bool:
    return newsletter.is_draft and request.user.has_perm("newsletters.change_newsletter")


def _save(request: HttpRequest, newsletter: Newsletter) -> bool:
    """Save a draft; False, and nothing is written, where it is none any longer: somebody handed it in meanwhile."""
    own = [f.name for f in Newsletter._meta.fields if f.editable and f.name not in ("id", "state")]
    values = {name: getattr(newsletter, name) for name in own}
    draft = Newsletter.objects.filter(pk=newsletter.pk, state=Newsletter.State.DRAFT)
    if draft.update(**values, writer=request.user, changed_at=now()):
        return True
    messages.error(request, _("Somebody else was faster. Look at it again."))
    return False


def _context(request: HttpRequest, newsletter: Newsletter, form: NewsletterForm) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    may_change = _may_change(request, newsletter)
    is_waiting = newsletter.state == Newsletter.State.WAITING
    composition = Composition(newsletter)
    return {
        "newsletter": newsletter,
        "form": form,
        "may_change": may_change,
        "page_form": PageForm(language) if may_change else None,
        "figure_form": FigureForm() if may_change else None,
        "pieces": [_piece_row(composition, piece, language) for piece in composition.pieces],
        "n_readers": newsletter.n_readers if newsletter.is_out else segment.readers(newsletter).count(),
        "faults": [] if newsletter.is_out else composition.faults,
        "languages": [pair for pair in settings.LANGUAGES if pair[0] in newsletter.languages],
        "counts": deliveries.counts(newsletter) if newsletter.is_out else {},
        "is_own": newsletter.writer_id == request.user.pk,
        "digest": composition.digest if is_waiting else "",
    }


def _piece_row(composition: Composition, piece: Piece, language: str) -> dict[str, Any]:
    """Return a part as its list shows it."""
    if piece.page:
        shown = composition.page(piece.page, language)
        return {
            "number": piece.pk,
            "kind": shown.kind if shown else _("Page"),
            "text": shown.title if shown else "–",
        }
    return {"number": piece.pk, "kind": _("Figure"), "text": piece.live.sentence}


@require_POST
@staff_page("newsletters.change_newsletter")
def pieces(request: HttpRequest, number: int) -> HttpResponse:
    """Add a part to a draft, move one, or take one out."""
    newsletter = get_object_or_404(Newsletter, pk=number)
    if not _may_change(request, newsletter):
        messages.error(request, _("Somebody else was faster. Look at it again."))
        return redirect("staff-newsletter", number)
    with transaction.atomic():
        if _save(request, newsletter):
            _change_pieces(request, newsletter)
    return redirect("staff-newsletter", number)


def _change_pieces(request: HttpRequest, newsletter: Newsletter) -> None:
    if "page" in request.POST:
        _add(request, newsletter, PageForm(get_language() or "en", request.POST))
    elif "what" in request.POST:
        _add(request, newsletter, FigureForm(request.POST))
    elif chosen := newsletter.pieces.filter(pk=_number(request, "up")).first():
        _move_up(chosen)
    else:
        newsletter.pieces.filter(pk=_number(request, "remove")).delete()


def _number(request: HttpRequest, name: str) -> int:
    """Return the number of a part that a button names; 0, which none has, for what is no number."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else 0


def _add(request: HttpRequest, newsletter: Newsletter, form: PageForm | FigureForm) -> None:
    if not form.is_valid():
        for text in [message for found in form.errors.values() for message in found]:
            messages.error(request, str(text))
        return
    last = newsletter.pieces.aggregate(last=Max("position"))["last"] or 0
    Piece.objects.create(newsletter=newsletter, position=last + 1, **form.cleaned_data)


def _move_up(piece: Piece) -> None:
    """Let a part stand one higher."""
    before = piece.newsletter.pieces.filter(position__lt=piece.position).last()
    if before:
        before.position, piece.position = piece.position, before.position
        Piece.objects.bulk_update([before, piece], ["position"])


@staff_page("newsletters.view_newsletter")
def preview(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Show a newsletter in a language as plain text, and the frame of its HTML."""
    newsletter, letter = _letter(number, language)
    context = {"newsletter": newsletter, "letter": letter, "language_shown": language}
    return _shown(request, "preview", context)


@staff_page("newsletters.view_newsletter")
def preview_html(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Return the HTML of a newsletter as it is mailed."""
    return framed(_letter(number, language)[1].html)


def _letter(number: int, language: str) -> tuple[Newsletter, Any]:
    newsletter = get_object_or_404(Newsletter, pk=number)
    if language not in newsletter.languages:
        raise Http404
    edition = newsletter.editions.filter(language=language).first()
    shown = (
        Draft(language, edition.subject, edition.body)
        if edition
        else Composition(newsletter).drafts[language]
    )
    return newsletter, letter_of(shown)


@require_POST
@staff_page("newsletters.view_newsletter")
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Do what a button says: a test copy, hand in, take back, approve, stop."""
    newsletter = get_object_or_404(Newsletter, pk=number)
    action = request.POST.get("do", "")
    permission, function = ACTIONS.get(action, ("", None))
    if function is None or not request.user.has_perm(f"newsletters.{permission}_newsletter"):
        raise Http404
    if action == "approve" and not roles.is_fresh(request):
        # what is sent cannot be called back
        return second_factor.ask_again(request)
    try:
        messages.success(request, function(request, newsletter))
    except (approval.RefusedError, FairtownError) as error:
        messages.error(request, str(error))
    return redirect("staff-newsletter", number)


def _test(request: HttpRequest, newsletter: Newsletter) -> str:
    n_mails = approval.send_test(newsletter, request.user)  # type: ignore[arg-type]
    sentence = ngettext(
        "%(n)s test copy goes to %(address)s.", "%(n)s test copies go to %(address)s.", n_mails
    )
    return sentence % {"n": n_mails, "address": request.user.email}  # type: ignore[union-attr]


def _submit(_request: HttpRequest, newsletter: Newsletter) -> str:
    approval.submit(newsletter)
    return _("It waits for somebody else to approve it.")


def _take_back(_request: HttpRequest, newsletter: Newsletter) -> str:
    approval.take_back(newsletter)
    return _("It is a draft again.")


def _approve(request: HttpRequest, newsletter: Newsletter) -> str:
    n_mails = approval.approve(newsletter.pk, request.user, request.POST.get("digest", ""))  # type: ignore[arg-type]
    return ngettext("It goes to %(n)s reader.", "It goes to %(n)s readers.", n_mails) % {"n": f"{n_mails:,}"}


def _stop(_request: HttpRequest, newsletter: Newsletter) -> str:
    n_mails = approval.stop(newsletter)
    sentence = ngettext("%(n)s reader does not get it.", "%(n)s readers do not get it.", n_mails)
    return sentence % {"n": f"{n_mails:,}"}


#: Of each button: the right that it needs, and what it does; that returns what to say.
ACTIONS: dict[str, tuple[str, Callable[[HttpRequest, Newsletter], str]]] = {
    "test": ("change", _test),
    "submit": ("change", _submit),
    "take-back": ("change", _take_back),
    "approve": ("approve", _approve),
    "stop": ("approve", _stop),
}
