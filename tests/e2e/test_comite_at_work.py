"""The Comité at work, eight people each with an account of their own: written, approved by the organisation, then by
the Comité; what another organisation may not do, and proposes; who leaves. Every screen of ours as axe and a narrow
screen meet it.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults, width_on

pytestmark = pytest.mark.e2e
PASSWORD = "une-phrase-de-passe-pour-les-essais"
NARROW = 360
#: One account for each part, of members made for this; a resource of theirs that is online.
SEED = """
from django.contrib.auth.models import User
from comite.models import Appartenance
from pages.models import Ressource
from taxonomy.models import Partenaire

members = [
    Partenaire.objects.create(nom=f"{nom} (fictive)", slug=nom.lower(), est_comite=True, est_fictif=True)
    for nom in ("Rives", "Vents")
]
parts = {
    "ecrit": ("contributeur", members[0]), "edite": ("editeur", members[0]), "relit": ("relecteur", members[0]),
    "secretariat": ("secretariat", None), "propose": ("editeur", members[1]),
    "refere": ("referent", members[0]), "administre": ("administrateur", None), "observe": ("observateur", None),
}
for name, (role, member) in parts.items():
    user = User(username=f"e2e-{name}", first_name=name.capitalize(), last_name="Fictif")
    user.email = f"{name}@exemple.example"
    user.set_password(said["password"])
    user.save()
    Appartenance.objects.create(compte=user, role=role, partenaire=member, du="2020-01-01")
page = Ressource.objects.filter(live=True).first()
page.responsable = members[0]
page.title = "Le guide des rives"
page.save_revision().publish()
print(page.pk)
"""
LIVE = """
from pages.models import Ressource
page = Ressource.objects.get(pk=said["pk"])
print(page.title, "|", page.draft_title)
"""
OWNER = """
from django.contrib.auth.models import User
from wagtail.models import Page
page = Page.objects.get(pk=said["pk"])
page.owner = User.objects.get(username="e2e-ecrit")
page.save(update_fields=["owner"])
page.specific.save_revision(user=page.owner)
"""
HOLDS = """
from wagtail.models import Page
page = Page.objects.get(pk=said["pk"])
print(page.owner.username, page.latest_revision.user.username)
"""
#: What an editor does with a page, below `/admin/pages/<number>/`.
DOORS = ("edit", "delete", "unpublish", "move", "copy", "convert_alias")
MAILS = """
from workers.links.reports.models import Courriel
for one in Courriel.objects.filter(message__sorte="relecture").select_related("message").order_by("pk"):
    print(one.adresse, "|", one.message.sujet)
