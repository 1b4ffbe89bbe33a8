"""The outbox of files, for staff: what would have been mailed, where no mail server is named."""

from __future__ import annotations

from django.conf import settings
from django.contrib.admin.sites import site as staff_site
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from fairtown.hub.mail import files
from fairtown.hub.mail.models import Mail

MOST = 100
#: How kinds of mail begin that go to staff about their accounts.
OF_ACCOUNTS = "staff-"


@never_cache
@staff_member_required
@permission_required("mail.view_mail", raise_exception=True)
def outbox(request: HttpRequest) -> HttpResponse:
    """List the newest mails that were written as files."""
    hidden = _hidden(request)
    letters = [letter for letter in files.newest(settings.RECORDS, MOST) if letter.number not in hidden]
    context = {**staff_site.each_context(request), "letters": letters, "server": settings.MAIL_SERVER}
    return render(request, "mail/outbox.html", context)


@never_cache
@staff_member_required
@permission_required("mail.view_mail", raise_exception=True)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show one as its reader sees the plain text, links to be pressed."""
    found = files.read(settings.RECORDS, number)
    if found is None or number in _hidden(request):
        raise Http404
    return render(request, "mail/letter.html", {**staff_site.each_context(request), "letter": found})


def _hidden(request: HttpRequest) -> set[int]:
    """Return the numbers of mails whose links make an account, for whoever may not make one."""
    if request.user.has_perm("staff.add_invitation"):
        return set()
    return set(Mail.objects.filter(kind__startswith=OF_ACCOUNTS).values_list("pk", flat=True))
