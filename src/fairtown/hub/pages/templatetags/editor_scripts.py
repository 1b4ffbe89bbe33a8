"""Gives the inline scripts of Wagtail's own templates the nonce of the answer, without copying those templates."""

import re

from django import template

register = template.Library()
#: A script that stands in the page itself. A second nonce in one tag would make browsers heed none of them.
INLINE = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)(?=[\s>])")


class NoncedNode(template.Node):
    """Renders what it holds: parts of templates, never what somebody typed."""

    def __init__(self, nodelist: template.NodeList) -> None:
        """Keep the nodes."""
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        """Return it with the nonce in each inline script."""
        nonce = context["request"].csp_nonce
        return INLINE.sub(f'<script nonce="{nonce}"', self.nodelist.render(context))


@register.tag
def nonced(parser: template.base.Parser, token: template.base.Token) -> NoncedNode:
    """Mark the inline scripts of a template as ours: `{% nonced %}{{ block.super }}{% endnonced %}`."""
    nodelist = parser.parse(("endnonced",))
    parser.delete_first_token()
    return NoncedNode(nodelist)
