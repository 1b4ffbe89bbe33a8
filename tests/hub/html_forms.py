"""The forms of a page, read from its HTML and filled in as a visitor would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Kinds of inputs that people type into.
TYPED = {"text", "email", "search", "tel", "url", "password"}
#: Of the gate: what says when a form was made, what must stay empty, the work of a script.
OF_THE_GATE = {"made", "website", "work", "csrfmiddlewaretoken", "next"}


@dataclass
class HtmlForm:
    """A form: its method, where it leads, what its fields hold at first, and which of them are typed or files."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def filled(self, text: str, **chosen: str) -> dict[str, str | list[str]]:
        """Return the values with some words in each field that is typed, an address where one is asked for."""
        address, words_of_it = f"{text}@mail.example", f"{text} in plain words"
        own = {name: address if kind == "email" else words_of_it for name, kind in self.typed.items()}
        return {**self.values, **own, **chosen}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self.form: HtmlForm | None = None
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = HtmlForm(given.get("method", "get").lower(), given.get("action", ""))
            self.forms.append(self.form)
        elif self.form is not None and tag == "input":
            self._input(self.form, given)
        elif self.form is not None and tag == "textarea":
            self.form.typed[given["name"]] = "text"
        elif self.form is not None and tag == "select":
            self.select = given["name"]
        elif self.form is not None and tag == "option" and self.select:
            self._option(self.form, given)

    def _input(self, form: HtmlForm, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind in TYPED and name not in OF_THE_GATE:
            form.typed[name] = "email" if "email" in (kind, given.get("inputmode")) else kind
        elif kind == "hidden" or name in OF_THE_GATE or "checked" in given:
            form.values.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))

    def _option(self, form: HtmlForm, given: dict[str, str]) -> None:
        if "selected" in given or self.select not in form.values:
            form.values[self.select] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""


def forms_of(html: str) -> list[HtmlForm]:
    """Return the forms of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
