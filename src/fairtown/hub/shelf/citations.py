"""Citations that stand without the site: who, what, when, which release, and an address with a host."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from fairtown.hub.release_access import current_release
from fairtown.hub.site_url import absolute_url

#: What LaTeX would read as a command, and how it is written there.
LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "±": r"$\pm$", "–": "--", "−": "$-$",
}  # fmt: skip
#: Digits in the key of an entry that tell it from others of the same release.
KEY_DIGITS = 8


@dataclass(frozen=True)
class Citation:
    """What a reader cites: a page or one figure of it.

    `title`: what it is, in a line; `path`: its address on the site, query included; `sentence`: what the figure says,
    blank for a page; `sources`: who published what stands behind it.
    """

    title: str
    path: str
    sentence: str = ""
    sources: str = ""

    @property
    def url(self) -> str:
        """The permanent URL, with the site's own host."""
        return absolute_url(self.path)

    @property
    def text(self) -> str:
        """One paragraph to paste into a letter."""
        values = {
            "title": self.title,
            "date": current_release().date,
            "sources": self.sources,
            "url": self.url,
        }
        source = (
            _("Source: fairtown, %(title)s, release %(date)s; figures of %(sources)s. %(url)s")
            if self.sources
            else _("Source: fairtown, %(title)s, release %(date)s. %(url)s")
        ) % values
        return f"{self.sentence} {source}" if self.sentence else source

    @property
    def apa(self) -> str:
        """A reference in the style of the American Psychological Association."""
        message = _("fairtown. (%(year)s). %(title)s (release %(date)s) [Data set]. %(url)s")
        date = current_release().date
        return message % {"year": date[:4], "title": self.title, "date": date, "url": self.url}

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX."""
        date = current_release().date
        fields = {
            # braces within quotes: no style changes the letters of a name
            "author": '"{fairtown}"',
            "title": f'"{{{_latex(self.title)}}}"',
            "year": date[:4],
            "note": f"{{{_latex(_('Release %(date)s') % {'date': date})}}}",
            "url": f"{{{self.url}}}",
        }
        key = f"fairtown-{date}-{sha256(self.path.encode()).hexdigest()[:KEY_DIGITS]}"
        lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
        return f"@misc{{{key},\n{lines}\n}}"


def _latex(text: str) -> str:
    return "".join(LATEX.get(letter, letter) for letter in text)
