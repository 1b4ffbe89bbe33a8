"""The outbox of files, for staff: what would have been mailed, where no mail server is named."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from fairtown.hub.mail import files
from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.staff_pages import render_for_staff, staff_page

MOST = 100
#: How kinds of mail begin that go to staff about their accounts.
OF_ACCOUNTS = "staff-"


@staff_page("mail.view_mail")
def outbox(request: HttpRequest) -> HttpResponse:
    """List the newest mails that were written as files."""
    hidden = _hidden(request)
    letters = [letter for letter in files.newest(settings.RECORDS, MOST) if letter.number not in hidden]
    context = {"letters": letters, "server": settings.MAIL_SERVER}
    return render_for_staff(request, "mail/outbox.html", context)


@staff_page("mail.view_mail")
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show one as its reader sees the plain text, links to be pressed."""
    found = files.read(settings.RECORDS, number)
    if found is None or number in _hidden(request):
        raise Http404
    return render_for_staff(request, "mail/letter.html", {"letter": found})


def _hidden(request: HttpRequest) -> set[int]:
    """Return the numbers of mails whose links make an account, for whoever may not make one."""
    if request.user.has_perm("staff.add_invitation"):
        return set()
    return set(Mail.objects.filter(kind__startswith=OF_ACCOUNTS).values_list("pk", flat=True))
