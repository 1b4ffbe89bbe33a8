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

MOST = 100


@never_cache
@staff_member_required
@permission_required("mail.view_mail", raise_exception=True)
def outbox(request: HttpRequest) -> HttpResponse:
    """List the newest mails that were written as files."""
    letters = list(files.newest(settings.RECORDS, MOST))
    context = {**staff_site.each_context(request), "letters": letters, "server": settings.MAIL_SERVER}
    return render(request, "mail/outbox.html", context)


@never_cache
@staff_member_required
@permission_required("mail.view_mail", raise_exception=True)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show one as its reader sees the plain text, links to be pressed."""
    found = files.read(settings.RECORDS, number)
    if found is None:
        raise Http404
    return render(request, "mail/letter.html", {**staff_site.each_context(request), "letter": found})
