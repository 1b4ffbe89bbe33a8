"""Pages are written for residents: a reading grade of at most 8 where they begin, and of at most 9 elsewhere.

What is counted, see `prose.py`: the sentences of paragraphs, items of lists and definitions in `main`, of five words or
more. Only . ! ? or the end of a paragraph ends a sentence: a colon or semicolon makes it longer. Not counted: tables,
rows of links, controls, citations, references, formulas, and what a tap opens. Numbers and names make a sentence
longer, and are neither hard nor easy words.
"""

import pytest
from django.test import Client

from . import prose

#: Home, towns, zoning, and the kit for a hearing.
FIRST_PAGES = (
    "/", "/towns/hartford/", "/towns/union/", "/towns/canaan/", "/towns/hartford/people/", "/towns/avon/segregation/",
    "/towns/wallingford/opportunity/", "/towns/hartford/homes/", "/towns/hartford/assisted/",
    "/towns/hartford/fair-share/", "/towns/hartford/segregation/", "/towns/hartford/duties/", "/towns/bozrah/schools/",
    "/zoning/", "/zoning/avon/", "/zoning/hartford/", "/zoning/west-hartford/",
    "/zoning/compare/?town=avon&town=hartford", "/zoning/vermont/", "/zoning/vermont/andover/",
    "/zoning/follows/", "/zoning/try/?map=west-hartford-1924&homes=4&lot=10,000", "/zoning/avon/add/",
    "/zoning/avon/act/", "/zoning/hartford/act/", "/zoning/avon/act/speech/", "/zoning/hartford/act/speech/?sheet=rule",
    "/zoning/avon/act/brief/", "/zoning/hartford/act/brief/", "/move/", "/join/", "/join/sent/", "/you/", "/you/sent/",
    "/help/", "/help/deadlines/", "/help/agencies/", "/help/tell-us/",
    "/help/tell-us/sent/",
    "/events/panel/register/", "/events/panel/register/sent/",
    "/campaigns/", "/campaigns/fair-share/?town=avon", "/campaigns/fair-share/write/?town=avon",
    "/campaigns/fair-share/call/?town=avon", "/campaigns/fair-share/sent/", "/give/", "/give/check/", "/give/manage/",
    "/give/manage/sent/", "/newsletters/",
)  # fmt: skip
OTHER_PAGES = (
    "/schools/", "/schools/districts/", "/schools/homes/", "/invest/", "/move/vouchers/", "/us/", "/us/connecticut/",
    "/map/", "/map/?view=sure", "/map/lab/", "/places/", "/places/connecticut/", "/places/capitol-region/opportunity/",
    "/places/connecticut/people/", "/places/connecticut/segregation/", "/places/fairfield-county/segregation/",
    "/towns/", "/towns/all/", "/tracts/", "/tracts/?index=published", "/tracts/09001110600/", "/tracts/09110415500/",
    "/compare/?place=hartford&place=new-haven&figure=dissimilarity-black-white", "/segregation/", "/fair-share/",
    "/fair-share/towns/?town=avon&town=hartford",
    "/fair-share/?method=new_jersey_round4", "/what-if/", "/what-if/print/",
    "/balance/?target=40&by=2040", "/duties/", "/duties/points/",
    "/duties/points/?town=avon&rent_40=100", "/duties/zoning/", "/search/?q=mystic", "/search/?q=hartfrod",
    "/glossary/", "/sources/", "/data/", "/data/dictionary/", "/api/", "/methods/", "/methods/opportunity.oca_2014/",
    "/methods/opportunity.high_poverty_segregated/", "/methods/segregation.change/",
    "/methods/subsidized.concentration/",
    "/methods/segregation.dissimilarity/", "/methods/fair_share.new_jersey_round4/",
    "/explain/residents.poverty/0911037070/2023/",
    "/explain/opportunity.modern/0912008070/2023/?figure=lower_corrected-nh_black",
)  # fmt: skip
#: In Spanish by Fernández Huerta: the bands of his scale are those of Flesch, where 60 to 70 is the 8th and 9th grade.
HARDEST = {8: 65, 9: 60}


