"""Pages that a site begins with: whole in both languages, written once, never over what an editor changed."""

from typing import Any

from django.test import Client
from wagtail.models import Page

from fairtown.hub.pages import seed
from fairtown.hub.pages.blocks import Body
from fairtown.hub.pages.models import ContentPage, EventPage, Post
from fairtown.hub.pages.renewal import renew
from fairtown.release.reader import OpenRelease


def page_of(model: Any, slug: str, language: str = "en") -> Any:
    return model.objects.get(slug=slug, locale__language_code=language)


def test_a_second_seed_changes_nothing(site: Client) -> None:
    before = Page.objects.count()
    assert seed.seed() == 0
    assert Page.objects.count() == before


def test_samples_of_every_state_are_whole_in_both_languages(release: OpenRelease) -> None:
    block = Body()
    for state in ("ct", "xx"):
        found = seed.samples(state)
        assert {"about", "steps", "news", "privacy", "fair-share"} <= {sample.slug for sample in found}
        for sample in found:
            english, spanish = sample.by_language["en"], sample.by_language["es"]
            assert english.keys() == spanish.keys(), sample.slug
            parts = [list(map(seed._block, values.get("body", []))) for values in (english, spanish)]
            assert [kind for kind, _v in parts[0]] == [kind for kind, _v in parts[1]], sample.slug
            block.to_python([{"type": kind, "value": value} for kind, value in parts[0]])


def test_a_page_that_a_newer_menu_leads_to_is_added_to_an_older_site(site: Client) -> None:
    for page in Page.objects.filter(slug="events"):
        page.delete()
    assert site.get("/events/").status_code == 404
    assert seed.seed() == 1
    assert site.get("/events/").status_code == site.get("/es/events/").status_code == 200


def test_renewed_samples_are_as_they_were(site: Client) -> None:
    days = list(EventPage.objects.values_list("pk", "starts"))
    done = renew()
    assert (done.added, done.renewed, done.edited) == (0, 0, [])
    assert list(EventPage.objects.values_list("pk", "starts")) == days


def test_an_older_sample_is_brought_up_to_date_and_a_missing_one_comes_back(site: Client) -> None:
    Page.objects.get(slug="avon-two-decades", locale__language_code="es").delete()
    about = page_of(ContentPage, "about")
    about.intro = "A lead of an older version."
    about.save()
    done = renew()
    assert (done.added, done.renewed, done.edited) == (1, 1, [])
    assert "older version" not in site.get("/about/").content.decode()
    both = Post.objects.filter(slug="avon-two-decades")
    assert {post.locale.language_code for post in both} == {"en", "es"}
    assert len({post.translation_key for post in both}) == 1


def test_what_an_editor_changed_is_named_and_stays(site: Client) -> None:
    about = page_of(ContentPage, "about")
    about.intro = "Our own lead."
    about.save_revision().publish()
    privacy = page_of(ContentPage, "privacy", "es")
    privacy.is_sample, privacy.intro = False, "Nuestro texto."
    privacy.save()
    draft = page_of(Post, "avon-two-decades")
    draft.title = "A draft that nobody published yet"
    draft.save_revision()
    done = renew()
    assert done.renewed == 0
    assert sorted(done.edited) == ["about/ (en)", "news/avon-two-decades/ (en)", "privacy/ (es)"]
    assert "Our own lead." in site.get("/about/").content.decode()
    assert "Nuestro texto." in site.get("/es/privacy/").content.decode()
