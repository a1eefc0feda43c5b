"""A partner without an account, from the link that an editor gives to the answer that he reads; each page as axe and a
narrow screen meet it."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults, faults_in_both_schemes, width_on

pytestmark = pytest.mark.e2e
SEED = """
from pages.models import LienRessource, PagePartenaire, Ressource
from taxonomy.models import Partenaire

partner = Partenaire.objects.create(nom="Agence fictive des passerelles", slug="passerelles", est_fictif=True)
model = Ressource.objects.filter(live=True).first()
for rank, title in enumerate(("Bâtir une passerelle", "Entretenir une passerelle", "Mesurer ses appuis")):
    page = Ressource(title=title, nature=model.nature, chapo="Pas à pas, avec des exemples.", est_fictif=True)
    page.liens = [LienRessource(libelle="Ouvrir le guide", url=f"https://passerelles.example/{rank}")]
    page.partenaires_lies = [PagePartenaire(partenaire=partner)]
    page.territoires_lies = [type(one)(territoire=one.territoire) for one in model.territoires_lies.all()]
    page.acteurs, page.domaines = model.acteurs.all(), model.domaines.all()
    model.get_parent().add_child(instance=page)
    page.save_revision().publish()
"""
SAID = """
from pages.models import PageEditoriale
for page in PageEditoriale.objects.filter(draft_title__contains="passerelle").order_by("pk"):
    print(page.title, "|", page.draft_title, "|", page.live)
