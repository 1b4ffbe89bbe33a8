"""Receipts and statements, word for word: the files in `receipts/` are what a donor gets.

The lines are those of IRS Publication 1771 (Rev. 3-2016): above $75 with something in return, the deductible part is
told (26 U.S.C. 6115); from $250 on, the letter is the written acknowledgment (26 U.S.C. 170(f)(8)). To write the files
anew after a change of words that was looked at: FAIRTOWN_WRITE_RECEIPTS=1 pytest tests/hub/test_gift_receipts.py
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from fairtown.hub.giving import wording
from fairtown.hub.giving.models import Gift
from fairtown.hub.giving.receipts import ReceiptFacts, receipt_text
from fairtown.hub.giving.statements import statement_text
from fairtown.hub.organisation import Organisation

FOLDER = Path(__file__).parent / "receipts"
OWN = Organisation("Open Town", ("1 Main Street", "Hartford, CT 06106"), ein="12-3456789")
DAY = date(2026, 2, 28)
DINNER = {"benefit": 20_00, "what": "a dinner"}


def facts(cents: int, **changed: object) -> ReceiptFacts:
    usual = {"number": "2026-00017", "day": DAY, "cents": cents, "kind": "check", "name": "María Ruiz"}
    return ReceiptFacts(**(usual | changed))  # type: ignore[arg-type]


GOLDEN = {
    "75.00": facts(75_00),
    "75.00-dinner": facts(75_00, **DINNER),
    "75.01-dinner": facts(75_01, **DINNER),
    "249.99": facts(249_99),
    "250.00": facts(250_00),
    "250.00-dinner": facts(250_00, **DINNER),
    "250.00-given-back-0.01": facts(250_00, refunded=1),
    "250.00-given-back": facts(250_00, refunded=250_00),
    "25.00-monthly-practice": facts(25_00, kind="monthly", name="", honoree="Ana", is_live=False),
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", GOLDEN)
def test_a_receipt_is_word_for_word_what_was_looked_at(name: str, language: str) -> None:
    subject, text = receipt_text(GOLDEN[name], OWN, language)
    path, whole = FOLDER / f"{name}.{language}.txt", f"{subject}\n\n{text}\n"
    if os.environ.get("FAIRTOWN_WRITE_RECEIPTS"):
        path.write_text(whole, encoding="utf-8")
    assert whole == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "deductible", "acknowledged", "nothing"),
    [
        ("75.00", False, False, True),
        ("75.00-dinner", False, False, False),
        ("75.01-dinner", True, False, False),
        ("249.99", False, False, True),
        ("250.00", False, True, True),
        ("250.00-dinner", True, True, False),
        ("250.00-given-back-0.01", False, False, True),
        ("250.00-given-back", False, False, False),
    ],
)
def test_each_sentence_of_the_law_stands_where_it_is_asked_for(
    name: str, deductible: bool, acknowledged: bool, nothing: bool
) -> None:
    _subject, text = receipt_text(GOLDEN[name], OWN, "en")
    sentences = "you can deduct", "written acknowledgment", "received no goods or services"
    assert tuple(sentence in text for sentence in sentences) == (deductible, acknowledged, nothing)
    assert ("deduct for federal income tax is limited" in text) == deductible
    if deductible:
        assert {"75.01-dinner": "$55.01", "250.00-dinner": "$230.00"}[name] in text


def test_without_a_tax_number_nothing_is_said_of_it() -> None:
    _subject, text = receipt_text(GOLDEN["250.00"], Organisation("Open Town"), "en")
    assert "501(c)(3)" not in text


def test_every_sentence_has_its_source_and_its_spanish() -> None:
    for found in wording.ALL.values():
        assert found.source
        assert found.status in (wording.CONFIRMED, wording.ASK)
        with override("es"):
            spanish = str(found.text)
        with override("en"):
            assert spanish != str(found.text)
    assert wording.DEDUCTIBLE.status == wording.ASK, (
        "whether gifts are deductible, no publication knows of the organization"
    )


def gift(day: int, cents: int, **changed: object) -> Gift:
    usual = {
        "kind": "check",
        "cents": cents,
        "given_on": date(2026, 1, day),
        "settled_at": datetime(2026, 1, day, tzinfo=UTC),
    }
    return Gift(**(usual | changed))


def test_a_statement_has_each_gift_and_their_sum() -> None:
    gifts = [
        gift(2, 100_00),
        gift(3, 50_00, refunded_cents=20_00),
        gift(4, 40_00, dispute="lost"),
        gift(5, 90_00, benefit=20_00, benefit_what="a dinner"),
    ]
    for language in ("en", "es"):
        subject, text = statement_text(gifts, OWN, date(2026, 1, 1), date(2026, 12, 31), language)
        path, whole = FOLDER / f"statement.{language}.txt", f"{subject}\n\n{text}\n"
        if os.environ.get("FAIRTOWN_WRITE_RECEIPTS"):
            path.write_text(whole, encoding="utf-8")
        assert whole == path.read_text(encoding="utf-8")
        assert "$220.00" in text
