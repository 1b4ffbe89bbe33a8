"""One's own account at /staff/account/: setting up a second factor, proving it, passkeys, codes for recovery."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.sites import site as staff_site
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fairtown.hub.staff import factors, open_sessions, second_factor
from fairtown.hub.staff.account_forms import CodeForm, CredentialForm, PasskeyForm
from fairtown.hub.staff.forms import wait_message
from fairtown.hub.staff.models import SignInEvent
from fairtown.hub.staff.notices import tell_of_change, tell_of_guesses
from fairtown.hub.staff.roles import fresh_factor_required
from fairtown.hub.staff.second_factor import account_of
from fairtown.hub.staff.throttle import Attempt
from fairtown.hub.staff.trace import note

View = Callable[..., HttpResponse]
#: In the session, from their making until their owner says that they are written down.
NEW_CODES = "new_recovery_codes"


def own_account(view: View) -> View:
    """Let a view be asked by whoever has signed in, by password at least; nothing of it is cached."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_active and request.user.is_staff):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return sensitive_post_parameters()(never_cache(guarded))


def show(
    request: HttpRequest, template: str, context: dict[str, Any], title: str, status: int = 200
) -> HttpResponse:
    """Return a page of staff in the frame of their desk; before the factor is proven it names nothing of the desk."""
    frame = staff_site.each_context(request)
    if not second_factor.is_proven(request):
        frame |= {"available_apps": [], "is_nav_sidebar_enabled": False}
    return render(request, template, {**frame, "title": title, **context}, status=status)


@own_account
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor: a code, or a passkey."""
    user = account_of(request)
    if not second_factor.has_factor(user):
        return redirect("staff-set-up")
    form, fault = CodeForm(), ""
    if request.method == "POST":
        form, fault, is_right = _judge(request)
        if is_right:
            second_factor.prove(request)
            note(SignInEvent.Kind.PROVEN, user, request)
            return redirect(_next(request))
    passkeys = bool(factors.of_kind(user, factors.Type.WEBAUTHN))
    context = {
        "form": form, "fault": fault, "next": request.GET.get("next", ""),
        "has_app": bool(factors.of_kind(user, factors.Type.TOTP)),
        "passkey_options": json.dumps(factors.begin_use_of_passkey(user)) if passkeys else "",
    }  # fmt: skip
    return show(request, "staff/account/confirm.html", context, _("Second step"))


def _judge(request: HttpRequest) -> tuple[CodeForm, str, bool]:
    """Return the form that was sent, what is wrong with it in words, and whether it proves the factor."""
    attempt = Attempt.at_factor(account_of(request))
    if wait := attempt.begin():
        return CodeForm(), wait_message(wait), False
    by_key, form = CredentialForm(request.POST), CodeForm(request.POST)
    if "credential" in request.POST:
        is_right = by_key.is_valid() and factors.use_passkey(
            account_of(request), by_key.cleaned_data["credential"]
        )
        fault = _("This passkey was not recognized. Please try again, or type a code.")
    else:
        is_right = form.is_valid() and factors.use_code(account_of(request), form.cleaned_data["code"])
        fault = _("This code is not right, or was used already. Wait for the next one and type it.")
    if is_right:
        attempt.succeed()
        return CodeForm(), "", True
    tell_of_guesses(note(SignInEvent.Kind.WRONG_CODE, account_of(request), request))
    return CodeForm(), fault, False


def _next(request: HttpRequest) -> str:
    """Return where to go on: a page of staff, whatever the address says."""
    path = request.GET.get("next", "")
    return path if second_factor.is_inside(path) else settings.LOGIN_REDIRECT_URL


@own_account
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Give an account its first factor, or another authenticator app: an image to scan, and a code to type."""
    if second_factor.has_factor(account_of(request)) and not second_factor.is_proven(request):
        return second_factor.ask_again(request)
    if second_factor.has_factor(account_of(request)):
        return fresh_factor_required(_set_up)(request)
    return _set_up(request)


