"""Inviting somebody to the staff, and taking an invitation up."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fairtown.hub.gate.private_pages import without_referrer
from fairtown.hub.staff import invitations
from fairtown.hub.staff.account_views import own_account, show
from fairtown.hub.staff.invitation_forms import AcceptForm, InviteForm
from fairtown.hub.staff.models import Invitation
from fairtown.hub.staff.roles import fresh_factor_required
from fairtown.hub.staff.second_factor import account_of

MAY_INVITE = "staff.add_invitation"
NOT_FOUND = 404


@own_account
@permission_required(MAY_INVITE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_factor_required
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody, and show whose invitations are open."""
    form = InviteForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        invitations.invite(account_of(request), given["address"], given["roles"], given["language"])
        messages.success(request, _("The invitation is on its way. It is valid for three days."))
        return redirect("staff-invite")
    waiting = Invitation.objects.filter(used_at=None, ends_at__gt=now())
    return show(request, "staff/invite.html", {"form": form, "waiting": waiting}, _("Invite somebody"))


@own_account
@permission_required(MAY_INVITE, raise_exception=True)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """End an invitation that nobody has used."""
    if invitations.withdraw(number):
        messages.success(request, _("Removed."))
    return redirect("staff-invite")


@sensitive_post_parameters()
@never_cache
@without_referrer
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the link choose a name and a password; then the second step is set up."""
    invitation = invitations.found(token)
    if invitation is None:
        return show(request, "staff/invitation_over.html", {}, _("This link is over"), status=NOT_FOUND)
    form = AcceptForm(request.POST or None, address=invitation.address)
    if request.method == "POST" and form.is_valid():
        user = invitations.accept(token, form.cleaned_data["username"], form.cleaned_data["password1"])
        if user is not None:
            login(request, user)
            return redirect("staff-set-up")
        return show(request, "staff/invitation_over.html", {}, _("This link is over"), status=NOT_FOUND)
    title = _("Welcome. Choose how you sign in")
    return show(request, "staff/accept.html", {"form": form, "site_name": settings.ORGANIZATION}, title)
