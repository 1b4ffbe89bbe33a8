"""Pages of editors: figures read from the release, one address in both languages, nothing in the way of a view."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import localdate, now
from wagtail.models import Locale, Page

from fairtown.hub import sections
from fairtown.hub.pages import addresses
from fairtown.hub.pages.blocks import Body, FigureBlock, TextBlock
from fairtown.hub.pages.models import CoalitionPage, ContentPage, HomePage, LinkPost, NewsIndexPage, Post
from fairtown.hub.referrals.models import Agency
from fairtown.hub.shelf.live_figures import LiveFigure, place_choices, what_choices
from fairtown.release.reader import OpenRelease

from .staff_session import signed_in

BLACK = {"what": "index:lower_corrected:nh_black", "place": "state", "year": ""}
UNKNOWN = {"what": "index:lower_corrected:nh_black", "place": "town:atlantis", "year": ""}


def text_block(text: str, *figures: dict[str, str]) -> object:
    block = TextBlock()
    return block.clean(block.to_python({"text": text, "figures": list(figures)}))


def home(language: str) -> HomePage:
    return HomePage.objects.get(locale__language_code=language)


def news() -> NewsIndexPage:
    return NewsIndexPage.objects.get(locale__language_code="en")


def new_post(**values: object) -> Post:
    post = Post(**{"title": "A new post", "slug": "a-new-post", "day": localdate()} | values)
    news().add_child(instance=post)
    return post


def test_every_page_of_the_menu_answers_in_both_languages(site: Client) -> None:
    paths = [page.url.removeprefix("/") for section in sections.ORGANISATION for page in section.pages]
    assert len(paths) == len(set(paths)) > 8
    for path in paths:
        for start in ("/", "/es/"):
            answer = site.get(f"{start}{path}")
            assert answer.status_code == 200, start + path
            assert f'href="{start}news/"' in answer.content.decode()


def test_sample_pages_quote_figures_that_the_release_has(site: Client) -> None:
    pages = [page.specific for page in Page.objects.live().filter(depth__gt=2)]
    figures = [figure for page in pages for figure in page.figures]
    assert len(figures) > 30
    assert [f for f in figures if not f.is_known] == []


def test_a_figure_in_a_page_is_that_of_the_release(site: Client, release: OpenRelease) -> None:
    (row,) = [
        r
        for r in release.observations(
            ["opportunity.modern"], release.state_places, [2023], ["lower_corrected"]
        )
        if r["grp"] == "nh_black"
    ]
    answer = site.get("/about/").content.decode()
    assert f"{row['value']:.1%}" in answer
    assert f"± {100 * row['moe']:.1f}" in answer
    assert 'href="/explain/opportunity.modern/09/2023/?figure=lower_corrected-nh_black"' in answer


def test_a_figure_that_the_release_has_not_is_not_known(site: Client) -> None:
    block = FigureBlock()
    shown = block.render(block.to_python(UNKNOWN))
    assert "not known" in shown
    assert not re.search(r"\d%", shown)
    with pytest.raises(ValidationError):
        block.clean(block.to_python(UNKNOWN))


def test_a_figure_has_no_field_for_a_value() -> None:
    assert set(FigureBlock().child_blocks) == {"what", "place", "year"}


def test_text_needs_a_figure_for_each_placeholder_and_a_placeholder_for_each_figure(site: Client) -> None:
    text_block("<p>{1} of Black residents</p>", BLACK)
    with pytest.raises(ValidationError):
        text_block("<p>{1} and {2}</p>", BLACK)
    with pytest.raises(ValidationError):
        text_block("<p>no figure</p>", BLACK)


def test_the_menus_offer_what_the_release_has(site: Client, release: OpenRelease) -> None:
    whats = [code for _group, options in what_choices() for code, _label in options]
    places = [code for _group, options in place_choices() for code, _label in options]
    assert BLACK["what"] in whats
    assert places.count("state") == 1
    assert len(places) == len(set(places)) > len(release.towns)
    assert all(LiveFigure(code, "state").what_label for code in whats[::97])


def test_no_page_stands_where_a_view_answers(site: Client) -> None:
    for slug in ("map", "search", "towns", "staff", "es"):
        with pytest.raises(ValidationError, match=slug):
            home("en").add_child(instance=ContentPage(title="In the way", slug=slug))
    below = ContentPage.objects.get(slug="about", locale__language_code="en")
    below.add_child(instance=ContentPage(title="Map", slug="map"))
    assert site.get("/about/map/").status_code == 200


def first_parts(patterns: list[URLPattern | URLResolver], start: str = "") -> set[str]:
    """Return the first part of the address of every view of the site but the editors' catch-all."""
    found = set()
    for pattern in patterns:
        path = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and not path.strip("^"):
            found |= first_parts(pattern.url_patterns, path)
        elif getattr(pattern, "name", "") != addresses.CATCH_ALL:
            found.add(path.split("/")[0])
    return {part for part in found if re.fullmatch(r"[a-z-]+", part)}


