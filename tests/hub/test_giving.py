"""Gifts by card: counted exactly once, whatever the gateway tells in whatever order, shown only as donors agreed."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils.timezone import now

from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.gate.models import Counter
from fairtown.hub.giving import applying, attempts, reconciling, retention, shown, statements, stripe_api
from fairtown.hub.giving.config import Gateway
from fairtown.hub.giving.models import Gift, Goal, Plan, Receipt
from fairtown.hub.giving.practice import acts
from fairtown.hub.giving.stripe_api import GatewayError
from fairtown.hub.mail.models import Mail

from .running_practice import Practice, give_form, post, practice_gateway
from .staff_session import signed_in

DONOR = "maria@mail.example"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No one waits in a test."""
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=-1))


@pytest.fixture
def practice(site: Client, settings: LazySettings) -> Iterator[Practice]:
    with practice_gateway(settings) as running:
        yield running


@pytest.fixture
def goal(site: Client) -> Goal:
    Goal.objects.all().delete()
    return Goal.objects.create(title_en="100 donors", title_es="100 donantes", target=100, carried_over=84)


@pytest.fixture
def staff(site: Client) -> Client:
    """A member of staff who may do everything."""
    return signed_in(User.objects.create_superuser("anna", password="x"))


def give(site: Client, **fields: Any) -> str:
    """Send the form and return where it leads; as from another place each time."""
    Counter.objects.all().delete()
    answer = site.post("/give/", give_form(site, **fields))
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_a_gift_by_card_from_the_form_to_thanks_receipt_and_goal(
    site: Client, practice: Practice, goal: Goal
) -> None:
    url = give(site, name="María Ruiz", show_name="1")
    assert url.startswith(f"{practice.url}/pay/cs_test_")
    gift = Gift.objects.get()
    assert (gift.settled_at, gift.cents, gift.livemode, gift.session) == (
        None,
        2500,
        False,
        url.rpartition("/")[2],
    )
    thanks = practice.pay(url)
    waiting = site.get(thanks)
    assert ("waiting for word" in waiting.content.decode(), waiting["Refresh"]) == (True, "3")
    assert practice.deliver(site) == [200, 200]
    page = site.get(thanks).content.decode()
    assert "Your gift of $25 has arrived" in page
    assert ">85</strong> of 100 donors" in page
    gift.refresh_from_db()
    assert gift.settled_at
    assert (gift.pi or "").startswith("pi_")
    receipt = Receipt.objects.get()
    assert receipt.printed_number.startswith("P-20")
    assert "PRACTICE: no money moved" in receipt.text
    (mail,) = Mail.objects.filter(kind="receipt")
    assert (mail.to, mail.subject) == (DONOR, f"Receipt {receipt} from Open Communities Alliance")
    page = site.get("/give/").content.decode()
    assert "María Ruiz" in page
    assert "no money moves" in page
    assert site.get(thanks).get("Refresh") is None


def test_a_monthly_gift_is_a_gift_each_month_and_its_refund_finds_it(
    site: Client, practice: Practice, goal: Goal
) -> None:
    practice.pay(
        give(
            site, often="monthly", amount="other", other="$1,000.50", honoree="Ana", tells="ana@mail.example"
        )
    )
    practice.deliver(site, practice.shuffled(seed=3))
    practice.events.clear()
    plan = Plan.objects.get()
    first = Gift.objects.get()
    assert (plan.state, plan.cents, first.cents, first.kind) == ("active", 100050, 100050, "monthly")
    subscription = plan.subscription or ""
    practice.act("renew", subscription)
    practice.deliver(site, practice.events[::-1])
    practice.events.clear()
    assert [g.cents for g in Gift.objects.order_by("pk")] == [100050, 100050]
    assert [str(r).rpartition("-")[2] for r in Receipt.objects.order_by("pk")] == ["00001", "00002"]
    newest = Gift.objects.get(~Q(pk=first.pk))
    assert newest.pi
    assert newest.pi != Gift.objects.get(pk=first.pk).pi
    acts.refund(practice.store, newest.pi, 50)
    practice.deliver(site)
    newest.refresh_from_db()
    assert (newest.refunded_cents, newest.net_cents) == (50, 100000)
    assert "Given back: $0.50" in Receipt.objects.latest("pk").text
    (told_once,) = Mail.objects.filter(kind="gift-honoree")
    assert (told_once.to, "$" in told_once.text) == ("ana@mail.example", False)
    assert shown.reached(goal) == 85, "one donor, however many months"


