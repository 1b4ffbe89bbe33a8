"""Links of towns: what is on record of each kind; what was not found has none, and what may be dead is not shown."""

from fairtown.data.periods import Period
from fairtown.release.reader import OpenRelease
from fairtown.reports.town_links import LINKS, NOT_SHOWN, SUBJECTS, town_links

STAMFORD, TOLLAND = "09-73070", "09-76290"


def test_every_town_has_a_website_and_each_link_its_trace(release):
    for town in release.towns:
        links = town_links(release, town["key"])
        assert list(links) == list(SUBJECTS)
        assert len(links["website"]) == 1
        assert all(link.source and link.url.startswith("http") for own in links.values() for link in own)


def test_rules_come_before_the_code_that_may_hold_them(release):
    stamford = town_links(release, STAMFORD)
    assert [link.kind for link in stamford["rules"]] == ["rules", "code"]
    assert stamford["rules"][0].seen_on == Period.parse("2026-05")
    assert stamford["agendas"] == []


def test_a_page_on_a_domain_that_the_town_has_left_is_not_shown_until_someone_opened_it(release):
    rows = [r for r in release.input_rows(LINKS) if r["evidence"] == NOT_SHOWN]
    assert len(rows) == 5
    assert town_links(release, TOLLAND)["commission"] == []
    shown = {
        link.url for t in release.towns for own in town_links(release, t["key"]).values() for link in own
    }
    assert not shown & {r["url"] for r in rows}


def test_nobody_has_opened_a_link_whose_day_is_blank(release):
    assert all(bool(r["opened_on"]) == (r["evidence"] == "opened") for r in release.input_rows(LINKS))


def test_a_state_without_links_has_none(toy_release):
    assert town_links(OpenRelease(toy_release), "x") == {}
