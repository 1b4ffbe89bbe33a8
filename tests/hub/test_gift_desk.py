"""The desk of gifts: checks, pledges, refunds, statements, the switch; what is wrong is told and nothing is counted."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.timezone import localdate

from fairtown.hub.giving import recording, shown, stripe_api
from fairtown.hub.giving.desk_forms import CheckForm, RangeForm
from fairtown.hub.giving.models import CardSwitch, Gift, GiftChange, Goal, Receipt, Refund
from fairtown.hub.giving.practice import acts
from fairtown.hub.giving.recording import CheckDetails, Donor, NotPossibleError
from fairtown.hub.giving.stripe_api import GatewayError
from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.downloads import safe_cell

from .running_practice import Practice, lives, pending, practice_gateway
from .staff_session import pass_factor, signed_in

CHECK = {"name": "Ana Ruiz", "email": "ana@mail.example", "language": "es", "amount": "$1,250.50"}


def check_form(**values: str) -> dict[str, str]:
    """Return the form of a check that was given today: asked for anew, as a test can run past midnight."""
    return CHECK | {"given_on": f"{localdate()}"} | values


@pytest.fixture
def practice(site: Client, settings: LazySettings) -> Iterator[Practice]:
    with practice_gateway(settings) as running:
        yield running


@pytest.fixture
def user(site: Client) -> User:
    return User.objects.create_superuser("anna", password="x")


@pytest.fixture
def staff(user: User) -> Client:
    return signed_in(user)


@pytest.fixture
def goal(site: Client) -> Goal:
    Goal.objects.all().delete()
    return Goal.objects.create(
        title_en="Goal", title_es="Meta", unit="amount", target=60_000_00, carried_over=1_000_00
    )


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_a_check_counts_at_once_and_has_its_receipt_in_its_donors_language(staff: Client, goal: Goal) -> None:
    form = check_form(once="6f2c8a0e-0000-4000-8000-000000000001", show_name="1")
    for _ in range(2):
        answer = staff.post("/staff/gifts/new/", form)
        assert answer.status_code == 302
    gift = Gift.objects.get()
    assert (gift.cents, gift.kind, gift.day, gift.livemode) == (125050, "check", localdate(), True)
    assert (shown.reached(goal), shown.wall().names) == (225050, ("Ana Ruiz",))
    receipt = Receipt.objects.get()
    assert receipt.text.startswith("Gracias, Ana Ruiz, por su donación")
    assert str(receipt) == f"{localdate():%Y}-00001"
    assert Mail.objects.get(kind="receipt").to == "ana@mail.example"
    page = staff.get(answer["Location"]).content.decode()
    assert "recorded a check of $1,250.50" in page
    assert "Gracias, Ana Ruiz" in staff.get(f"{answer['Location']}receipts/{receipt.pk}/").content.decode()
    assert "$2,250.50" in staff.get("/staff/gifts/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"given_on": "tomorrow"}, "still to come"),
        ({"given_on": "1926-01-01"}, "three years ago"),
        ({"amount": "1,50"}, "in figures"),
        ({"amount": "0"}, "from $0.01"),
        ({"amount": "twelve"}, "in figures"),
        ({"benefit": "20"}, "or neither"),
        ({"email": "ana"}, "look like an e-mail"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_recorded(
    staff: Client, wrong: dict[str, str], message: str
) -> None:
    if wrong.get("given_on") == "tomorrow":
        wrong = {"given_on": f"{localdate() + timedelta(days=1)}"}
    answer = staff.post("/staff/gifts/new/", check_form(**wrong))
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert not Gift.objects.exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_chooser_of_days_begins_with_a_day_in_every_language(language: str) -> None:
    """A browser leaves a day blank that is written 31/1/2026, and then refuses the form."""
    with translation.override(language):
        day = date(2026, 1, 31)
        for shown in (
            CheckForm(initial={"given_on": day})["given_on"],
            RangeForm(initial={"first": day})["first"],
        ):
            assert 'value="2026-01-31"' in str(shown)
            assert 'type="date"' in str(shown)


def test_a_pledge_is_no_gift_until_its_check_comes_once(staff: Client, user: User, goal: Goal) -> None:
    staff.post("/staff/gifts/new/?kind=pledge", check_form())
    gift = Gift.objects.get()
    assert (shown.reached(goal), Receipt.objects.count()) == (100000, 0)
    (mail,) = Mail.objects.all()
    assert (mail.kind, "Esto no es un recibo" in mail.text) == ("gift-pledge", True)
    assert "pledge is still to come" in staff.get("/staff/").content.decode()
    url = f"/staff/gifts/{gift.uuid}/"
    form = {"amount": "1000", "given_on": f"{localdate()}", "number": "77"}
    assert staff.post(f"{url}deposit/", form | {"amount": "0"}).status_code == 422
    assert staff.post(f"{url}deposit/", form).status_code == 302
    assert (shown.reached(goal), Receipt.objects.count()) == (200000, 1)
    answer = staff.post(f"{url}deposit/", form)
    assert (answer.status_code, "nothing was recorded a second time" in answer.content.decode()) == (
        422,
        True,
    )
    with pytest.raises(NotPossibleError):
        recording.close_pledge(user, gift.pk)
    assert (shown.reached(goal), Receipt.objects.count()) == (200000, 1)


def test_a_pledge_that_will_not_come_is_given_up(staff: Client, user: User) -> None:
    gift = recording.record_pledge(user, Donor("Ana"), CheckDetails(500, localdate()))
    staff.post(f"/staff/gifts/{gift.uuid}/deposit/", {"give_up": "1"})
    gift.refresh_from_db()
    assert (gift.closed, gift.state_words) == ("given_up", "given up")


def test_a_refund_by_card_counts_by_its_event_and_is_made_once(
    site: Client, practice: Practice, user: User
) -> None:
    gifts, _plans = pending(1, 0)
    lives(practice, gifts, [], 1)
    acts.fail_refund(practice.store, practice.store.all("refund")[0]["id"])
    practice.deliver(site)
    gift = Gift.objects.get()
    before = gift.refunded_cents
    refund = recording.refund(user, gift.pk, 400, "asked for it")
    gift.refresh_from_db()
    assert gift.refunded_cents == before, "the event decides"
    with pytest.raises(NotPossibleError, match="At most"):
        recording.refund(user, gift.pk, gift.cents, "twice")
    practice.deliver(site, practice.shuffled(4))
    gift.refresh_from_db()
    assert gift.refunded_cents == before + 400
    assert Refund.objects.get().refund_id == refund.refund_id
    assert "Corrected receipt" in Receipt.objects.latest("pk").subject
    assert "asked for it" in GiftChange.objects.latest("pk").what


def test_a_refund_asks_for_a_fresh_second_factor_and_a_reason(staff: Client, user: User) -> None:
    gift = recording.record_check(user, Donor("Ana"), CheckDetails(5000, localdate()))
    url, form = f"/staff/gifts/{gift.uuid}/refund/", {"amount": "20", "reason": "asked for it", "seen": "0"}
    pass_factor(staff, ago=16 * 60)
    assert staff.post(url, form).status_code == 302
    assert not Refund.objects.exists()
    pass_factor(staff)
    assert staff.post(url, form | {"reason": ""}).status_code == 422
    assert "At most $50.00" in staff.post(url, form | {"amount": "51"}).content.decode()
    assert staff.post(url, form)["Location"] == f"/staff/gifts/{gift.uuid}/"
    gift.refresh_from_db()
    assert gift.refunded_cents == 2000
    # pressed twice, or by two members of staff who both opened the page before
    for seen in ("0", "", "x", "9" * 400):
        again = staff.post(url, form | {"seen": seen})
        assert (again.status_code, "since you opened this page" in again.content.decode()) == (422, True)
    gift.refresh_from_db()
    assert gift.refunded_cents == 2000
    assert 'name="seen" value="1"' in staff.get(url).content.decode()


def test_the_number_of_a_form_names_no_gift_by_card(user: User) -> None:
    """A hidden field that was changed: a check under the number of somebody's gift is recorded all the same."""
    (card,), _plans = pending(1, 0)
    gift = recording.record_check(user, Donor("Ana"), CheckDetails(5000, localdate()), card.uuid)
    assert gift.uuid != card.uuid
    assert gift.receipts.count() == 1


