"""A page sent to be translated: a draft, then refused while texts are left, then there; what readers see meanwhile."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from fairtown.hub.pages.models import ContentPage, HomePage, NewsIndexPage, Post
from fairtown.hub.pages.translating import texts_left
from fairtown.hub.staff.roles import ORGANIZER

from .staff_session import signed_in

SPANISH = {"Rents in Hartford": "Alquileres en Hartford", "What renters pay.": "Lo que pagan los inquilinos."}
PATH = "/news/rents-in-hartford/"
Committed = Callable[..., object]


@pytest.fixture
def post(site: Client) -> Post:
    """A post that readers see in English."""
    news = NewsIndexPage.objects.get(locale__language_code="en")
    page = Post(title="Rents in Hartford", slug="rents-in-hartford", intro="What renters pay.")
    news.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def spanish(post: Post, admin_client: Client, django_capture_on_commit_callbacks: Committed) -> Page:
    """Its translation, as it stands after "Translate" was pressed."""
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        submit(admin_client, post)
    return Page.objects.get(translation_key=post.translation_key, locale__language_code="es")


def submit(client: Client, page: Page):  # type: ignore[no-untyped-def]
    """Press "Translate"."""
    spanish = Locale.objects.get(language_code="es")
    return client.post(f"/staff/pages/localize/submit/page/{page.pk}/", {"locales": [spanish.pk]})


def publish(client: Client, page: Page, committed: Committed) -> list[str]:
    """Press "Publish in Spanish"; return what the editor is told."""
    with committed(execute=True):  # type: ignore[attr-defined]
        answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    return [str(message) for message in get_messages(answer.wsgi_request)]


def translate(page: Page, texts: dict[str, str]) -> None:
    """Type translations."""
    source = TranslationSource.objects.get(object_id=page.translation_key)
    for segment in source.stringsegment_set.select_related("string", "context"):
        if segment.string.data in texts:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string, locale=page.locale, context=segment.context,
                defaults={"data": texts[segment.string.data]},
            )  # fmt: skip


def test_what_is_not_translated_shows_nobody_english_under_es(site: Client, spanish: Page) -> None:
    assert not spanish.live
    answer = site.get(f"/es{PATH}")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "<h1>Esta página todavía no está en español</h1>" in html
    assert f'<a href="{PATH}" hreflang="en">Read this page in English: Rents in Hartford</a>' in html
    assert "What renters pay" not in html
    assert PATH not in site.get("/es/news/").content.decode()
    assert f"/es{PATH}" not in site.get("/sitemap-pages.xml").content.decode()
    english = site.get(PATH).content.decode()
    assert f'/es{PATH}"' not in english, "no language link leads to what is not there"


def test_the_editor_is_told_how_many_texts_are_left(
    spanish: Page, admin_client: Client, django_capture_on_commit_callbacks: Committed
) -> None:
    translate(spanish, {"Rents in Hartford": "Alquileres en Hartford"})
    assert texts_left(spanish) == 1
    message = publish(admin_client, spanish, django_capture_on_commit_callbacks)[-1]
    assert "1 text of it is not translated yet" in message
    assert not Page.objects.get(pk=spanish.pk).live


def test_a_page_whose_texts_are_all_translated_is_there(
    site: Client, spanish: Page, admin_client: Client, django_capture_on_commit_callbacks: Committed
) -> None:
    translate(spanish, SPANISH)
    publish(admin_client, spanish, django_capture_on_commit_callbacks)
    html = site.get(f"/es{PATH}").content.decode()
    assert all(text in html for text in SPANISH.values())
    assert not any(text in html for text in SPANISH)


def test_what_changes_in_english_waits_for_its_translation(
    site: Client,
    post: Post,
    spanish: Page,
    admin_client: Client,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    translate(spanish, SPANISH)
    publish(admin_client, spanish, django_capture_on_commit_callbacks)
    post.intro = "Renters pay more."
    post.save_revision().publish()
    source = TranslationSource.objects.get(object_id=post.translation_key)
    path = f"/staff/pages/localize/update/{source.pk}/"
    assert 'type="checkbox" name="publish_translations"' not in admin_client.get(path).content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert admin_client.post(path, {"publish_translations": "on"}).status_code == 302
    html = site.get(f"/es{PATH}").content.decode()
    assert SPANISH["What renters pay."] in html
    assert "Renters pay more" not in html
    assert texts_left(spanish) == 1


def test_several_at_once_do_not_publish_what_is_not_translated(spanish: Page, admin_client: Client) -> None:
    path = f"/staff/pages/bulk/wagtailcore/page/publish/?id={spanish.pk}"
    answer = admin_client.post(path, {"include_descendants": "on"})
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[spanish.pk])
    assert not Page.objects.get(pk=spanish.pk).live


def test_several_at_once_do_not_take_a_page_from_the_menu(site: Client, admin_client: Client) -> None:
    news = NewsIndexPage.objects.get(locale__language_code="en")
    for action in ("unpublish", "delete"):
        admin_client.post(f"/staff/pages/bulk/wagtailcore/page/{action}/?id={news.pk}")
        assert NewsIndexPage.objects.get(pk=news.pk).live


def test_a_page_below_one_without_translation_waits_for_that(site: Client, admin_client: Client) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    above = home.add_child(instance=ContentPage(title="Our work", slug="our-work"))
    below = above.add_child(instance=ContentPage(title="In court", slug="in-court"))
    answer = submit(admin_client, below)
    assert answer["Location"] == reverse("wagtail_localize:submit_page_translation", args=[above.pk])
    assert "Translate “Our work” first" in admin_client.get(answer["Location"]).content.decode()
    assert not Translation.objects.filter(source__object_id=below.translation_key).exists()
    assert site.get("/es/our-work/").status_code == 404


@pytest.mark.parametrize("path", ["/es/nothing/", "/es/map/nothing/", "/es/home/", "/es/home-es/about/"])
def test_a_page_that_is_in_no_language_is_not_found_as_ever(site: Client, path: str) -> None:
    html = site.get(path).content.decode()
    assert "<h1>Esta página no existe</h1>" in html


@pytest.mark.parametrize("path", ["submit/page/3/", "update/1/"])
def test_translating_is_for_editors_alone(site: Client, path: str) -> None:
    assert site.get(f"/staff/pages/localize/{path}")["Location"].startswith("/staff/login/")
    organizer = User.objects.create_user("olga", is_staff=True)
    organizer.groups.add(Group.objects.get(name=ORGANIZER))
    answer = signed_in(organizer).get(f"/staff/pages/localize/{path}")
    assert answer.status_code in (302, 403)