def test_a_month_that_fails_is_told_with_a_way_to_mend_it(site: Client, practice: Practice) -> None:
    practice.pay(give(site, often="monthly"))
    practice.deliver(site)
    plan = Plan.objects.get()
    practice.act("fail", plan.subscription or "")
    assert practice.deliver(site, [*practice.events, *practice.events]) == [200] * 4
    practice.events.clear()
    plan.refresh_from_db()
    assert (plan.state, bool(plan.failed_at)) == ("past_due", True)
    (mail,) = Mail.objects.filter(kind="gift-failed")
    assert "/give/manage/" in mail.text
    assert "We try again on" in mail.text
    practice.act("renew", plan.subscription or "")
    practice.deliver(site)
    plan.refresh_from_db()
    assert (plan.state, plan.failed_at) == ("active", None)
    practice.act("cancel", plan.subscription or "")
    late = list(practice.events)
    practice.deliver(site)
    practice.store.tell(
        "customer.subscription.updated",
        {**practice.store.objects[plan.subscription or ""], "status": "active"},
    )
    practice.deliver(site, [*practice.events, *late])
    plan.refresh_from_db()
    assert plan.state == "ended", "what has ended stays so, whatever comes late"
    assert Mail.objects.filter(kind="gift-ended").count() == 1


def test_a_dispute_takes_the_gift_off_the_goal_and_tells_staff_its_day(
    site: Client, practice: Practice, goal: Goal, staff: Client
) -> None:
    practice.pay(give(site))
    practice.deliver(site)
    gift = Gift.objects.get()
    practice.act("dispute", gift.pi or "")
    practice.deliver(site)
    gift.refresh_from_db()
    assert (gift.dispute, gift.net_cents, shown.reached(goal)) == ("open", 0, 84)
    assert gift.due_by
    assert "Answer the bank about a gift of $25" in staff.get("/staff/").content.decode()
    (found,) = practice.store.all("dispute")
    practice.act("win", found["id"])
    practice.deliver(site)
    gift.refresh_from_db()
    assert (gift.dispute, gift.due_by, shown.reached(goal)) == ("won", None, 85)


def test_a_bank_debit_counts_when_it_comes(site: Client, practice: Practice, goal: Goal) -> None:
    thanks = practice.pay(give(site), outcome="later")
    practice.deliver(site)
    assert "Your bank takes a few days" in site.get(thanks).content.decode()
    assert shown.reached(goal) == 84
    (session,) = practice.store.all("checkout.session")
    practice.act("come", session["id"])
    practice.deliver(site)
    assert "has arrived" in site.get(thanks).content.decode()
    assert (shown.reached(goal), Receipt.objects.count()) == (85, 1)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"amount": "other", "other": "4.99"}, "from $5 to $25,000"),
        ({"amount": "other", "other": "1,50"}, "in figures"),
        ({"amount": "other", "other": "twenty"}, "in figures"),
        ({"amount": "other", "other": "1.250,00"}, "in figures"),
        ({"amount": "other", "other": "-25"}, "in figures"),
        ({"amount": "other", "other": "١٢"}, "in figures"),
        ({"amount": "other", "other": ""}, "Type the amount"),
        ({"amount": "1"}, "Select a valid choice"),
        ({"email": "maria"}, "look like an e-mail address"),
        ({"show_name": "1"}, "name that we may show"),
        ({"tells": "ana@mail.example"}, "in whose honor"),
        ({"name": "<b>Ana</b>"}, "without signs"),
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"made": "forged"}, "not made by this site"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_begun(
    site: Client, practice: Practice, wrong: dict[str, str], message: str
) -> None:
    answer = site.post("/give/", give_form(site, **wrong))
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert not Gift.objects.exists()
    assert practice.store.all("checkout.session") == []


def test_an_amount_that_does_not_count_is_no_fault(site: Client, practice: Practice) -> None:
    give(site, amount="50", other="twenty")
    assert Gift.objects.get().cents == 5000


def test_names_are_shown_by_own_tick_alone_and_others_counted(site: Client, practice: Practice) -> None:
    for n, fields in enumerate(({"name": "Ana", "show_name": "1"}, {"name": "Beatriz"}, {})):
        practice.pay(give(site, email=f"d{n}@mail.example", **fields))
    practice.deliver(site)
    page = site.get("/give/").content.decode()
    assert ("<li>Ana</li>" in page, "Beatriz" in page) == (True, False)
    assert "2 donors gave without being named" in page
    assert shown.wall() == shown.Wall(("Ana",), 2)


def test_live_and_practice_gifts_never_count_together(
    site: Client, practice: Practice, goal: Goal, settings: LazySettings
) -> None:
    practice.pay(give(site, name="Ana", show_name="1"))
    practice.deliver(site)
    assert shown.reached(goal) == 85
    settings.GIVING = Gateway("sk_live_x", ("whsec_live",))
    assert (shown.reached(goal), shown.wall()) == (84, shown.Wall((), 0))
    event = {**practice.store.tell("checkout.session.completed", {}), "livemode": False}
    assert post(site, event, secret="whsec_live").status_code == 400


def test_giving_pages_alone_may_lead_to_the_gateway(site: Client, practice: Practice) -> None:
    policy = site.get("/give/")["Content-Security-Policy"]
    assert f"form-action 'self' {practice.url}" in policy
    assert practice.url not in site.get("/join/")["Content-Security-Policy"]
    assert site.get("/give/").cookies == {}


