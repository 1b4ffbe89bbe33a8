"""Recipes for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from fairtown.measures.opportunity.index.recipe import (
    Recipe,
    from_mapping,
)

PLAIN = {"id": "mine", "title": "Mine", "year": 2023, "indicators": [{"id": "a"}, {"id": "b", "domain": "x"}]}


def recipe_of(**changes) -> Recipe:
    return from_mapping({**PLAIN, **changes})


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
