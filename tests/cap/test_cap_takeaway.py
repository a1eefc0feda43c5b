"""A C.A.P. taken away: the same things in the same order whatever the form, and forms that their readers accept."""

import io
import re
import zipfile
from datetime import timedelta
from itertools import cycle
from xml.etree import ElementTree as ET

import pikepdf
import pytest
import typst
from django.core.cache import cache
from django.utils import timezone
from icalendar import Calendar

from cap import editing
from cap.models import Cap, Element
from cap.takeaway import pdf
from cap.takeaway.formats import FORMES
from cap.takeaway.glyphs import DESSINES
from liens.enums import EtatLien
from liens.models import Lien
from tests.atom import mistakes
from tests.drawn import of
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
TITRES = ["Nos chiffres", "Le guide des alliances", "Le guide perdu", "Notre école"]
NOTE = "<b>Lire</b>\nen équipe #strong[vite] ✅ 😀 漢"


@pytest.fixture
def lien(client):
    """The editing link of a C.A.P. that holds a bit of everything."""
    cache.clear()
    arbre = pages.arbre()
    shared = {"acteurs": [taxonomy.acteur()], "domaines": [taxonomy.domaine()]}
    guide = pages.ressource(arbre.boite, title="Le guide des alliances", **shared)
    lost = pages.ressource(arbre.boite, title="Le guide perdu", urls=("https://a.example/perdu",), **shared)
    address = client.post("/cap/ajouter/", {"page": [guide.pk, lost.pk]})["Location"]
    cap = Cap.objects.get()
    editing.add_link(cap, famille="donnee", titre="Nos chiffres", url="https://nous.example/chiffres")
    editing.add_link(cap, famille="competence", titre="Notre école", url="")
    editing.write_texts(
        cap, vu={}, voulu={"nom": "Les Deux-Rives", "objectifs": "Tenir\nbon", "moyens": "Deux bénévoles"}
    )
    cle = Element.objects.get(titre="Le guide des alliances").cle
    seen = {"note": "", "echeance": "", "statut": "a_faire"}
    editing.change_element(cap, cle, vu=seen, voulu={"note": NOTE, "echeance": "2028-06-30", "statut": "en_cours"})
    broken = Lien.objects.get(url="https://a.example/perdu")
    now = timezone.now()
    Lien.objects.filter(pk=broken.pk).update(etat=EtatLien.CASSE, etat_depuis=now, verifie_le=now - timedelta(days=9))
    pages.ressource(arbre.boite, title="Le guide de secours", **shared)
    return address


def corps(client, lien, forme):
    response = client.get(lien, {"format": forme})
    assert response.status_code == 200
    return response.content


def ordre(text):
    """The titles in the order in which the text has them first."""
    return sorted(TITRES, key=text.index)


def texte_odt(content):
    root = ET.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    return "\n".join("".join(part.itertext()) for part in root.iter() if part.tag.endswith(("}h", "}p")))


def signets(content):
    """The bookmarks of the PDF, in order, with their depth."""
    with pikepdf.open(io.BytesIO(content)) as document, document.open_outline() as outline:
        return [*_signets(outline.root, 0)]


def _signets(items, depth):
    for item in items:
        yield depth, item.title
        yield from _signets(item.children, depth + 1)


def test_every_form_has_the_same_things_in_the_same_order(client, lien):
    page = client.get(lien).content.decode()
    assert ordre(page[page.index('id="c-') :]) == TITRES
    assert ordre(corps(client, lien, "csv").decode()) == TITRES
    assert ordre(corps(client, lien, "json").decode()) == TITRES
    assert ordre(texte_odt(corps(client, lien, "odt"))) == TITRES
    titles = [title for depth, title in signets(corps(client, lien, "pdf")) if depth == 2]
    assert titles == TITRES


def test_pdf_is_tagged_french_named_and_has_bookmarks(client, lien):
    content = corps(client, lien, "pdf")
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        assert (root.MarkInfo.Marked, str(root.Lang)) == (True, "fr-FR")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "C.A.P. 2030 – Les Deux-Rives"
        tags = list(_tags(root.StructTreeRoot))
    assert tags.count("/H3") == 4
    assert tags.count("/Figure") == 1
    assert tags.count("/Link") >= 5
    assert [title for depth, title in signets(content) if depth < 2] == [
        "Les Deux-Rives",
        "Objectifs",
        "Moyens",
        "À savoir",
        "Données",
        "Outils",
        "Compétences",
    ]