def _set_up(request: HttpRequest) -> HttpResponse:
    secret, fault = factors.new_secret(request), ""
    if request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid() and factors.set_up_app(request, form.cleaned_data["code"]):
            return _has_new_factor(request)
        fault = _(
            "This code does not fit. Check that the clock of your phone is right, and type the newest code."
        )
    parts = [secret[i : i + 4] for i in range(0, len(secret), 4)]
    context = {
        "form": CodeForm(), "fault": fault, "secret": " ".join(parts), "image": _image(request, secret),
        "is_first": not second_factor.has_factor(account_of(request)), "next": request.GET.get("next", ""),
    }  # fmt: skip
    return show(request, "staff/account/set_up.html", context, _("Set up your second step"))


def _image(request: HttpRequest, secret: str) -> SafeString:
    """Return the QR code of a secret as SVG."""
    from allauth.mfa.adapter import get_adapter

    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308 - made by us, of a number and a name that is quoted


def _has_new_factor(request: HttpRequest) -> HttpResponse:
    """Go on after a factor was added: the first one comes with codes for recovery."""
    tell_of_change(note(SignInEvent.Kind.NEW_FACTOR, account_of(request), request))
    second_factor.prove(request)
    if not factors.of_kind(account_of(request), factors.Type.RECOVERY_CODES):
        request.session[NEW_CODES] = factors.new_recovery_codes(account_of(request))
        return redirect("staff-codes")
    return redirect("staff-account")


@own_account
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Show new codes for recovery until their owner has written them down."""
    if request.method == "POST":
        request.session.pop(NEW_CODES, None)
        return redirect(settings.LOGIN_REDIRECT_URL)
    shown = request.session.get(NEW_CODES)
    if not shown:
        return redirect("staff-account")
    context = {"codes": [f"{code[:4]} {code[4:]}" for code in shown]}
    return show(request, "staff/account/codes.html", context, _("Codes for recovery"))


@own_account
@require_POST
@fresh_factor_required
def new_codes(request: HttpRequest) -> HttpResponse:
    """Make new codes for recovery in place of the old ones."""
    request.session[NEW_CODES] = factors.new_recovery_codes(account_of(request))
    tell_of_change(note(SignInEvent.Kind.NEW_FACTOR, account_of(request), request))
    second_factor.prove(request)
    return redirect("staff-codes")


@own_account
@require_http_methods(["GET", "HEAD"])
def account(request: HttpRequest) -> HttpResponse:
    """Show what one signs in with, and when one did lately."""
    user = account_of(request)
    context = {
        "apps": factors.of_kind(user, factors.Type.TOTP),
        "passkeys": [(row, row.wrap().name) for row in factors.of_kind(user, factors.Type.WEBAUTHN)],
        "n_codes": factors.codes_left(user),
        "sessions": open_sessions.of_request(request),
        "lately": SignInEvent.objects.filter(user=user)[:20],
        "roles": user.groups.order_by("name"),
    }
    return show(request, "staff/account/account.html", context, _("Your account"))


@own_account
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_factor_required
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey: a phone, a laptop or a security key."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST":
        name = form.cleaned_data["name"] or _("Passkey") if form.is_valid() else ""
        if name and factors.add_passkey(account_of(request), name, form.cleaned_data["credential"]):
            return _has_new_factor(request)
        messages.error(request, _("Your browser did not answer as expected. Please try again."))
        return redirect("staff-passkey")
    options = json.dumps(factors.begin_passkey(account_of(request)))
    return show(request, "staff/account/passkey.html", {"form": form, "options": options}, _("Add a passkey"))


@own_account
@require_POST
@fresh_factor_required
def remove_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Remove an app or a passkey, but not the last one."""
    if factors.remove(account_of(request), number):
        tell_of_change(note(SignInEvent.Kind.FACTOR_GONE, account_of(request), request))
        second_factor.prove(request)
        messages.success(request, _("Removed."))
    else:
        messages.error(request, _("One way has to stay. Add another before you remove this one."))
    return redirect("staff-account")


@own_account
@require_POST
@fresh_factor_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of the account but the one in use."""
    n_rows = open_sessions.end_others(request)
    message = ngettext("%(n)s other session is ended.", "%(n)s other sessions are ended.", n_rows)
    messages.success(request, message % {"n": n_rows} if n_rows else _("There was no other session."))
    return redirect("staff-account")