"""


def kept(page, name):
    """A picture, where somebody asks to look at it."""
    folder = os.environ.get("LOOKS")
    for pixels in (360, 1280) if folder else ():
        page.set_viewport_size({"width": pixels, "height": 900})
        page.screenshot(path=str(Path(folder) / f"espace-{name}-{pixels}.png"), full_page=True)
    if folder:
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=str(Path(folder) / f"espace-{name}-nuit.png"), full_page=True)
        page.emulate_media(color_scheme="light")


def shown(page, name, *, public=True):
    """Nothing is wrong with the page, on a telephone neither."""
    assert (faults_in_both_schemes(page) if public else faults(page)) == []
    assert (width_on(page, 360) <= 360, width_on(page, 1280) <= 1280) == (True, True)
    kept(page, name)


@pytest.fixture(scope="module")
def seeded(clerk):
    clerk(SEED)


@pytest.fixture(scope="module")
def admin(administrator, seeded):
    return administrator(viewport={"width": 1280, "height": 900})


@pytest.fixture(scope="module")
def link(admin):
    """The link that the editor gives, as it is shown once."""
    admin.goto("/admin/espaces/")
    admin.get_by_role("link", name="Donner un accès").click()
    admin.get_by_label("Partenaire", exact=False).first.select_option(label="Agence fictive des passerelles")
    shown(admin, "donner", public=False)
    admin.get_by_role("button", name="Faire le lien").click()
    given = admin.get_by_label("Lien à copier").input_value()
    mail = admin.get_by_role("link", name="Écrire un courriel avec ce lien").get_attribute("href")
    assert given in parse_qs(urlsplit(mail).query)["body"][0]
    shown(admin, "acces", public=False)
    return given


@pytest.fixture(scope="module")
def desk(browser, site, link):
    """A browser that knows nothing but the link."""
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    page.goto(link)
    shown(page, "entrer")
    page.get_by_role("button", name="Entrer dans l’espace d’Agence fictive des passerelles").click()
    page.wait_for_url("**/espace-partenaire/")
    yield page
    context.close()


def card(page, title):
    return page.locator(".espace-ligne").filter(has=page.get_by_role("heading", name=title))


def test_a_partner_says_valid_corrects_proposes_and_sends_a_sheet(desk, tmp_path):
    page = desk
    expect(page.locator(".espace-titre")).to_have_text(
        ["Bâtir une passerelle", "Entretenir une passerelle", "Mesurer ses appuis"]
    )
    shown(page, "accueil")
    # By the keyboard alone: from the title of the last ressource to its button.
    card(page, "Mesurer ses appuis").get_by_role("checkbox").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Une ressource dite toujours valable")
    expect(card(page, "Mesurer ses appuis")).to_contain_text("En attente d’un éditeur")
    for title in ("Bâtir une passerelle", "Entretenir une passerelle"):
        card(page, title).get_by_role("checkbox").check()
    page.get_by_role("button", name="Dire toujours valables celles qui sont cochées").click()
    expect(page.get_by_role("status")).to_contain_text("2 ressources dites toujours valables")
    shown(page, "valables")
    card(page, "Bâtir une passerelle").get_by_role("link", name="Proposer une correction").click()
    page.get_by_label("Titre").fill("Bâtir une passerelle solide")
    page.get_by_label("Territoires").fill("Atlantide")
    page.get_by_role("button", name="Envoyer la correction").click()
    expect(page.get_by_text("n’est pas un territoire connu")).to_be_visible()
    shown(page, "corriger")
    page.get_by_label("Territoires").fill("Bretagne (région, 53)")
    page.get_by_label("Un mot pour l’éditeur").fill("Nous avons refait le guide.")
    page.get_by_role("button", name="Envoyer la correction").click()
    expect(page.get_by_role("status")).to_contain_text("Votre correction est envoyée")
    card(page, "Entretenir une passerelle").get_by_role("link", name="Proposer une correction").click()
    page.get_by_label("Titre").fill("ENTRETENIR SA PASSERELLE !!!")
    page.get_by_role("button", name="Envoyer la correction").click()
    page.get_by_role("link", name="Proposer une ressource").first.click()
    page.get_by_label("Titre").fill("Franchir une passerelle en groupe")
    page.get_by_label("Lien principal").fill("www.passerelles.example/groupe")
    page.get_by_label("Nature").select_option(index=1)
    page.get_by_label("Territoires").fill("France")
    shown(page, "proposer")
    page.get_by_role("button", name="Envoyer la proposition").click()
    expect(page.get_by_role("status")).to_contain_text("Votre proposition est envoyée")
    sheet = tmp_path / "notre feuille.csv"
    sheet.write_text(
        "Titre;Nature;Adresse\nDémonter une passerelle;Guide;https://passerelles.example/d\nSans lien;;non\n"
    )
    page.get_by_role("link", name="Envoyer une feuille").click()
    page.get_by_label("Feuille").set_input_files(str(sheet))
    shown(page, "feuille")
    page.get_by_role("button", name="Envoyer la feuille").click()
    expect(page.locator(".espace-ligne")).to_have_text([re.compile("nouvelle"), re.compile("refusée")], timeout=60_000)
    shown(page, "essai")


def test_an_editor_accepts_amends_and_declines_and_the_partner_reads_it(admin, desk, clerk):
    page = admin
    page.goto("/admin/")
    expect(page.get_by_text("par Agence fictive des passerelles").first).to_be_visible()
    page.goto("/admin/espaces/?organisation=toutes")
    shown(page, "propositions", public=False)
    for title in ("Bâtir une passerelle", "Entretenir une passerelle"):
        page.get_by_role("checkbox", name=f"Choisir {title}").check()
    page.get_by_role("button", name="Accepter celles qui sont cochées").click()
    expect(page.get_by_text("2 pages sont notées comme relues.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Accepter.*Mesurer ses appuis")).click()
    expect(page.get_by_text("Une page est notée comme relue.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Examiner.*Bâtir une passerelle")).click()
    expect(page.locator("del").first).to_have_text("Bâtir une passerelle")
    expect(page.locator("ins").first).to_have_text("Bâtir une passerelle solide")
    shown(page, "proposition", public=False)
    page.get_by_role("button", name="Accepter", exact=True).click()
    page.goto("/admin/espaces/?organisation=toutes")
    page.get_by_role("link", name=re.compile("Examiner.*Franchir une passerelle")).click()
    shown(page, "nouvelle", public=False)
    page.get_by_role("button", name="Amender").click()
    expect(page.locator("#id_title")).to_have_value("Franchir une passerelle en groupe")
    page.goto("/admin/espaces/?organisation=toutes")
    page.get_by_role("link", name=re.compile("Examiner.*Entretenir une passerelle")).click()
    page.get_by_label("Votre mot au partenaire").fill("Nous gardons le titre actuel, plus sobre.")
    page.get_by_role("button", name="Décliner avec ce mot").click()
    page.goto("/admin/espaces/?organisation=toutes")
    page.get_by_role("link", name=re.compile("Examiner.*notre feuille")).click()
    shown(page, "feuille-admin", public=False)
    page.get_by_role("button", name="Accepter", exact=True).click()
    expect(page.get_by_role("heading", name="Importé", exact=True)).to_be_visible(timeout=60_000)
    desk.get_by_role("link", name="Vos propositions", exact=True).click()
    expect(card(desk, "Entretenir une passerelle").first).to_contain_text("Nous gardons le titre actuel, plus sobre.")
    shown(desk, "reponses")
    card(desk, "Bâtir une passerelle").first.get_by_role("link").click()
    expect(desk.get_by_text("C’est dans un brouillon du Comité")).to_be_visible()
    shown(desk, "reponse")
    assert clerk(SAID).splitlines() == [
        "Bâtir une passerelle | Bâtir une passerelle solide | True",
        "Entretenir une passerelle | Entretenir une passerelle | True",
        "Franchir une passerelle en groupe | Franchir une passerelle en groupe | False",
        "Démonter une passerelle | Démonter une passerelle | False",
    ]


def test_a_link_that_is_withdrawn_lets_nobody_in_any_more(admin, desk, link):
    admin.goto("/admin/espaces/acces/")
    expect(admin.get_by_label("Lien à copier")).to_have_count(0)
    admin.get_by_role("button", name=re.compile("Retirer l’accès.*Agence fictive des passerelles")).click()
    expect(admin.get_by_text("son lien n’ouvre plus rien")).to_be_visible()
    desk.goto("/espace-partenaire/")
    expect(desk.get_by_role("heading", name="Vous n’êtes pas entré")).to_be_visible()
    shown(desk, "dehors")
    desk.goto(link)
    expect(desk.get_by_role("heading", name="Cet accès a pris fin")).to_be_visible()
    shown(desk, "ferme")