def test_no_address_of_a_view_is_free_for_a_page(site: Client) -> None:
    parts = first_parts(get_resolver().url_patterns)
    assert {"map", "towns", "staff", "search", "duties"} <= parts
    # the list of events is a page of editors, below which views answer: registering and calendars
    assert {
        p for p in parts if not addresses.is_taken(f"/{p}/") and site.get(f"/{p}/").status_code == 200
    } == {"events"}


def test_both_languages_have_one_slug_and_link_to_each_other(site: Client) -> None:
    for page in ContentPage.objects.filter(locale__language_code="en"):
        (spanish,) = page.get_translations()
        assert spanish.slug == page.slug
    answer = site.get("/about/").content.decode()
    assert 'href="/es/about/"' in answer
    assert 'lang="es"' in answer


def test_an_untranslated_page_offers_no_other_language(site: Client) -> None:
    new_post()
    answer = site.get("/news/a-new-post/").content.decode()
    assert "/es/news/a-new-post/" not in answer
    assert site.get("/es/news/a-new-post/").status_code == 404


def test_what_is_published_shows_at_once_and_what_is_withdrawn_is_gone(site: Client) -> None:
    post = new_post()
    assert "A new post" in site.get("/news/").content.decode()
    assert "A new post" in site.get("/news.atom").content.decode()
    post.unpublish()
    assert site.get("/news/a-new-post/").status_code == 404
    assert "A new post" not in site.get("/news/").content.decode()
    assert "A new post" not in site.get("/news.atom").content.decode()


@pytest.mark.parametrize("path", ["/", "/news/", "/es/about/", "/news.atom", "/sitemap-pages.xml"])
def test_no_browser_keeps_what_editors_change_longer_than_a_minute(site: Client, path: str) -> None:
    assert site.get(path)["Cache-Control"] == "public, max-age=60"


def test_a_scheduled_post_waits_for_its_hour(site: Client) -> None:
    from django.core.management import call_command

    post = new_post(live=False, go_live_at=now() - timedelta(minutes=1))
    post.save_revision(approved_go_live_at=now() - timedelta(seconds=30))
    assert site.get("/news/a-new-post/").status_code == 404
    call_command("publish_scheduled")
    assert site.get("/news/a-new-post/").status_code == 200


def test_a_draft_is_seen_by_nobody(site: Client) -> None:
    about = ContentPage.objects.get(slug="about", locale__language_code="en")
    about.intro = "Nobody may read this yet."
    about.save_revision()
    assert "Nobody may read" not in site.get("/about/").content.decode()


def test_who_did_not_agree_is_not_named(site: Client) -> None:
    page = CoalitionPage.objects.get(locale__language_code="en")
    assert len(page.members) == 4
    assert page.members[0].value["name"] not in site.get("/coalition/").content.decode()
    page.members[0].value["agreed_on"] = localdate()
    page.save()
    assert page.members[0].value["name"] in site.get("/coalition/").content.decode()
    assert page.members[1].value["name"] not in site.get("/coalition/").content.decode()


def test_an_excerpt_is_short() -> None:
    post = LinkPost(title="t", slug="t", outlet="o", intro="word " * 61)
    with pytest.raises(ValidationError, match="61"):
        post.clean()


def test_a_reader_can_change_what_the_plan_costs(site: Client) -> None:
    plain = site.get("/steps/").content.decode()
    assert "$2,000,000" in plain
    changed = site.get("/steps/?c1=%24300%2C000&c2=1700001").content.decode()
    assert "$2,000,001" in changed
    wrong = site.get("/steps/?c1=much").content.decode()
    assert "$2,000,000" in wrong
    assert "write whole dollars" in wrong


def test_the_editor_is_for_staff_alone(site: Client) -> None:
    answer = site.get("/staff/pages/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/login/")


