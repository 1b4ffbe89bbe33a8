"""One translation of a sentence of the release serves every survey that it may name."""

import pytest
from django.utils import translation

from fairtown.hub.survey_words import pattern, translated
from fairtown.release.reader import OpenRelease

SURVEYS = ("2014-2018", "2015-2019", "2019-2023")


@pytest.mark.parametrize(
    ("text", "message", "periods"),
    [
        ("People of 2019-2023 live", "People of {period} live", ["2019-2023"]),
        ("from 2014-2018 to 2019-2023", "from {period} to {period_2}", ["2014-2018", "2019-2023"]),
        ("2019-2023, and 2019-2023 again", "{period}, and {period} again", ["2019-2023"]),
        # a period of something else is a fact
        (
            "score in 2019-2023, on the scale of 2012-2016",
            "score in {period}, on the scale of 2012-2016",
            ["2019-2023"],
        ),
        ("California, Bay Area 2023-2031", "California, Bay Area 2023-2031", []),
        ("10% of 8-30g, 12019-20234", "10% of 8-30g, 12019-20234", []),
        ("", "", []),
    ],
)
def test_a_survey_has_a_placeholder(text: str, message: str, periods: list[str]) -> None:
    found, names = pattern(text, SURVEYS)
    assert (found, list(names.values())) == (message, periods)
    for name, period in names.items():
        found = found.replace(name, period)
    assert found == text


def test_a_sentence_keeps_its_periods_in_every_language(release: OpenRelease) -> None:
    summary = release.measures["segregation.change"]["summary"]
    assert translated(summary) == summary
    with translation.override("es"):
        assert translated(summary).startswith("Cuánto cambió la segregación de 2014-2018 a 2019-2023")
        assert translated("Not in the catalog: 2019-2023.") == "Not in the catalog: 2019-2023."
