"""What an editor does wrong, or changes later: a clear answer, and nothing that readers had is lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Page

from fairtown.hub.pages.models import NewsIndexPage, Post

from .test_editor_pages import new_post


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_of_a_hundred_megapixels_is_refused_and_told_why(
    site: Client, admin_client: Client
) -> None:
    content = io.BytesIO()
    Picture.new("1", (10_000, 10_000)).save(content, "PNG")
    given = {"title": "huge", "file": SimpleUploadedFile("huge.png", content.getvalue(), "image/png")}
    html = admin_client.post("/staff/pages/images/add/", given).content.decode()
    assert "too many pixels (100000000)" in html
    assert "25000000" in html
    assert not Image.objects.filter(title="huge").exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_address_that_changed_leads_to_the_new_one(
    site: Client, admin_client: Client, language: str, django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    start = "" if language == "en" else "/es"
    post = Post.objects.filter(locale__language_code=language)[0]
    old = f"{start}/news/{post.slug}/"
    assert site.get(old).status_code == 200
    post.slug = "another-address"
    with django_capture_on_commit_callbacks(execute=True):
        post.save_revision().publish()
    answer = site.get(old)
    assert (answer.status_code, answer["Location"]) == (301, f"{start}/news/another-address/")


def test_a_slug_that_a_neighbor_has_is_refused_with_its_name(site: Client, admin_client: Client) -> None:
    new_post()
    news = NewsIndexPage.objects.get(locale__language_code="en")
    form = {
        "title": "A new post", "slug": "a-new-post", "day": "2026-01-15", "author": "", "intro": "", "body-count": "0",
        "search_description": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1",
    }  # fmt: skip
    html = admin_client.post(f"/staff/pages/pages/add/pages/post/{news.pk}/", form).content.decode()
    assert "already in use" in html
    assert Page.objects.filter(slug="a-new-post").count() == 1