@pytest.fixture
def editor(site: Client) -> Client:
    user = User.objects.create_user(
        "editor", password="a long password of mine", is_staff=True, is_superuser=True
    )
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return signed_in(user, site)


def test_only_the_editor_has_another_policy(editor: Client) -> None:
    policy = editor.get("/staff/pages/")["Content-Security-Policy"]
    script = re.search(r"script-src ([^;]+)", policy)
    assert script is not None
    assert "unsafe" not in script[1]
    assert "nonce" not in editor.get("/about/")["Content-Security-Policy"]
    assert "unsafe" not in editor.get("/about/")["Content-Security-Policy"]
    assert "unsafe" not in editor.get("/staff/")["Content-Security-Policy"]


def test_the_menu_keeps_its_pages(editor: Client) -> None:
    editor.post(f"/staff/pages/pages/{news().pk}/unpublish/")
    editor.post(f"/staff/pages/pages/{news().pk}/delete/")
    assert editor.get("/news/").status_code == 200
    post = new_post()
    editor.post(f"/staff/pages/pages/{post.pk}/delete/")
    assert editor.get("/news/a-new-post/").status_code == 404


def test_media_serve_pictures_and_nothing_else(site: Client, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("text")
    (tmp_path / "secret_key").write_text("secret")
    assert site.get("/media/images/a.txt").status_code == 200
    for path in ("documents/a.txt", "secret_key", "images/../secret_key", "images/%2e%2e/secret_key"):
        assert site.get(f"/media/{path}").status_code == 404, path


def test_a_sentence_of_a_figure_is_escaped(site: Client) -> None:
    live = LiveFigure("<b>", "town:<i>")
    assert "<i>" not in render_to_string("pages/blocks/figure.html", {"self": {"live": live}})


def test_locales_are_those_of_the_site(site: Client) -> None:
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"en", "es"}


def test_search_finds_pages_with_and_without_accents(site: Client) -> None:
    for text in ("quiénes somos", "quienes somos", "QUIENES"):
        found = site.get("/es/search/", {"q": text}, follow=True).content.decode()
        assert "de los suburbios, de distintas razas" in found or 'href="/es/about/"' in found, text
    assert "/news/avon-two-decades/" in site.get("/search/", {"q": "appeals line decades"}).content.decode()


def test_the_front_page_shows_the_newest_post_at_once(site: Client) -> None:
    assert "A new post" not in site.get("/").content.decode()
    post = new_post()
    assert 'href="/news/a-new-post/"' in site.get("/").content.decode()
    assert "A new post" not in site.get("/es/").content.decode()
    post.unpublish()
    assert "A new post" not in site.get("/").content.decode()


def test_the_site_map_lists_published_pages_with_their_translations(site: Client) -> None:
    new_post()
    listed = site.get("/sitemap-pages.xml").content.decode()
    assert "/news/a-new-post/</loc>" in listed
    assert "/es/news/a-new-post/" not in listed
    assert listed.count("<loc>") == len(re.findall("<url>", listed)) > 30
    assert 'hreflang="es" href="http://localhost/es/about/"' in listed
    assert "sitemap-pages.xml" in site.get("/robots.txt").content.decode()


def test_the_desk_of_staff_says_what_waits(editor: Client) -> None:
    # the offices that come with the site wait to be called
    Agency.objects.update(checked_on=localdate())
    assert "Nothing waits" in editor.get("/staff/").content.decode()
    about = ContentPage.objects.get(slug="about", locale__language_code="en")
    about.intro = "Another lead."
    about.save_revision()
    post = new_post()
    post.body = Body().to_python([{"type": "figure", "value": UNKNOWN}])
    post.save()
    desk = editor.get("/staff/").content.decode()
    assert "1 page with changes to publish" in desk
    assert "A new post quotes a figure that this release does not have" in desk
    assert desk.index("A new post quotes") < desk.index("1 page with changes")
    assert "Nothing waits" not in desk


def test_the_desk_shows_nobody_what_they_may_not_do(site: Client) -> None:
    signed_in(User.objects.create_user("clerk", password="a long password of mine", is_staff=True), site)
    about = ContentPage.objects.get(slug="about", locale__language_code="en")
    about.intro = "Another lead."
    about.save_revision()
    desk = site.get("/staff/").content.decode()
    assert "Nothing waits" in desk
    assert "/staff/pages/" not in desk
