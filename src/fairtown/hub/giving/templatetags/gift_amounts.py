"""Amounts of gifts in templates."""

from __future__ import annotations

from django import template

from fairtown.hub.giving import money

register = template.Library()
register.filter("dollars", money.dollars)
register.filter("exact_dollars", money.exact_dollars)