"""


@pytest.fixture(scope="module")
def page_id(clerk):
    return int(clerk(SEED, password=PASSWORD))


@pytest.fixture(scope="module")
def person(browser, site, page_id):
    """Opens a browser of their own for one of the people, once."""
    opened = {}

    def of(name):
        if name not in opened:
            context = browser.new_context(
                base_url=site.url, locale="fr-FR", viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto("/admin/login/")
            page.fill("input[name=username]", f"e2e-{name}")
            page.fill("input[name=password]", PASSWORD)
            page.locator(".login-form button[type=submit]").click()
            page.wait_for_url(f"{site.url}/admin/")
            opened[name] = page
        return opened[name]

    yield of
    for page in opened.values():
        page.context.close()


def looked_at(page, name):
    """Nothing that axe finds, nothing wider than a narrow screen; `name` says which screen failed."""
    page.wait_for_load_state("networkidle")
    # The field of Wagtail's own rich text is as it is in every form of the admin.
    found = [one for one in faults(page) if "public-DraftEditor-content" not in one[1]]
    assert (name, found) == (name, [])
    assert (name, width_on(page, NARROW) <= NARROW) == (name, True)


def titles(clerk, page_id):
    return clerk(LIVE, pk=page_id).strip()


def test_contributor_writes_the_organisation_approves_the_comite_publishes(person, page_id, clerk):
    writer = person("ecrit")
    writer.goto(f"/admin/pages/{page_id}/edit/")
    writer.fill("#id_title", "Le guide des deux rives")
    writer.get_by_role("button", name="Plus d’actions").or_(
        writer.locator("footer [data-w-dropdown-target=toggle]")
    ).last.click()
    writer.locator("button[name=action-submit]").click()
    expect(writer.locator(".messages")).to_contain_text(re.compile("soumise?"))

    reviewer = person("relit")
    reviewer.goto("/admin/relecture/")
    looked_at(reviewer, "suivi")
    reviewer.get_by_role("link", name="Le guide des deux rives").click()
    expect(reviewer.locator(".odd17-comparaison")).to_contain_text("Titre")
    looked_at(reviewer, "relire")
    reviewer.get_by_role("button", name="Approuver").click()
    expect(reviewer.locator(".messages")).to_contain_text("Vous avez approuvé cette page.")
    assert titles(clerk, page_id) == "Le guide des rives | Le guide des deux rives"

    secretary = person("secretariat")
    secretary.goto("/admin/relecture/")
    secretary.get_by_role("link", name="Le guide des deux rives").click()
    secretary.get_by_role("button", name="Approuver").click()
    expect(secretary.locator(".messages")).to_contain_text("Vous avez approuvé cette page.")
    assert titles(clerk, page_id) == "Le guide des deux rives | Le guide des deux rives"
    told = [line.split(" | ")[1] for line in clerk(MAILS).splitlines() if line.startswith("ecrit@")]
    assert [one.split("\u00a0: ")[0].removeprefix("[ODD\u00a017] ") for one in told] == ["Approuvée", "En ligne"]


def test_whoever_wrote_alone_does_not_publish_and_keeps_the_draft(person, page_id, clerk):
    reviewer = person("relit")
    reviewer.goto(f"/admin/pages/{page_id}/edit/")
    reviewer.fill("#id_title", "Seul")
    reviewer.locator("footer [data-w-dropdown-target=toggle]").click()
    reviewer.locator("button[name=action-publish]").click()
    expect(reviewer.locator(".messages")).to_contain_text("Quatre yeux")
    assert titles(clerk, page_id) == "Le guide des deux rives | Seul"


def test_another_organisation_proposes_and_the_page_s_own_accepts(person, page_id, clerk):
    stranger = person("propose")
    stranger.goto(f"/admin/relecture/pages/{page_id}/proposer/")
    expect(stranger.locator("#id_title")).to_have_value("Seul")
    looked_at(stranger, "proposer")
    stranger.fill("#id_title", "Le guide, proposé")
    stranger.fill("#mot-de-la-proposition", "Plus clair ainsi.")
    stranger.get_by_role("button", name="Envoyer la proposition").click()
    expect(stranger.locator(".messages")).to_contain_text("Votre proposition est envoyée.")
    looked_at(stranger, "proposition-de-qui-propose")

    editor = person("edite")
    editor.goto("/admin/relecture/propositions/")
    looked_at(editor, "propositions")
    editor.get_by_role("link", name="Seul").click()
    expect(editor.locator(".odd17-comparaison")).to_contain_text("Titre")
    looked_at(editor, "proposition")
    editor.get_by_role("button", name="Accepter dans le brouillon").click()
    expect(editor.locator(".messages")).to_contain_text("La proposition est dans le brouillon de la page.")
    assert titles(clerk, page_id) == "Le guide des deux rives | Le guide, proposé"


def test_page_is_read_and_decided_without_scripts(browser, site, person, page_id):
    person("relit").goto(f"/admin/relecture/pages/{page_id}/")
    kept = person("relit").context.storage_state()
    context = browser.new_context(base_url=site.url, java_script_enabled=False, storage_state=kept)
    page = context.new_page()
    page.goto(f"/admin/relecture/pages/{page_id}/")
    expect(page.get_by_role("heading", name="Ce qui change")).to_be_visible()
    context.close()


def test_settings_of_the_review_are_the_secretariat_s(person):
    secretary = person("secretariat")
    secretary.goto("/admin/settings/comite/reglagesderelecture/")
    expect(secretary.get_by_label("Ressource", exact=False).first).to_be_visible()
    looked_at(secretary, "reglages")


def test_editor_of_another_organisation_is_refused_at_every_door(person, page_id, clerk):
    stranger = person("propose")
    opened = {}
    for door in DOORS:
        answer = stranger.goto(f"/admin/pages/{page_id}/{door}/")
        opened[door] = answer.status == 200 and stranger.url.endswith(f"/{page_id}/{door}/")
    assert opened == dict.fromkeys(DOORS, False)
    before = titles(clerk, page_id)
    sent = stranger.evaluate(
        """async (address) => (await fetch(address, {method: 'POST', body: new URLSearchParams({
            title: 'Pris', csrfmiddlewaretoken: document.cookie.match(/csrftoken=([^;]+)/)[1], 'action-publish': '1'})})
        ).status""",
        f"/admin/pages/{page_id}/edit/",
    )
    assert (sent, titles(clerk, page_id)) == (403, before)


@pytest.mark.parametrize("name", ["observe", "refere"])
def test_who_only_reads_reads_the_draft_and_finds_no_editor(person, page_id, name):
    reader = person(name)
    reader.goto(f"/admin/comite/brouillons/{page_id}/")
    expect(reader.get_by_text("Le guide").first).to_be_visible()
    assert not reader.goto(f"/admin/pages/{page_id}/edit/").url.endswith("/edit/")
    reader.goto(f"/admin/relecture/pages/{page_id}/commenter/")
    reader.get_by_label("Commentaire", exact=True).fill(f"De {name} : la date manque.")
    reader.get_by_role("button", name="Commenter").click()
    expect(reader.get_by_text(f"De {name} : la date manque.")).to_be_visible()
    looked_at(reader, "commenter")


def test_who_leaves_hands_over_and_is_out(person, page_id, clerk):
    """The référent sees what the contributor holds, gives all of it to the editor, and ends the role."""
    clerk(OWNER, pk=page_id)
    referent = person("refere")
    referent.goto("/admin/comite/")
    looked_at(referent, "comite")
    referent.get_by_role("link", name="Ecrit Fictif").first.click()
    expect(referent.get_by_role("heading", name="Tout confier à quelqu’un")).to_be_visible()
    looked_at(referent, "personne")
    referent.get_by_role("combobox", name="Confier à").select_option(label="Edite Fictif")
    referent.get_by_role("button", name="Tout confier").click()
    expect(referent.locator(".messages")).to_contain_text("en d’autres mains")
    assert clerk(HOLDS, pk=page_id).split()[0] == "e2e-edite"
    referent.goto("/admin/comite/")
    referent.get_by_role("button", name=re.compile("Retirer le rôle : Ecrit Fictif")).click()
    expect(referent.locator(".messages")).to_contain_text("Ce rôle a pris fin")
    writer = person("ecrit")
    writer.goto("/admin/pages/")
    assert writer.url != f"{referent.url.split('/admin/')[0]}/admin/pages/"


def test_administrator_reads_in_the_log_who_did_it(person):
    administrator = person("administre")
    administrator.goto("/admin/journal/")
    expect(administrator.get_by_role("cell", name="Refere Fictif").first).to_be_visible()
    looked_at(administrator, "journal")
