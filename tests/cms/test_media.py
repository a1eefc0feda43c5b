"""Pictures that editors add are seen, and nothing else of their folder is."""

import gc
import os
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


# Wagtail leaves the files that it makes to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    cache.clear()
    yield tmp_path / "media"
    gc.collect()


@pytest.mark.django_db
def test_size_of_an_image_is_seen_kept_an_hour_and_not_sent_twice(client, media):
    image = get_image_model().objects.create(title="Rouge", file=get_test_image_file(size=(640, 320)))
    url = image.get_rendition("width-320").url
    seen = client.get(url)
    assert (seen.status_code, seen["Content-Type"], seen["Cache-Control"], seen["X-Content-Type-Options"]) == (
        200,
        "image/png",
        "public, max-age=3600",
        "nosniff",
    )
    assert (seen["Content-Security-Policy"], "Content-Encoding" in seen) == (NOTHING_RUNS, False)
    assert b"".join(seen.streaming_content).startswith(b"\x89PNG")
    again = client.get(url, headers={"If-Modified-Since": seen["Last-Modified"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "public, max-age=3600")
    asked = client.head(url)
    assert (asked.status_code, asked["Content-Length"], asked.content) == (200, seen["Content-Length"], b"")


@pytest.mark.parametrize(
    "name",
    [
        "documents/rapport.pdf",
        "documents/dessin.svg",
        "uploaded_images/dessin.svg",
        "images/page.html",
        "images/sans-extension",
        "dessin.svg",
    ],
)
def test_what_is_no_picture_of_the_site_is_not_served(client, media, name):
    default_storage.save(name, ContentFile(b"<svg/>"))
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("", "images", "images/", "images/rien.png", "images/../db.png", "images/%2e%2e/%2e%2e/db.png"),
        *("/etc/passwd.png", "images//etc/a.png"),
        "images/" + "n" * 5_000 + ".png",
        "images/" + quote("\udcff", errors="surrogateescape") + ".png",
    ],
)
def test_address_that_leads_nowhere_is_not_found(client, media, path):
    (media.parent / "db.png").write_bytes(b"secret")
    os.makedirs(media / "images")
    assert client.get(f"/media/{path}").status_code == 404


def test_picture_takes_no_form(client, media):
    response = client.post("/media/images/a.png")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