def _tags(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            if "/S" in kid:
                yield str(kid.S)
            yield from _tags(kid)


def test_code_and_addresses_of_the_pdf_lead_to_the_reading_link_only(client, lien, monkeypatch):
    seen = {}
    monkeypatch.setattr(pdf, "_qr", lambda adresse: seen.setdefault("qr", adresse) and QR)
    content = corps(client, lien, "pdf")
    lecture = editing.lien_de_lecture(Cap.objects.get(), edition=lien.split("/")[-2])
    assert seen["qr"] == f"http://testserver/cap/lire/{lecture}/"
    with pikepdf.open(io.BytesIO(content)) as document:
        uris = {str(note.A.URI) for page in document.pages for note in page.get("/Annots", []) if "/A" in note}
    assert f"http://testserver/cap/lire/{lecture}/" in uris
    assert not any("/cap/modifier/" in uri for uri in uris)


QR = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9"/></svg>'


def test_every_character_that_is_said_to_be_drawn_is_drawn():
    told = "".join(sorted(DESSINES))
    contenu = _vide(objectifs=told)
    assert pdf.pdf_de(contenu).startswith(b"%PDF")
    with pytest.raises(typst.TypstError):
        typst.compile(
            b'#set document(title: "t")\n= T\n\xf0\x9f\x98\x80', pdf_standards=["ua-1"], ignore_system_fonts=True
        )


HOSTILE = ["\x01\x18", "😀" * 150, " ", "] #panic() [", '"\\', "\u200d\ufe0f", "ع" * 50]


@pytest.mark.drawn
@pytest.mark.parametrize("first", range(of(short=2, long=len(HOSTILE))))
@pytest.mark.parametrize("forme", FORMES)
def test_no_text_makes_a_form_fail(client, lien, forme, first):
    texts = cycle(HOSTILE[first:] + HOSTILE[:first])
    Cap.objects.update(nom=next(texts)[:150], objectifs=next(texts), moyens=next(texts))
    for element in Element.objects.order_by("pk"):
        Element.objects.filter(pk=element.pk).update(titre=next(texts), note=next(texts))
    assert corps(client, lien, forme)


def _vide(**champs):
    from cap.takeaway.content import Contenu

    now = timezone.now()
    base = {
        "nom": "",
        "objectifs": "",
        "moyens": "",
        "profil": "",
        "region": "",
        "version": 0,
        "lecture": "https://odd17.example/cap/lire/x/",
    }
    return Contenu(**base | champs, fait_le=now, efface_le=now, parties=())


def test_calendar_holds_the_deadlines_and_nothing_else(client, lien):
    calendar = Calendar.from_ical(corps(client, lien, "ics"))
    [event] = calendar.walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event.decoded("DTSTART"))) == ("Le guide des alliances", "2028-06-30")
    assert calendar["X-WR-CALNAME"] == "C.A.P. 2030 – Les Deux-Rives"
    assert event["UID"] == f"{Element.objects.get(titre='Le guide des alliances').cle}@cap.odd17"


def test_feed_tells_what_died_under_the_reading_link(client, lien):
    written = corps(client, lien, "atom")
    assert mistakes(written) == []
    feed = ET.fromstring(written)
    names = {"a": "http://www.w3.org/2005/Atom"}
    [entry] = feed.findall("a:entry", names)
    assert entry.findtext("a:title", namespaces=names).startswith("Le guide perdu\u00a0: lien indisponible depuis le ")
    assert "/cap/modifier/" not in ET.tostring(feed, encoding="unicode")
    assert entry.find("a:link", names).get("href").startswith("http://testserver/cap/lire/")


def test_replacements_and_the_state_of_links_go_along(client, lien):
    data = client.get(lien, {"format": "json"}).json()
    [outils] = [one["elements"] for one in data["colonnes"] if one["famille"] == "outil"]
    assert [[one["titre"] for one in element["remplacants"]] for element in outils] == [[], ["Le guide de secours"]]
    assert outils[1]["etat_lien"] == "casse"
    text = texte_odt(corps(client, lien, "odt"))
    told = r"lien indisponible depuis le \S+\s\w+ 2\d{3}\nÀ la place, sur les mêmes sujets\u00a0:\nLe guide de secours"
    assert re.search(told, text)


def test_form_that_is_not_known_is_told_which_there_are(client, lien):
    response = client.get(lien, {"format": "doc"})
    assert response.status_code == 404
    assert "pdf, odt, csv, json, ics, atom" in response.content.decode()


def test_headings_of_the_text_have_no_numbers_and_it_is_french(client, lien):
    with zipfile.ZipFile(io.BytesIO(corps(client, lien, "odt"))) as file:
        styles = file.read("styles.xml").decode()
    assert "text:outline-style" not in styles
    assert set(re.findall(r'fo:language="(\w+)"', styles)) == {"fr"}
