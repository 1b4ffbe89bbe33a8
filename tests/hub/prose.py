"""The prose of a page, and how hard it is to read: sentences and syllables counted, in English and in Spanish."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Elements whose text is prose; each ends a sentence where its own last mark does not.
BLOCKS = frozenset({"p", "li", "dd"})
#: Elements that hold no prose: lists of links, tables, controls, drawings, code.
NO_PROSE = frozenset(
    {"nav", "table", "select", "label", "svg", "script", "style", "pre", "code", "dt", "summary"}
)
#: Classes of what is quoted, named or hidden: citations, sources, crumbs, definitions that a tap opens, links to files.
NO_PROSE_CLASSES = frozenset(
    {
        "definition", "hidden-words", "cite-text", "citation", "chart-text", "crumbs", "source", "names", "take", "key",
        "references", "formula",
    }
)  # fmt: skip
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "source"})
FEWEST_WORDS = 5
WORD = re.compile(r"[^\W_]+(?:['’.,/:\-–][^\W_]+)*%?")
ADDRESS = re.compile(r"https?://\S+")
END = re.compile(r"[.!?]+[”\"’)\]]*(?=\s|$)")
#: Points that end no sentence.
ABBREVIATION = re.compile(r"\b(?:U\.S|D\.C|Sec|sec|St|No|vs|Dr|Mr|Ms|Inc|EE\. UU|núm|art|Art)\.(?=\s)")
#: Words that our pages use often and for which the rules below err.
SYLLABLES = {
    "area": 3, "areas": 3, "association": 5, "business": 2, "create": 2, "created": 3, "element": 3, "elements": 3,
    "every": 2, "everyone": 3, "everything": 3, "everywhere": 3, "homeowner": 3, "homeowners": 3, "household": 2,
    "households": 2, "idea": 3, "ideas": 3, "moreover": 3, "science": 2, "real": 2, "reality": 4, "someone": 2,
    "something": 2, "sometimes": 2, "somewhere": 2, "statewide": 2, "therefore": 2, "wherever": 3, "whereas": 2,
    "anywhere": 3,
}  # fmt: skip
SILENT = re.compile(
    r"(?<=[^aeiouy])(?:(?<![^aeiouylr]l)e|(?<![sxzcg])(?<![cs]h)(?<![^aeiouylr]l)es|(?<![td])(?<![^aeiouylr]l)ed)$"
    r"|(?<=[aeiouy][^aeiouy])e(?=(?:ly|ments?|ful|less|ness)$)"
)
#: Two vowels that are two syllables: period, median, video, actual, science, paying, player.
HIATUS = re.compile(
    r"(?<![tscgxln])io|(?<![tc])(?<!l(?=ian))ia(?!r)|(?<!p)eo(?!u)|(?<![qg])u[ao]|(?<!fr)(?<![tc])ie[tn]|[aeiouy]ing$"
    r"|[ao]ye(?!d)"
)


@dataclass
class Block:
    """The text of one paragraph, item of a list, or definition."""

    parts: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text in one line."""
        return " ".join(ADDRESS.sub("", "".join(self.parts)).split())

    @property
    def is_prose(self) -> bool:
        """Whether there are words beside links: a row of links is none."""
        return len(WORD.findall("".join(self.parts))) > len(WORD.findall(" ".join(self.linked)))


class _Reader(HTMLParser):
    """Collects the blocks of prose in `main`."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.open: list[tuple[str, bool, Block | None]] = []
        self.blocks: list[Block] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_data(" ")
            return
        own = dict(attrs)
        inside, is_read, block = tag == "main", True, None
        if self.open:
            _tag, is_read, block = self.open[-1]
        elif not inside:
            return
        classes = set((own.get("class") or "").split())
        is_term = tag == "button" and "term" in classes
        is_read = is_read and not (
            tag in NO_PROSE
            or (tag == "button" and not is_term)
            or classes & NO_PROSE_CLASSES
            or "hidden" in own
            or own.get("lang", self.language) != self.language
        )
        if tag in BLOCKS:
            block = Block()
            self.blocks.append(block)
        self.open.append((tag, is_read, block))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] and (block := self.open[-1][2]):
            block.parts.append(data)
            if any(tag == "a" for tag, _, _ in self.open):
                block.linked.append(data)


def sentences(html: str, language: str = "en") -> list[str]:
    """Return the sentences of a page's prose that have at least five words."""
    reader = _Reader(language)
    reader.feed(html)
    found = []
    for block in filter(lambda block: block.is_prose, reader.blocks):
        text = ABBREVIATION.sub(lambda match: match[0].replace(".", ""), block.text)
        found += [sentence.strip() for sentence in END.split(text)]
    return [sentence for sentence in found if len(WORD.findall(sentence)) >= FEWEST_WORDS]


def english_syllables(word: str) -> int:
    """Return the syllables of an English word: its groups of vowels, without silent letters e."""
    spelling = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if spelling in SYLLABLES:
        return SYLLABLES[spelling]
    spoken = SILENT.sub("", spelling)
    n = (
        len(re.findall(r"[aeiouy]+", spoken))
        + len(HIATUS.findall(spoken))
        + len(re.findall(r"[ds]n't$", spoken))
    )
    return max(n, 1)


def spanish_syllables(word: str) -> int:
    """Return the syllables of a Spanish word: its vowels, where a weak one (i, u) beside another makes one with it."""
    spelling = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    spelling = re.sub(r"(?<=[aeoáéó])y(?![aeiouáéíóú])", "i", spelling)
    spelling = re.sub(r"y(?![aeiouáéíóú])", "i", spelling)
    return max(len(re.findall(r"[iuü]?[aeoáéó][iuü]?(?![aeoáéó])|[iuü]?[aeoáéó]|[íú]|[iuü]+", spelling)), 1)


def words(sentence: str, language: str = "en") -> list[int | None]:
    """Return the syllables of each word of a sentence; None for a number or a name.

    A name is a word with a capital that does not begin the sentence. How hard numbers and names are is no choice of
    whoever writes: they make a sentence longer, and leave the mean of syllables as it is.
    """
    count = english_syllables if language == "en" else spanish_syllables
    found: list[int | None] = []
    for n, word in enumerate(WORD.findall(sentence)):
        is_free = any(c.isdigit() for c in word) or (n > 0 and word[0].isupper())
        found.append(None if is_free else sum(count(part) for part in re.split(r"[-–/]", word)))
    return found


def means(found: list[str], language: str = "en") -> tuple[float, float]:
    """Return the mean words of a sentence, and the mean syllables of a word that is no number and no name."""
    counted = [words(sentence, language) for sentence in found]
    syllables = [n for sentence in counted for n in sentence if n is not None]
    return sum(map(len, counted)) / len(counted), sum(syllables) / max(len(syllables), 1)


def grade(found: list[str]) -> float:
    """Return the Flesch-Kincaid grade of English sentences: the years of school that reading them takes.

    0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid, Fishburne, Rogers and Chissom 1975).
    """
    length, syllables = means(found)
    return 0.39 * length + 11.8 * syllables - 15.59


def ease(found: list[str]) -> float:
    """Return the reading ease of Spanish sentences, from 0 (hardest) to 100, by Fernández Huerta (1959).

    206.84 - 60 syllables per word - 1.02 words per sentence; its bands are those of Flesch.
    """
    length, syllables = means(found, "es")
    return 206.84 - 60 * syllables - 1.02 * length