def test_without_a_gateway_checks_are_asked_for(site: Client, settings: LazySettings) -> None:
    settings.GIVING = Gateway()
    page = site.get("/give/").content.decode()
    assert "We take no cards here yet" in page
    assert 'name="amount"' not in page
    assert "checkout.stripe.com" in site.get("/give/")["Content-Security-Policy"]
    assert "75 Charter Oak Avenue" in site.get("/give/check/").content.decode()


def test_a_gateway_that_is_away_costs_nothing(
    site: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise GatewayError("away")

    monkeypatch.setattr(stripe_api, "open_session", away)
    answer = site.post("/give/", give_form(site))
    assert (answer.status_code, "Nothing was charged" in answer.content.decode()) == (502, True)
    assert attempts.unpaid().later == 0


def test_a_silent_session_is_asked_about_once(
    site: Client, practice: Practice, goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.pay(give(site))
    practice.pay(give(site, often="monthly", email="two@mail.example"))
    practice.events.clear()
    assert reconciling.poll_silent() == 0, "the gateway has its time"
    monkeypatch.setattr(reconciling, "SILENCE", timedelta())
    # one that the gateway does not know, of other keys, comes first and stops no other
    Gift.objects.create(
        key="x", kind="once", cents=500, livemode=False, session="cs_of_other_keys", session_at=now()
    )
    assert reconciling.poll_silent() == 2
    applying.apply_waiting()
    assert (shown.reached(goal), Receipt.objects.count()) == (86, 2)
    assert reconciling.poll_silent() == 0
    practice.deliver(site, practice.store.all("event"))
    assert (shown.reached(goal), Receipt.objects.count()) == (86, 2), "told late, it counts no second time"


def test_a_night_fetches_what_never_came_and_tells_what_differs(
    site: Client, practice: Practice, goal: Goal, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "YOUNG", timedelta())
    practice.pay(give(site))
    practice.pay(give(site, often="monthly", email="two@mail.example"))
    practice.events.clear()
    night = reconciling.reconcile()
    assert night
    assert (night.n_events_found, night.rows, night.n_gifts, night.n_charges) == (6, [], 2, 2)
    assert shown.reached(goal) == 86
    gift = Gift.objects.get(kind="once")
    Gift.objects.filter(pk=gift.pk).update(cents=1)
    lost = acts._charge(practice.store, acts._intent(practice.store, 700, {}, "succeeded"), "card")
    night = reconciling.reconcile()
    assert night
    kinds = {(row["kind"], row["ours"], row["theirs"]) for row in night.rows}
    assert kinds == {("amount", 1, 2500), ("missing_here", 0, 700)}
    page = staff.get("/staff/gifts/checks/").content.decode()
    assert lost["payment_intent"] in page
    assert "paid there, not here" in page
    assert "Gifts and payment provider differ" in staff.get("/staff/").content.decode()


def test_a_donor_sees_changes_and_ends_by_a_link(site: Client, practice: Practice) -> None:
    practice.pay(give(site, often="monthly"))
    practice.deliver(site)
    for email in (DONOR, "nobody@mail.example"):
        found = re.search(r'name="made" value="([^"]+)"', site.get("/give/manage/").content.decode())
        assert found
        assert (
            site.post("/give/manage/", {"made": found[1], "email": email})["Location"] == "/give/manage/sent/"
        )
    (mail,) = Mail.objects.filter(kind="gift-manage")
    found = re.search(r"localhost(/give/manage/\S+)", mail.text)
    assert found
    page = site.get(found[1])
    assert ("$25.00" in page.content.decode(), page["Referrer-Policy"]) == (True, "no-referrer")
    answer = site.post(found[1], {"plan": str(Plan.objects.get().uuid)})
    assert answer.status_code == 303
    assert str(answer["Location"]).startswith(f"{practice.url}/portal/bps_")
    assert site.get(found[1][:-2] + "/").status_code == 410


def test_a_statement_begins_with_last_year_until_this_one_has_a_gift(
    site: Client, practice: Practice
) -> None:
    practice.pay(give(site))
    practice.deliver(site)
    gift = Gift.objects.get()
    year = gift.day.year
    last_year = date(year, 1, 1), date(year, 12, 31)
    assert statements.usual_days(gift.who, gift.day) == (last_year[0], gift.day)
    assert statements.usual_days(gift.who, date(year + 1, 1, 1)) == last_year
    assert statements.usual_days(gift.who, date(year + 2, 1, 1)) == (date(year + 2, 1, 1),) * 2


def test_a_donor_who_is_erased_is_named_no_more_and_the_books_keep_the_gift(
    site: Client, practice: Practice, goal: Goal
) -> None:
    practice.pay(give(site, name="Ana", show_name="1"))
    practice.deliver(site)
    give(site, name="Ana")
    who = Gift.objects.latest("pk").who
    (copied,) = retention.copy_of([who])
    assert (copied["amount"], copied["name"], copied["is_named_on_the_site"]) == ("$25.00", "Ana", True)
    retention.erase([who])
    assert shown.wall() == shown.Wall((), 1)
    assert shown.reached(goal) == 85
    paid, unpaid = Gift.objects.order_by("pk")
    assert (paid.name, unpaid.name, unpaid.email) == ("Ana", "", "")
