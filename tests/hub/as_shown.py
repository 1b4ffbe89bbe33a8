"""Pages as a browser shows them: how a template is wrapped is nobody's business."""

import re

#: Elements at whose edges white space is not shown.
BLOCKS = (
    "html|head|body|main|header|footer|nav|section|article|aside|div|p|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td"
    "|form|fieldset|figure|figcaption|h[1-6]|details|summary|select|option|hr|meta|link|title|blockquote"
)
EDGE = re.compile(rf"\s*(</?(?:{BLOCKS})\b[^>]*>)\s*")


def as_shown(html: str) -> str:
    """Return a page with each run of white space as one space, and none where blocks begin or end."""
    return EDGE.sub(r"\1", re.sub(r"\s+", " ", html))
