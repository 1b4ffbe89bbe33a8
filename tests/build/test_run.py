"""The order in which a build runs measures, and which fault it tells."""

import time

import pytest
from threadpoolctl import ThreadpoolController

from fairtown.build import run
from fairtown.build.cache import Result, to_bytes
from fairtown.build.run import _next, _side_by_side
from fairtown.concepts import FairtownError
from fairtown.measures import all_measures
from fairtown.threads import one_for_blas

USES = {m.id: m.uses for m in all_measures().values()}


@pytest.mark.parametrize(
    ("ready", "last", "at_work", "first"),
    [
        # many measures wait for who lives where
        (["segregation.gini", "residents.race_ethnicity"], "", [], "residents.race_ethnicity"),
        (["opportunity.percentile", "segregation.gini"], "segregation.delta", [], "segregation.gini"),
        (
            ["opportunity.modern", "segregation.gini"],
            "segregation.delta",
            ["opportunity.recap"],
            "segregation.gini",
        ),
        # what one survey is drawn for is drawn in one process, as long as there is something else to do
        (
            ["opportunity.modern", "segregation.gini"],
            "homes.tenure",
            ["opportunity.recap"],
            "segregation.gini",
        ),
        (["opportunity.change"], "homes.tenure", ["opportunity.recap"], "opportunity.change"),
        (["segregation.gini", "segregation.change"], "", [], "segregation.change"),
    ],
    ids=[
        "what others wait for",
        "at hand",
        "at hand first",
        "what no other is at",
        "what is left",
        "the longest",
    ],
)
def test_what_a_process_takes_next(ready: list[str], last: str, at_work: list[str], first: str) -> None:
    assert _next(ready, last, at_work, USES) == first


SLOW, QUICK, LAST = "segregation.gini", "segregation.delta", "schools.segregation"


def _faulty(measure_id: str, _used: dict[str, bytes]) -> bytes:
    time.sleep(0.3 if measure_id == SLOW else 0)
    if measure_id == LAST:
        return to_bytes(Result({}, {}))
    raise FairtownError(measure_id)


@pytest.mark.parametrize("order", [[SLOW, QUICK, LAST], [LAST, SLOW, QUICK]])
def test_of_two_faults_the_first_in_order_is_told_whichever_process_ends_first(
    order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_result", _faulty)
    with pytest.raises(FairtownError, match=SLOW):
        _side_by_side(dict.fromkeys(order, ()), order, lambda _: None)


def test_products_are_added_up_in_one_thread_however_many_cores_there_are() -> None:
    """With two, seven figures of absolute clustering ended in another digit."""
    blas = ThreadpoolController().select(user_api="blas")
    with blas.limit(limits=2):
        with one_for_blas():
            assert {library["num_threads"] for library in blas.info()} == {1}
        assert {library["num_threads"] for library in blas.info()} == {2}
