"""A sentence is one message: none is put together from translated fragments around a figure.

Another language orders its words in another way, so a translator needs the whole sentence, with named places for what
is filled in. Glued is a message that begins in lower case right after a figure, or that ends without punctuation right
before one or before another message in lower case. A label with its colon, and what stands in parentheses, is a message
of its own.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import fairtown

HUB = Path(fairtown.__file__).parent / "hub"
TEMPLATES = sorted((HUB / "templates").rglob("*.html"))
MODULES = sorted(HUB.rglob("*.py"))
TRANSLATING = {"_", "gettext", "ngettext"}

MESSAGE = re.compile(
    r'{% blocktranslate\b[^%]*%}(?P<block>.*?){% endblocktranslate %}|{% translate "(?P<line>[^"]*)" %}',
    re.DOTALL,
)
PLURAL = re.compile(r"{% plural %}.*", re.DOTALL)
#: A figure that is kept for a sentence (`as`) is not shown where its tag stands.
FILLED_IN = re.compile(r"{{.*?}}|{% (?:fig|estimate) (?:(?! as )[^%])*%}", re.DOTALL)
ALTERNATIVE = re.compile(r"{% (?:else|elif\b[^%]*|empty|include\b[^%]*) %}")
OTHER_TAG = re.compile(r"{[%#].*?[%#]}", re.DOTALL)
#: Elements within a sentence; an entry of a legend and a badge stand by themselves.
INLINE = re.compile(r'</?(?:a|abbr|b|em|i|strong|sup|time|span(?! class="(?:k|status)\b))\b[^>]*>')
ELEMENT = re.compile(r"<[^>]*>")
#: Where a message begins and ends; what is filled in; where a sentence cannot go on.
START, END, FIGURE, BREAK = "\ue000", "\ue001", "\ue002", "\ue003"
GLUED = re.compile(
    rf"{FIGURE}[\s,]*{START}(?=[a-z])(?P<after>[^{END}]*){END}"
    rf"|{START}(?P<before>[^{END}]*[\w,”›]){END}[\s(]*(?:{FIGURE}|{START}[a-z])"
)


def template_text(template: str) -> str:
    """Return what a template shows, with a mark for each message, figure and break."""

    def marked(match: re.Match[str]) -> str:
        text = match["line"] or PLURAL.sub("", match["block"])
        text = ELEMENT.sub("", text.replace("{{", "‹").replace("}}", "›"))
        return f"{START}{' '.join(text.split())}{END}"

    text = MESSAGE.sub(marked, template)
    marks = ((FILLED_IN, FIGURE), (ALTERNATIVE, BREAK), (OTHER_TAG, ""), (INLINE, ""), (ELEMENT, BREAK))
    for pattern, mark in marks:
        text = pattern.sub(mark, text)
    return text


def python_texts(source: str) -> Iterator[str]:
    """Yield every text that is put together in a file, as an f-string or by +, marked the same way."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
            yield _marked(node)


def _marked(node: ast.AST) -> str:
    match node:
        case ast.JoinedStr(values=parts):
            return "".join(_marked(part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _marked(left) + _marked(right)
        case ast.FormattedValue(value=value):
            return _marked(value)
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if (
            name in TRANSLATING
        ):
            return f"{START}{text}{END}"
        case _:
            return FIGURE


def glued(text: str) -> list[str]:
    """Return the messages that are glued to a figure."""
    return [match["after"] or match["before"] for match in GLUED.finditer(text)]


def test_no_template_glues_a_sentence() -> None:
    found = {path: glued(template_text(path.read_text(encoding="utf-8"))) for path in TEMPLATES}
    assert {path.relative_to(HUB).as_posix(): texts for path, texts in found.items() if texts} == {}


def test_no_module_glues_a_sentence() -> None:
    found = {
        path: [message for text in python_texts(path.read_text(encoding="utf-8")) for message in glued(text)]
        for path in MODULES
    }
    assert {path.relative_to(HUB).as_posix(): texts for path, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{% fig a.share True %} {% translate \"of homes are assisted\" %}</p>", ["of homes are assisted"]),
        ("<strong>{{ n }}</strong>, {% blocktranslate %}by {{ x }}{% endblocktranslate %}", ["by ‹ x ›"]),
        ('{% translate "Towns have" %} <b>{% fig a %}</b>.', ["Towns have"]),
        ("{% blocktranslate %}From {{ first }}{% endblocktranslate %} {% fig a %}", ["From ‹ first ›"]),
        ('{% translate "to" %} {% estimate v m "share" %}', ["to"]),
        ("{% fig a %}\n  {% if b %}{% translate \"of {a} homes\" %}{% endif %}", ["of {a} homes"]),
        ("{% fig a as x %}{% blocktranslate %}<b>{{ x }}</b> of homes{% endblocktranslate %}", []),
        ('{% translate "Dots of" %} {% translate "people of color" %}', ["Dots of"]),
        ('{% translate "Source" %} {% translate "(a document)" %} {% translate "None." %}', []),
        ('<td>{% fig a %}</td><td>{% translate "yes" %}</td>', []),
        ('{% translate "Code:" %} {{ file }} ({% translate "official" %})', []),
        ('{% if a %}{{ n }}{% else %}{% translate "none" %}{% endif %}', []),
        ('<span class="k">{{ x }}</span><span class="k">{% translate "no level" %}</span>', []),
        ('{{ name }} <span class="status changed">{% translate "changed" %}</span>', []),
    ],
)  # fmt: skip
def test_every_way_to_glue_in_a_template_is_seen(template: str, found: list[str]) -> None:
    assert glued(template_text(template)) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("f'{n} {_(\"of homes\")}'", ["of homes"]),
        ("_('Towns have') + ' ' + str(n)", ["Towns have"]),
        ("f\"{ngettext('one home in', '%(n)s homes in', n)} {town}\"", ["one home in"]),
        ("f\"{_('Source')}: {source}\"", []),
        ("_('%(n)s of homes') % {'n': n} + '.'", []),
        ("f\"{name}; {_('repealed')}\"", []),
    ],
)
def test_every_way_to_glue_in_python_is_seen(source: str, found: list[str]) -> None:
    assert [message for text in python_texts(source) for message in glued(text)] == found
