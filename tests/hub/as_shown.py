"""Pages as a browser shows them: how a template is wrapped is nobody's business."""

import re

#: Elements at whose edges white space is not shown.
BLOCKS = (
    "html|head|body|main|header|footer|nav|section|article|aside|div|p|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td"
    "|form|fieldset|figure|figcaption|h[1-6]|details|summary|select|option|hr|meta|link|title|blockquote"
)
EDGE = re.compile(rf"\s*(</?(?:{BLOCKS})\b[^>]*>)\s*")


TERM = re.compile(r'<button type="button" class="term" popovertarget="[^"]*">(.*?)</button>', re.DOTALL)


def without_terms(html: str) -> str:
    """Return a page with the words that open their definitions as plain words."""
    return TERM.sub(r"\1", html)


def as_shown(html: str) -> str:
    """Return a page with each run of white space as one space, none where blocks begin or end, and plain words."""
    return EDGE.sub(r"\1", re.sub(r"\s+", " ", without_terms(html)))
