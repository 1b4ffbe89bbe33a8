"""The order in which a build runs measures."""

import pytest

from fairtown.build.run import _next
from fairtown.measures import all_measures

USES = {m.id: m.uses for m in all_measures().values()}


@pytest.mark.parametrize(
    ("ready", "last", "first"),
    [
        # many measures wait for who lives where
        (["segregation.gini", "residents.race_ethnicity"], "segregation.delta", "residents.race_ethnicity"),
        (["opportunity.percentile", "segregation.gini"], "segregation.delta", "segregation.gini"),
        (["segregation.gini", "segregation.change"], "", "segregation.change"),
    ],
    ids=["what others wait for", "what a process has at hand", "the longest"],
)
def test_what_a_process_takes_next(ready: list[str], last: str, first: str) -> None:
    assert _next(ready, last, USES) == first
