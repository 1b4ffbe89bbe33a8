"""Pages of the practice gateway: the one that takes the place of a card's, the portal, and what a bank may do."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from fairtown.hub.giving.money import exact_dollars
from fairtown.hub.giving.practice.store import Object, Store

TEXTS = {
    "en": {
        "title": "Practice payment", "band": "Practice: no money moves. Type no real card anywhere here.",
        "pay": "Pay {amount}", "pay_month": "Pay {amount} every month", "declined": "Let the card be declined",
        "later": "Pay by bank debit, which settles later", "back": "Go back without paying",
        "was_declined": "The card was declined. Nothing was charged.", "over": "This payment is over.",
        "portal": "Your monthly gift", "cancel": "End it", "ended": "It has ended.", "return": "Back to the site",
        "running": "{amount} a month",
    },
    "es": {
        "title": "Pago de práctica", "band": "Práctica: no se mueve dinero. No escriba aquí ninguna tarjeta real.",
        "pay": "Pagar {amount}", "pay_month": "Pagar {amount} cada mes", "declined": "Que la tarjeta sea rechazada",
        "later": "Pagar con débito bancario, que llega después", "back": "Volver sin pagar",
        "was_declined": "La tarjeta fue rechazada. No se cobró nada.", "over": "Este pago ya terminó.",
        "portal": "Su donación mensual", "cancel": "Terminarla", "ended": "Ya terminó.", "return": "Volver al sitio",
        "running": "{amount} al mes",
    },
}  # fmt: skip
STYLE = """
body { margin: 0; font: 17px/1.5 system-ui, sans-serif; color: #17211d; background: #f6f4ee; }
.band { background: #fff6d6; padding: 0.8rem 1rem; text-align: center; font-weight: 600; }
main { max-width: 26rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #7a857f; }
button, .button { display: block; width: 100%; box-sizing: border-box; min-height: 44px; margin: 0.6rem 0;
  padding: 0.6rem; font: inherit; border: 1px solid #7a857f; border-radius: 8px; background: #fff; color: #17211d;
  text-align: center; text-decoration: none; }
button.first { background: #1a4fc8; color: #fff; font-weight: 600; }
.alert { border-left: 6px solid #a3241b; padding: 0.4rem 0.8rem; background: #fdeeec; }
td, th { text-align: left; padding: 0.3rem 0.6rem; }
td button { width: auto; margin: 0; }
"""


def _page(language: str, title: str, body: str) -> str:
    labels = TEXTS[language]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>'
        f'<p class="band">{labels["band"]}</p><main><h1>{escape(title)}</h1>{body}</main></body></html>'
    )


def _language(found: Object) -> str:
    return "es" if found.get("locale") == "es" else "en"


def _button(name: str, value: str, label: str, is_first: bool = False) -> str:
    kind = ' class="first"' if is_first else ""
    return f'<button name="{name}" value="{escape(value)}"{kind}>{escape(label)}</button>'


def pay_page(session: Object, was_declined: bool = False) -> str:
    """Return the page where a donor pays, or does not."""
    language = _language(session)
    labels, amount = TEXTS[language], {"amount": exact_dollars(session["amount_total"])}
    if session["status"] != "open":
        return _page(language, labels["title"], f"<p>{labels['over']}</p>")
    is_monthly = session["mode"] == "subscription"
    alert = f'<p class="alert" role="alert">{labels["was_declined"]}</p>' if was_declined else ""
    buttons = [
        _button(
            "outcome", "paid", labels["pay_month" if is_monthly else "pay"].format(**amount), is_first=True
        ),
        _button("outcome", "declined", labels["declined"]),
        "" if is_monthly else _button("outcome", "later", labels["later"]),
    ]
    back = f'<a class="button" href="{escape(session["cancel_url"])}">{labels["back"]}</a>'
    form = f'{alert}<p>{escape(session["label"])}</p><form method="post">{"".join(buttons)}</form>{back}'
    return _page(language, labels["title"], form)


def portal_page(portal: Object, subscriptions: Iterable[Object]) -> str:
    """Return the page where a donor ends a monthly gift."""
    language = _language(portal)
    labels, rows = TEXTS[language], []
    for found in subscriptions:
        amount = labels["running"].format(amount=exact_dollars(found["cents"]))
        is_over = found["status"] == "canceled"
        last = f"<p>{labels['ended']}</p>" if is_over else _button("cancel", found["id"], labels["cancel"])
        rows.append(f"<form method='post'><p>{escape(amount)}</p>{last}</form>")
    back = f'<a class="button" href="{escape(portal["return_url"] or "")}">{labels["return"]}</a>'
    return _page(language, labels["portal"], "".join(rows) + back)


def control_page(store: Store) -> str:
    """Return the page from which whoever tries the demo lets months come and banks act; in English alone."""
    rows = []
    for found in store.all("subscription"):
        acts = {"renew": "next month is paid", "fail": "next month fails", "cancel": "ends"}
        rows.append(
            _control_row(f"monthly {exact_dollars(found['cents'])}, {found['status']}", found["id"], acts)
        )
    for found in store.all("checkout.session", status="complete", payment_status="unpaid"):
        acts = {"come": "the debit comes", "not-come": "the debit fails"}
        rows.append(_control_row(f"bank debit {exact_dollars(found['amount_total'])}", found["id"], acts))
    for found in store.all("charge", paid=True):
        label = f"payment {exact_dollars(found['amount'])}"
        rows.append(_control_row(label, found["payment_intent"], {"dispute": "the bank disputes it"}))
    for found in store.all("dispute", status="needs_response"):
        rows.append(_control_row("dispute", found["id"], {"win": "we win", "lose": "we lose"}))
    for found in store.all("refund", status="succeeded"):
        label = f"refund {exact_dollars(found['amount'])}"
        rows.append(_control_row(label, found["id"], {"fail-refund": "the bank sends it back"}))
    table = f"<table>{''.join(rows)}</table>" if rows else "<p>Nothing was paid yet.</p>"
    return _page("en", "What donors and banks do", table)


def _control_row(label: str, object_id: str, acts: dict[str, str]) -> str:
    buttons = "".join(_button("act", f"{verb} {object_id}", text) for verb, text in acts.items())
    return f"<tr><td>{escape(label)}</td><td><form method='post' action='/'>{buttons}</form></td></tr>"