def sentences(site: Client, address: str, language: str) -> list[str]:
    response = site.get(address if language == "en" else f"/{language}{address}")
    assert response.status_code == 200
    return prose.sentences(response.content.decode(), language)


@pytest.mark.parametrize(
    ("address", "bar"), [*((page, 8) for page in FIRST_PAGES), *((page, 9) for page in OTHER_PAGES)]
)
def test_a_page_is_read_with_few_years_of_school(site: Client, address: str, bar: int) -> None:
    english, spanish = (sentences(site, address, language) for language in ("en", "es"))
    hardest = sorted(english, key=lambda sentence: prose.grade([sentence]))[-3:]
    assert not english or prose.grade(english) <= bar, hardest
    hardest = sorted(spanish, key=lambda sentence: prose.ease([sentence]))[:3]
    assert not spanish or prose.ease(spanish) >= HARDEST[bar], hardest


def test_a_sentence_of_the_literature_has_its_grade() -> None:
    """13 words of 24 syllables are of grade 11.3, as the article on the tests in Wikipedia works out."""
    found = prose.sentences(
        "<main><p>The australian platypus is seemingly a hybrid of a mammal and reptilian creature.</p></main>"
    )
    assert prose.means(found) == (13, pytest.approx(24 / 13))
    assert prose.grade(found) == pytest.approx(11.3, abs=0.05)


def test_a_spanish_sentence_has_its_ease() -> None:
    """El ve-cin-da-rio tie-ne ca-sas y es-cue-las: 6 words of 13 syllables."""
    found = prose.sentences("<main><p>El vecindario tiene casas y escuelas.</p></main>", "es")
    assert prose.means(found, "es") == (6, pytest.approx(13 / 6))
    assert prose.ease(found) == pytest.approx(206.84 - 60 * 13 / 6 - 1.02 * 6)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("neighborhood", 3), ("segregation", 4), ("dissimilarity", 6), ("houses", 2), ("homes", 1), ("settled", 2),
        ("counted", 2), ("moved", 1), ("period", 3), ("usual", 3), ("median", 3), ("official", 3), ("tables", 2),
        ("likely", 2), ("paying", 2), ("affordable", 4), ("don't", 1), ("didn't", 2), ("people", 2),
    ],
)  # fmt: skip
def test_english_syllables_are_counted(word: str, syllables: int) -> None:
    assert prose.english_syllables(word) == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("vecindario", 4), ("segregación", 4), ("ciudad", 2), ("guerra", 2), ("país", 2), ("leyes", 2), ("área", 3),
     ("hay", 1), ("aéreo", 4), ("vivienda", 3), ("pingüino", 3)],
)  # fmt: skip
def test_spanish_syllables_are_counted(word: str, syllables: int) -> None:
    assert prose.spanish_syllables(word) == syllables


def test_what_is_prose_and_what_ends_a_sentence() -> None:
    page = """<header><p>This is before the page itself.</p></header><main>
    <p class="crumbs"><a href="/">This is a row of links</a></p>
    <p>The U.S. Census asks 3.5 million homes: it is <b>a survey</b>; it errs. Too short.
    See <a href="/a">a b c</a>.</p>
    <p><a href="/">One link and another</a> · <a href="/a">that is no prose</a></p>
    <ul><li>An item that has no mark at its end <button type="button" class="term">dissimilarity</button>
    <span popover class="definition">What the tap opens is elsewhere.</span></li></ul>
    <table><tr><td><p>A cell is not read as prose.</p></td></tr></table><p hidden>This is not shown to anyone.</p>
    </main><footer><p>This is after the page itself.</p></footer>"""
    assert prose.sentences(page) == [
        "The US Census asks 3.5 million homes: it is a survey; it errs",
        "An item that has no mark at its end dissimilarity",
    ]


def test_numbers_and_names_are_neither_hard_nor_easy() -> None:
    assert prose.words("Towns like Connecticut gain 1,234.5 homes") == [1, 1, None, 1, None, 1]
    assert prose.means(["Hard words are here", "Hard words are here 2019-2023 Hartford"])[1] == 1.0
