"""A scenario as data and as an address: a fair share or one's own numbers, who is in need, and what is assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from fairtown.concepts import TranslatableError
from fairtown.data.places import slug
from fairtown.scenarios.fair_share import url
from fairtown.scenarios.fair_share.shares import Method
from fairtown.scenarios.typed_numbers import number, whole, written
from fairtown.scenarios.what_if.moves import BOUNDS, PLACES, USUAL, Assumptions

#: Upper ends of the incomes under which a household that pays 30% or more of it is in need, dollars.
INCOMES = ("20000", "35000", "50000", "75000")
USUAL_INCOME = "35000"
PERCENT = 100
#: More homes than this are no plan of a town; more towns than this no state has.
MOST_HOMES, MOST_TOWNS = 1_000_000, 2_000
#: Longest text of an address that an error repeats.
LONGEST_TEXT = 40
LABELS = {
    "filled": "Homes that families in need from the region fill, percent",
    "household": "People in each household that moves",
    "tilt": "How much more often Black and Hispanic residents are in need than their neighbors, times",
    "refill": "Vacated homes that newcomers take, percent",
    "students": "Public school students in each family that moves",
    "place": "Where the homes stand within a town",
    "income": "Renters in need earn less than",
    "own": "Your own numbers",
}
#: What is typed for 1.
SCALES = {"filled": PERCENT, "refill": PERCENT}
CANNOT = {
    "number": "%(field)s (%(key)s) is %(text)s, expected a number from %(least)s to %(most)s",
    "option": "%(field)s (%(key)s) is %(text)s, expected one of %(names)s",
    "town": "%(field)s (%(key)s): there is no town %(text)s; see the list of towns",
    "homes": "%(field)s (%(key)s): %(text)s is no town and number of homes; write it like Avon: 250",
    "twice": "%(field)s (%(key)s) is given %(n)s times, expected once",
}


class InvalidScenario(TranslatableError):
    """A value that no scenario can have: a line of `CANNOT`, which a page translates."""

    def __init__(self, kind: str, key: str, **values: str) -> None:
        """Store the message's kind and its values."""
        self.kind, self.key, self.values = kind, key, values
        super().__init__(self.translated(str))

    def translated(self, gettext: Callable[[str], str]) -> str:
        """Return the message in the reader's language, as `gettext` translates it."""
        shown = {"field": gettext(LABELS[self.key]), "key": self.key, **self.values}
        return gettext(CANNOT[self.kind]) % shown


@dataclass(frozen=True)
class Scenario:
    """A method of fair share, or homes by the slug of a town, with the income of need and the assumptions."""

    method: Method
    own: tuple[tuple[str, int], ...] = ()
    income: str = USUAL_INCOME
    assumed: Assumptions = USUAL


def read(items: Iterable[tuple[str, str]], usual: str = "") -> Scenario:
    """Return the scenario of an address; raises FairtownError, in one line, if there is none.

    `usual`: the method of an address that names none.
    """
    given: dict[str, list[str]] = {}
    rest = []
    for key, value in items:
        if key in LABELS:
            given.setdefault(key, []).append(value.strip())
        elif key not in url.OF_PAGE:
            rest.append((key, value))
    for key, values in given.items():
        if len(values) > 1:
            raise InvalidScenario("twice", key, n=str(len(values)))
    one = {key: values[0] for key, values in given.items()}
    numbers = {name: _number(name, one[name]) for name in BOUNDS if one.get(name)}
    assumed = replace(USUAL, **numbers, place=_option(one, "place", PLACES, USUAL.place))
    income = _option(one, "income", INCOMES, USUAL_INCOME)
    return Scenario(url.from_query(rest, usual), _own(one.get("own", "")), income, assumed)


def _number(name: str, text: str) -> float:
    bound, scale = BOUNDS[name], SCALES.get(name, 1)
    try:
        # 3.12 percent are .0312, not the next number below
        value = round(number(text) / scale, 12)
    except ValueError:
        value = float("nan")
    if not bound.least <= value <= bound.most:
        ends = {"least": f"{bound.least * scale:g}", "most": f"{bound.most * scale:g}"}
        raise InvalidScenario("number", name, text=_short(text), **ends)
    return value


def _option(one: Mapping[str, str], key: str, options: tuple[str, ...], usual: str) -> str:
    text = one.get(key) or usual
    if text not in options:
        raise InvalidScenario("option", key, text=_short(text), names=", ".join(options))
    return text


def _own(text: str) -> tuple[tuple[str, int], ...]:
    """Return homes by town, from a line or a part between semicolons for each: Avon: 250."""
    found: dict[str, int] = {}
    for part in (p.strip() for line in text.splitlines() for p in line.split(";")):
        if not part:
            continue
        name, _mark, homes = part.rpartition(":") if ":" in part else part.rpartition(" ")
        try:
            found[slug(name)] = whole(homes, MOST_HOMES)
        except ValueError:
            raise InvalidScenario("homes", "own", text=_short(part)) from None
        if not slug(name) or len(found) > MOST_TOWNS:
            raise InvalidScenario("homes", "own", text=_short(part))
    return tuple(sorted(found.items()))


def _short(text: str) -> str:
    return repr(text[:LONGEST_TEXT])


def to_query(scenario: Scenario, usual: str = "") -> list[tuple[str, str]]:
    """Return the parameters of the shortest address that holds a scenario; `read` gives it back."""
    out = [] if scenario.own else url.to_query(scenario.method, usual)
    if scenario.own:
        out.append(("own", own_text(scenario, ";")))
    for name in BOUNDS:
        value = getattr(scenario.assumed, name)
        if value != getattr(USUAL, name):
            out.append((name, written(value, SCALES.get(name, 1))))
    if scenario.assumed.place != USUAL.place:
        out.append(("place", scenario.assumed.place))
    if scenario.income != USUAL_INCOME:
        out.append(("income", scenario.income))
    return out


def own_text(scenario: Scenario, end: str = "\n") -> str:
    """Return one's own numbers as they are typed."""
    return end.join(f"{name}:{homes}" for name, homes in scenario.own)


def messages() -> list[str]:
    """Return every text that a page may have to say in another language."""
    return [*LABELS.values(), *CANNOT.values()]
