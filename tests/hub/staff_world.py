"""Something of everything that staff see: each list of the desk has a row, and each form something to show."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils.timezone import localdate, now

from fairtown.hub.campaigns.models import Call, Campaign, Letter, LobbyTime
from fairtown.hub.contributions.models import Contribution, Hearing
from fairtown.hub.gatherings.models import Gathering, Registration
from fairtown.hub.giving import recording
from fairtown.hub.giving.models import Plan
from fairtown.hub.giving.recording import CheckDetails, Donor
from fairtown.hub.mail.models import Mail
from fairtown.hub.newsletters.models import Newsletter, Piece
from fairtown.hub.referrals.models import Intake
from fairtown.hub.staff.models import Invitation, SignInEvent, StaffAction
from fairtown.hub.supporters.models import Consent, Email, Follow, ImportBatch, Suppression

from .newsletter_people import newsletter, reader

AVON = "09-02060"
#: A day whose month is written otherwise in each language.
DAY = date(2026, 1, 15)


def fill(user: User) -> None:
    """Store people, mail, gifts, letters, events, contributions and messages; names are the same in each language."""
    _people()
    _gifts(user)
    _campaigns()
    _newsletters(user)
    gathering = Gathering.objects.create(
        event_key=uuid4().hex, title="Xq7", starts=now(), ends=now() + timedelta(days=1)
    )
    Registration.objects.create(gathering=gathering, email="xq7@mail.example", state="held", order=1)
    Hearing.objects.create(
        town=AVON, begins_at=now() + timedelta(days=3), body="Xq7", about="Xq7", source="Xq7"
    )
    Contribution.objects.create(
        town=AVON, kind="fact", subject="lot", says="Xq7", as_sent="Xq7", source="Xq7", form="xq7"
    )
    for state in Mail.State.values:
        Mail.objects.create(
            occasion=f"xq7:{state}", to="xq7@mail.example", language="es", kind="welcome", subject="Xq7",
            text="Xq7", html="<p>Xq7</p>", message_id=f"<{state}@xq7>", state=state,
        )  # fmt: skip
    Intake.objects.create(sealed=b"xq7", day=DAY)
    Intake.objects.create(sealed=b"xq7", state=Intake.State.REFERRED)
    StaffAction.objects.create(user=user, what="gift", thing="/staff/gifts/")
    for kind in SignInEvent.Kind.values:
        SignInEvent.objects.create(kind=kind, user=user)
    Invitation.objects.create(
        address="xq7@mail.example", roles=["editor"], language="es", link_hash="x", by=user,
        ends_at=now() + timedelta(days=1),
    )  # fmt: skip


def _people() -> None:
    for number, state in enumerate(Email.State.values):
        email = reader(f"xq7-{number}", "es", AVON)
        Email.objects.filter(pk=email.pk).update(state=state)
        Follow.objects.create(person=email.person, town=AVON)
    assert Consent.objects.exists()
    for why in Suppression.Why.values:
        Suppression.objects.create(who=why, why=why)
    ImportBatch.objects.create(digest="x", name="xq7.csv", n_rows=3, report={"people": 2})


def _gifts(user: User) -> None:
    donor = Donor("Xq7", "xq7@mail.example", "es", honoree="Xq7")
    recording.record_check(user, donor, CheckDetails(100_00, DAY, "7", 10_00, "Xq7"))
    recording.record_pledge(user, donor, CheckDetails(50_00, localdate()))
    Plan.objects.create(cents=10_00, state=Plan.State.ACTIVE, who="x", email="xq7@mail.example")


def _campaigns() -> None:
    campaign = Campaign.objects.all()[0]
    official = campaign.officials.all()[0]
    Letter.objects.create(
        campaign=campaign, official=official, state="sent", town=AVON, name="Xq7", subject="Xq7"
    )
    Call.objects.create(campaign=campaign, official=official)
    LobbyTime.objects.create(campaign=campaign, what="Xq7", hours=1, rate=50, kind="direct", day=DAY)


def _newsletters(user: User) -> None:
    for state in Newsletter.State.values:
        found = newsletter(user, state=state)
        Piece.objects.create(
            newsletter=found,
            position=1,
            what="residents.poverty:poverty_share:",
            place="town:hartford",
            year=2023,
        )