def test_a_refund_without_an_answer_is_asked_for_under_the_same_key(
    site: Client, practice: Practice, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifts, _plans = pending(2, 0)
    lives(practice, gifts, [], 1)
    practice.deliver(site)
    gift = Gift.objects.get(pk=gifts[0].pk)
    ask = stripe_api.refund

    def lost(*given: Any) -> str:
        ask(*given)
        raise GatewayError("the answer was lost")

    monkeypatch.setattr(stripe_api, "refund", lost)
    with pytest.raises(GatewayError):
        recording.refund(user, gift.pk, 400, "why")
    with pytest.raises(NotPossibleError, match="no answer yet"):
        recording.refund(user, gift.pk, 300, "why")
    monkeypatch.setattr(stripe_api, "refund", ask)
    recording.refund(user, gift.pk, 400, "why")
    practice.deliver(site)
    assert Refund.objects.count() == 1
    assert sum(r["amount"] for r in practice.store.all("refund", payment_intent=gift.pi)) == 400
    with pytest.raises(GatewayError) as refused:
        stripe_api.refund("pi_nothing", 100, "key")
    assert refused.value.is_refusal


def test_a_check_given_back_counts_at_once(user: User, goal: Goal) -> None:
    gift = recording.record_check(user, Donor("Ana"), CheckDetails(5000, localdate()))
    recording.refund(user, gift.pk, 2000, "too much")
    assert shown.reached(goal) == 100000 + 3000
    with pytest.raises(NotPossibleError, match=r"At most \$30"):
        recording.refund(user, gift.pk, 3001, "too much")
    assert [r.kind for r in Receipt.objects.order_by("pk")] == ["receipt", "refund:2000"]


def test_what_has_not_come_or_is_disputed_is_not_given_back(user: User) -> None:
    pledge = recording.record_pledge(user, Donor("Ana"), CheckDetails(5000, localdate()))
    gift = recording.record_check(user, Donor("Ana"), CheckDetails(5000, localdate()))
    Gift.objects.filter(pk=gift.pk).update(dispute="open")
    for row in (pledge, gift):
        with pytest.raises(NotPossibleError):
            recording.refund(user, row.pk, 100, "why")


def test_a_name_is_hidden_everywhere_at_once(staff: Client, user: User) -> None:
    gifts = [
        recording.record_check(user, Donor("Ana", show_name=True), CheckDetails(5000, localdate()))
        for _ in range(2)
    ]
    assert shown.wall().names == ("Ana",)
    staff.post(f"/staff/gifts/{gifts[0].uuid}/name/", {"show": "0"})
    assert shown.wall() == shown.Wall((), 1)


def test_donors_without_an_address_are_told_apart(user: User) -> None:
    for name in ("Ana", "ana", "Bea", "", ""):
        recording.record_check(user, Donor(name), CheckDetails(5000, localdate()))
    assert shown.wall().n_others == 4, "one of two spellings, another, and two whom nobody knows"


def test_a_statement_of_any_days_is_shown_and_mailed(staff: Client) -> None:
    staff.post("/staff/gifts/new/", check_form())
    url = f"/staff/gifts/statement/?donor=ANA@mail.example&first={localdate()}&last={localdate()}"
    assert "Total: $1,250.50" in staff.get(url).content.decode()
    assert "on its way" in staff.post(url).content.decode()
    assert Mail.objects.get(kind="gift-statement").subject.startswith("Sus donaciones")
    nobody = staff.get(url.replace("ANA", "bea")).content.decode()
    assert "No gift that arrived" in nobody
    assert "before the first" in staff.get(f"{url[:-10]}2020-01-01").content.decode()


def test_one_switch_stops_cards(site: Client, staff: Client, practice: Practice) -> None:
    staff.post("/staff/gifts/switch/", {"on": "0", "why": "attack"})
    assert CardSwitch.objects.get().why == "attack"
    page = site.get("/give/").content.decode()
    assert ("We take no cards just now" in page, 'name="amount"' in page) == (True, False)
    assert site.post("/give/", {"amount": "25"}).status_code == 422
    assert "switched off" in staff.get("/staff/").content.decode()
    staff.post("/staff/gifts/switch/", {"on": "1"})
    assert 'name="amount"' in site.get("/give/").content.decode()


def test_no_cell_of_the_csv_is_a_formula(staff: Client, user: User) -> None:
    name = "=1+1"
    recording.record_check(user, Donor(name), CheckDetails(5000, localdate(), note="@x", number="-7"))
    text = staff.get("/staff/gifts/export.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["note"], row["check"], row["dollars"]) == ("'=1+1", "'@x", "'-7", "50.00")
    assert [safe_cell(text) for text in ("+1", "\tx", "Ana", "")] == ["'+1", "'\tx", "Ana", ""]


ROUTES = (
    "", "new/", "statement/", "checks/", "wording/", "export.csv", "{uuid}/", "{uuid}/refund/",
    "{uuid}/receipts/{receipt}/",
)  # fmt: skip


def test_who_has_no_right_sees_nothing(site: Client, user: User) -> None:
    gift = recording.record_check(user, Donor("Ana"), CheckDetails(5000, localdate()))
    named = {"uuid": gift.uuid, "receipt": Receipt.objects.get().pk}
    clerk = signed_in(User.objects.create_user("clerk", password="x", is_staff=True))
    for route in ROUTES:
        path = f"/staff/gifts/{route.format(**named)}"
        assert site.get(path).status_code == 302, path
        assert clerk.get(path).status_code == 403, path


def test_whoever_may_only_look_changes_nothing(user: User) -> None:
    gift = recording.record_check(user, Donor("Ana"), CheckDetails(5000, localdate()))
    reader = User.objects.create_user("reader", password="x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_gift"))
    client = signed_in(reader)
    assert client.get(f"/staff/gifts/{gift.uuid}/").status_code == 200
    for path in ("new/", f"{gift.uuid}/name/", f"{gift.uuid}/deposit/", f"{gift.uuid}/refund/", "switch/"):
        assert client.post(f"/staff/gifts/{path}", {}).status_code == 403, path


def test_a_goal_is_typed_in_dollars_or_donors(staff: Client, goal: Goal) -> None:
    form: dict[str, Any] = {
        "title_en": "A", "title_es": "B", "unit": "amount", "target": "$60,000.50", "carried_over": "12",
        "starts_on": f"{localdate()}", "ends_on": "", "why_en": "", "why_es": "", "is_shown": "on",
    }  # fmt: skip
    assert staff.post("/staff/giving/goal/add/", form).status_code == 302
    newest = Goal.objects.latest("pk")
    assert (newest.target, newest.carried_over) == (6000050, 1200)
    assert "60000.50" in staff.get(f"/staff/giving/goal/{newest.pk}/change/").content.decode()
    answer = staff.post("/staff/giving/goal/add/", form | {"unit": "donors"})
    assert "Write a number like 100" in answer.content.decode()
    assert (
        staff.post("/staff/giving/goal/add/", form | {"unit": "donors", "target": "100"}).status_code == 302
    )
