"""What editors may upload: drawings without programs, documents of known types, never shown within the site."""

import gc

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import APIToken, Collection

from acces.enums import TokenScope
from acces.models import DroitsDeJeton
from cms.doors.drawings import NOT_A_DRAWING, sanitised
from tests.factories import pages

# Wagtail leaves the files that it makes and sends to the collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

HOSTILE = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="alert(1)">
<script>alert(1)</script><a href="javascript:alert(1)"><rect width="5" height="5" onclick="x()"/></a>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>1</script></body></foreignObject>
<image href="https://ailleurs.example/x.png"/></svg>""".replace(b"\n", b"")
DRAWN = """<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
  <a>
    <rect height="5" width="5"/>
  </a>
  <image href="/x.png"/>
</svg>"""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    cache.clear()  # Wagtail remembers sizes of images by numbers that another test's image had
    yield
    gc.collect()


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


def svg(content=HOSTILE):
    return SimpleUploadedFile("dessin.svg", content, content_type="image/svg+xml")


def by_the_form(client):
    root = Collection.get_first_root_node()
    client.post(reverse("wagtailimages:add"), {"title": "Dessin", "file": svg(), "collection": root.pk})


def by_several(client):
    client.post(reverse("wagtailimages:add_multiple"), {"title": "Dessin", "files[]": svg()})


def by_the_chooser(client):
    named = {"image-chooser-upload-title": "Dessin", "image-chooser-upload-file": svg()}
    root = Collection.get_first_root_node()
    client.post(reverse("wagtailimages_chooser:create"), named | {"image-chooser-upload-collection": root.pk})


def by_the_api(client):
    token, plaintext = APIToken.create_token(user=pages.administrateur(), name="essai")
    DroitsDeJeton.objects.create(jeton=token, portees=[TokenScope.ECRITURE])
    headers = {"Authorization": f"Bearer {plaintext}"}
    client.post("/api/v3/images/", {"title": "Dessin", "file": svg()}, headers=headers)


def by_code(client):
    get_image_model().objects.create(title="Dessin", file=svg(), width=10, height=10)


@pytest.mark.parametrize("way", [by_the_form, by_several, by_the_chooser, by_the_api, by_code])
def test_drawing_is_kept_without_its_program_whichever_way_it_comes(client, way):
    if way is not by_the_api:
        client.force_login(pages.administrateur())
    way(client)
    image = get_image_model().objects.get()
    kept = image.file.read()
    assert kept.decode() == DRAWN
    assert image.file_size in (None, len(kept))
    assert image.get_rendition("width-100").file.read().count(b"script") == 0


def test_drawing_that_is_replaced_is_looked_at_again_and_one_that_is_not_is_left():
    image = get_image_model().objects.create(title="Dessin", file=svg(), width=10, height=10)
    name = image.file.name
    image.title = "Autre"
    image.save()
    assert image.file.name == name
    image.file = svg(HOSTILE.replace(b"5", b"7"))
    image.save()
    assert image.file.read().decode() == DRAWN.replace("5", "7")


def test_size_and_hash_are_those_of_what_is_kept(admin):
    by_the_form(admin)
    image = get_image_model().objects.get()
    kept = (image.file_size, image.file_hash)
    image._set_image_file_metadata()
    assert (image.file_size, image.file_hash) == kept


@pytest.mark.parametrize("content", [b"", b"pas un dessin", b"<html/>", b"<svg"])
def test_what_is_no_drawing_is_refused_with_a_sentence(content):
    with pytest.raises(ValidationError) as refused:
        sanitised(content)
    assert refused.value.message_dict == {"file": [NOT_A_DRAWING]}


def test_picture_of_points_is_left_as_it_is(admin):
    from wagtail.images.tests.utils import get_test_image_file  # its file is read again below

    sent = get_test_image_file()
    sent.seek(0)
    content = sent.read()
    sent.seek(0)
    assert get_image_model().objects.create(title="Points", file=sent).file.read() == content


# ── Documents ─────────────────────────────────────────────────────────────────────────────────────────────────
def sent_document(client, name, content=b"contenu"):
    root = Collection.get_first_root_node()
    sent = {"title": "Pièce", "file": SimpleUploadedFile(name, content), "collection": root.pk}
    return client.post(reverse("wagtaildocs:add"), sent)


@pytest.mark.parametrize(
    "name", ["page.html", "page.HTM", "dessin.svg", "code.js", "page.xhtml", "sans-extension", "x.exe"]
)
def test_document_of_another_type_is_refused(admin, name):
    assert sent_document(admin, name).status_code == 200
    assert get_document_model().objects.count() == 0


def test_document_that_is_too_large_is_refused(admin, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    errors = sent_document(admin, "a.pdf", b"x" * 11).context["form"].errors
    assert errors["file"][0].startswith("Ce fichier est trop gros (11")
    assert get_document_model().objects.count() == 0


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.pdf", "application/pdf"), ("b.TXT", "text/plain"), ("c.csv", "text/csv"), ("d.json", "application/json")],
)
def test_document_is_saved_never_shown_and_kept_by_no_shared_cache(client, name, kind):
    made = get_document_model().objects.create(title="Pièce", file=ContentFile(b"<script>1</script>", name=name))
    response = client.get(made.url)
    told = ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
    assert [response[one].split(";")[0] for one in told] == [kind, "nosniff", "default-src 'none'", "private, no-cache"]
    assert response["Content-Disposition"].startswith("attachment")
