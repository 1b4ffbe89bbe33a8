"""What waits for the member of staff who looks, on the first page of the site of staff."""

from typing import Any

from django import template

from fairtown.hub.shelf import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting(context: template.Context) -> list[Any]:
    """Return the work that waits for the account of the request, what is wrong first."""
    found = slots.ask(slots.WAITING, context["request"].user)
    return sorted(found, key=lambda work: not work.is_urgent)
