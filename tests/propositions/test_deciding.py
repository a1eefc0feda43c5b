"""What editors answer: accepted into drafts, amended, declined; by whom, once, and what stands against it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from comite.enums import RoleComite as Role
from comite.refusing import RuleError
from doublons.merging.execution import merge_ressources
from pages.models import PageEditoriale, Ressource
from propositions.accesses.noting import ACCEPTED, DECLINED, INTO_DRAFT, PROPOSED
from propositions.models import PropositionDePartenaire
from propositions.proposing import deciding
from sheets.models import ImportDeFeuille
from sheets.running.advancing import advance_imports
from tests.propositions.site import (
    answer,
    correction,
    editor,
    form_of,
    logged_in,
    proposals,
    valid,
    words,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/espaces/"


def new_one(client, site, **said):
    where = reverse("espace:proposer")
    first = {
        "titre": "Atlas des deux rives", "lien": "https://agence.example/atlas", "nature": site.guide.pk,
        "chapo": "Toutes les cartes.", "territoires": "Lyon", "acteurs": [site.entreprises.pk],
        "domaines": [site.sante.pk],
    }  # fmt: skip
    client.post(where, {**form_of(client, where), **first, **said})
    return PropositionDePartenaire.objects.latest("pk")


def sheet(client, text):
    where = reverse("espace:feuille")
    client.post(where, {**form_of(client, where), "fichier": SimpleUploadedFile("a.csv", text.encode())})
    return PropositionDePartenaire.objects.latest("pk")


def told(response):
    return [words(str(one)) for one in response.context["messages"]]


def draft_of(page):
    return PageEditoriale.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_still_valid_marks_the_page_as_read_by_one_press_in_the_list(site, client, admin):
    PageEditoriale.objects.filter(pk=site.ours.pk).update(relu_le="2020-01-01")
    (one,) = valid(client, site.ours)
    assert f'name="seule" value="{one.pk}"' in admin.get(LIST).content.decode()
    response = admin.post(LIST, {"seule": one.pk}, follow=True)
    assert told(response) == ["Une page est notée comme relue."]
    page = PageEditoriale.objects.get(pk=site.ours.pk)
    one.refresh_from_db()
    assert (page.relu_le, page.has_unpublished_changes, one.etat, one.decidee_par) == (
        timezone.localdate(), False, "acceptee", editor(site),
    )  # fmt: skip
    log = ModelLogEntry.objects.filter(action__in=[PROPOSED, ACCEPTED]).order_by("pk")
    said = {"partenaire": "Agence fictive du lien", "quoi": "Toujours valable\u00a0: Guide des rives"}
    assert [(entry.action, entry.user_id, entry.data) for entry in log] == [
        (PROPOSED, None, {**said, "organisation": site.people.notre.pk}),
        (ACCEPTED, editor(site).pk, {**said, "organisation": site.people.notre.pk}),
    ]


def test_those_that_are_ticked_are_accepted_together_but_for_others_pages(site, client, admin):
    ours, theirs = valid(client, site.ours, site.second)
    assert {ours.page_id, theirs.page_id} == {site.ours.pk, site.second.pk}
    response = admin.post(LIST, {"choix": [ours.pk, theirs.pk]}, follow=True)
    assert told(response) == [
        "Une page est notée comme relue.",
        f"« Cours des vents » : {deciding.NOT_YOURS}",
    ]
    assert sorted(proposals()) == [
        ("valable", "acceptee", "Guide des rives"),
        ("valable", "attente", "Cours des vents"),
    ]


def test_a_page_that_is_over_is_accepted_with_a_new_end(site, client, admin):
    (one,) = valid(client, site.ours)
    PageEditoriale.objects.filter(pk=site.ours.pk).update(valable_jusqu_au="2020-01-01")
    over = date(timezone.localdate().year + 2, 5, 1)
    answers = [admin.post(LIST, {"seule": one.pk}, follow=True)]
    answers += [
        answer(admin, one, "accepter", jusqu_au=said) for said in ("", "01/01/2020", "demain", f"{over:%d/%m/%Y}")
    ]
    assert [told(one) for one in answers] == [
        [f"« Guide des rives » : {words(deciding.NEEDS_END)}"],
        [words(deciding.NEEDS_END)],
        ["Choisissez une date à venir."],
        ["Saisissez une date valide."],
        ["Acceptée : la page est notée comme relue aujourd’hui."],
    ]
    assert PageEditoriale.objects.get(pk=site.ours.pk).valable_jusqu_au == over


def test_a_correction_goes_into_the_draft_and_never_online(site, client, admin):
    one = correction(
        client, site.ours, titre="Guide des deux rives", lien="https://agence.example/deux",
        valable_jusqu_au="2031-05-01", territoires="Lyon", domaines=[site.sante.pk],
    )  # fmt: skip
    shown = admin.get(reverse("espace_proposition", args=[one.pk])).context["vue"]
    assert [(un.label, un.before, un.after.replace("\u00a0", " ")) for un in shown.changes] == [
        ("Titre", "Guide des rives", "Guide des deux rives"),
        ("Lien principal", "https://agence.example/rives", "https://agence.example/deux"),
        ("Valable jusqu’au", "(vide)", "1er mai 2031"),
        ("Territoires", "France", "Lyon (commune, 69123)"),
        ("Domaines", "Emploi", "Santé"),
    ]
    assert (shown.changed, shown.refused, shown.conflicts) == (False, "", [])
    assert told(answer(admin, one, "accepter")) == [
        "Acceptée : la correction est au brouillon. Il reste à le relire et à le publier."
    ]
    draft, page = draft_of(site.ours), PageEditoriale.objects.get(pk=site.ours.pk)
    assert (
        draft.title, draft.valable_jusqu_au, [(one.url, one.libelle) for one in draft.liens.all()],
        draft.territoires, list(draft.domaines.all()), list(draft.acteurs.all()), draft.partenaires,
    ) == (
        "Guide des deux rives", date(2031, 5, 1), [("https://agence.example/deux", "Ouvrir")],
        [site.lyon], [site.sante], [site.associations], [site.agence],
    )  # fmt: skip
    assert (page.title, page.live, page.has_unpublished_changes) == ("Guide des rives", True, True)
    assert page.get_latest_revision().user == editor(site)
    assert PageLogEntry.objects.get(page=page, action=INTO_DRAFT).user == editor(site)
    # Four eyes: whoever let it in does not publish it.
    reviewer = editor(site, Role.RELECTEUR)
    assert deciding.refusal_to_change(by=reviewer, page=page) == ""


def test_amending_opens_the_draft_in_the_editor(site, client, admin):
    one = correction(client, site.ours, titre="Guide des deux rives")
    response = admin.post(reverse("espace_proposition", args=[one.pk]), {"amender": "1"})
    assert response.url == reverse("wagtailadmin_pages:edit", args=[site.ours.pk])
    assert 'value="Guide des deux rives"' in admin.get(response.url).content.decode()


def test_what_the_page_says_otherwise_since_is_told_and_needs_a_tick(site, client, admin):
    one = correction(client, site.ours, titre="Selon le partenaire", chapo="Selon lui aussi.")
    draft = draft_of(site.ours)
    draft.title, draft.millesime = "Selon un éditeur", 2025
    draft.save_revision(user=editor(site))
    shown = admin.get(reverse("espace_proposition", args=[one.pk])).context["vue"]
    assert (shown.changed, shown.conflicts, [(un.before, un.after, un.both) for un in shown.changes]) == (
        True, ["Titre"],
        [("Selon un éditeur", "Selon le partenaire", True), ("L’essentiel.", "Selon lui aussi.", False)],
    )  # fmt: skip
    refused = answer(admin, one, "accepter", reponse="Merci")
    assert (refused.status_code, told(refused), refused.context["reponse"]) == (
        422, [words(deciding.BOTH.format(fields="Titre"))], "Merci",
    )  # fmt: skip
    answer(admin, one, "accepter", l_emporte="1")
    draft = draft_of(site.ours)
    assert (draft.title, draft.chapo, draft.millesime) == ("Selon le partenaire", "Selon lui aussi.", 2025)


def test_a_word_alone_is_accepted_as_read(site, client, admin):
    one = correction(client, site.ours, mot="Le lien change en mai.")
    answer(admin, one, "accepter")
    assert proposals() == [("correction", "acceptee", "Guide des rives")]
    assert not PageEditoriale.objects.get(pk=site.ours.pk).has_unpublished_changes


def test_a_new_ressource_becomes_a_draft_where_the_editor_puts_it(site, client, admin):
    one = new_one(client, site)
    shown = admin.get(reverse("espace_proposition", args=[one.pk])).context
    assert (shown["rangement"], str(site.tree.se_former.pk) in [key for key, _ in shown["rangements"]]) == (
        str(site.tree.boite.pk), True,
    )  # fmt: skip
    assert told(answer(admin, one, "accepter")) == ["Choisissez où ranger la ressource."]
    response = admin.post(
        reverse("espace_proposition", args=[one.pk]), {"amender": "1", "place": site.tree.se_former.pk}
    )
    page = Ressource.objects.get(draft_title="Atlas des deux rives")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    draft = page.get_latest_revision_as_object()
    assert (
        page.live, page.get_parent().pk, draft.chapo, draft.nature, [one.url for one in draft.liens.all()],
        draft.territoires,
        list(draft.acteurs.all()), list(draft.domaines.all()), draft.partenaires, draft.responsable, page.owner,
    ) == (
        False, site.tree.se_former.pk, "Toutes les cartes.", site.guide, ["https://agence.example/atlas"], [site.lyon],
        [site.entreprises], [site.sante], [site.agence], site.people.notre, editor(site),
    )  # fmt: skip
    one.refresh_from_db()
    assert (one.etat, one.page_id) == ("acceptee", page.pk)


def test_an_editor_sees_what_a_new_ressource_looks_like_drafts_too(site, client, admin):
    one = new_one(client, site, titre="Brouillon secret", autre="1")
    alike = admin.get(reverse("espace_proposition", args=[one.pk])).context["semblables"]
    assert [(row.titre, row.etat) for row in alike] == [("Brouillon secret", "brouillon")]


def test_a_sheet_is_imported_as_drafts_in_the_editors_name_and_shuts_others_out(site, client, admin):
    one = sheet(
        client,
        "Numéro de page;Titre;Nature;Adresse;Territoires\n"
        ";Un;Guide;https://agence.example/1;France\n"
        f"{site.ours.pk};Guide tout neuf;;;\n"
        f"{site.theirs.pk};Volé;;;\n",
    )
    response = answer(admin, one, "accepter")
    assert told(response) == ["Acceptée : l’import est commencé ; ses lignes deviennent des brouillons."]
    advance_imports()
    imp = ImportDeFeuille.objects.get()
    assert (imp.etat, imp.par, [(line.titre, line.issue) for line in imp.lignes.all()]) == (
        "fait", editor(site), [("Un", "creee"), ("Guide tout neuf", "changee"), ("Volé", "laissee")],
    )  # fmt: skip
    made = Ressource.objects.get(draft_title="Un")
    assert (made.live, made.responsable, made.partenaires, made.owner) == (
        False, site.people.notre, [site.agence], editor(site),
    )  # fmt: skip
    assert (draft_of(site.ours).title, draft_of(site.theirs).title) == ("Guide tout neuf", "D’un autre")
    assert words(client.get(reverse("espace:proposition", args=[one.pk]))).count("acceptée") == 1


def test_a_sheet_of_which_no_line_can_be_written_stays_as_it_was(site, client, admin):
    one = sheet(client, f"Numéro de page;Titre\n{site.theirs.pk};Volé\n")
    assert told(answer(admin, one, "accepter")) == [words(deciding.accept_sheet.__globals__["NOTHING_TO_WRITE"])]
    assert proposals() == [("feuille", "attente", "a.csv")]
    assert ImportDeFeuille.objects.get().etat == "essaye"


def test_a_sheet_that_an_editor_took_away_is_told_and_can_be_declined(site, client, admin):
    one = sheet(client, "Titre;Nature\nUn;Guide\n")
    ImportDeFeuille.objects.all().delete()
    assert told(answer(admin, one, "accepter")) == [
        "La feuille a été retirée depuis : il ne reste qu’à décliner, avec un mot."
    ]
    answer(admin, one, "decliner", reponse="Renvoyez-la.")
    assert proposals() == [("feuille", "declinee", "a.csv")]
    assert "Le Comité n’a plus cette feuille." in words(client.get(reverse("espace:proposition", args=[one.pk])))


def test_declined_with_a_word_that_the_partner_reads(site, client, admin):
    one = correction(client, site.ours, titre="Réclame")
    refused = answer(admin, one, "decliner", reponse="  ")
    assert (refused.status_code, told(refused)) == (422, [words(deciding.NO_ANSWER)])
    answer(admin, one, "decliner", reponse="Ce titre ne dit pas ce que c’est.")
    said = words(client.get(reverse("espace:propositions")))
    assert ("Déclinée" in said, "Ce titre ne dit pas ce que c’est." in said) == (True, True)
    assert ModelLogEntry.objects.filter(action=DECLINED, user=editor(site)).count() == 1
    assert draft_of(site.ours).title == "Guide des rives"


AGAINST = {
    "gone": (lambda site: site.ours.delete(), lambda site: deciding.GONE),
    "locked": (
        lambda site: PageEditoriale.objects.filter(pk=site.ours.pk).update(
            locked=True, locked_by=site.people.comptes[Role.RELECTEUR]
        ),
        lambda site: None,
    ),
    "merged": (
        lambda site: merge_ressources(source=site.ours, cible=site.theirs, by=editor(site, Role.RELECTEUR)),
        lambda site: deciding.MERGED.format(title="D’un autre"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AGAINST)
def test_a_page_that_is_gone_locked_or_merged_is_told_and_nothing_is_lost(site, client, admin, name):
    befalls, sentence = AGAINST[name]
    one = correction(client, site.ours, titre="Autre titre", mot="Un mot.")
    befalls(site)
    response = answer(admin, one, "accepter")
    said = told(response)
    assert said == [words(sentence(site))] if sentence(site) else "verrou" in said[0]
    one.refresh_from_db()
    assert (one.etat, one.mot, one.valeurs) == ("attente", "Un mot.", {"titre": "Autre titre"})
    assert b'name="accepter"' not in response.content
    assert words("Autre titre") in words(response)
    answer(admin, one, "decliner", reponse="La page n’est plus là.")
    one.refresh_from_db()
    assert one.etat == "declinee"


def test_a_page_that_left_the_site_is_not_said_to_be_valid(site, client, admin):
    (one,) = valid(client, site.ours)
    PageEditoriale.objects.get(pk=site.ours.pk).specific.unpublish()
    assert told(answer(admin, one, "accepter")) == [words(deciding.NOT_LIVE)]


def test_of_two_answers_the_second_is_told_and_changes_nothing(site, client, admin):
    one = correction(client, site.ours, titre="Autre titre")
    answer(admin, one, "accepter")
    stale = PropositionDePartenaire.objects.get(pk=one.pk)
    stale.etat = "attente"
    for act in (
        lambda: deciding.accept(proposal=stale, by=editor(site), at=timezone.now()),
        lambda: deciding.decline(proposal=stale, by=editor(site), answer="Non", at=timezone.now()),
    ):
        with pytest.raises(RuleError, match="n’attend plus de réponse\u00a0: elle est «\u00a0Acceptée\u00a0»"):
            act()
    twice = answer(admin, one, "decliner", reponse="Non")
    assert told(twice) == ["Cette proposition n’attend plus de réponse : elle est « Acceptée »."]
    assert PageEditoriale.objects.get(pk=site.ours.pk).revisions.count() == 2


DECIDES = {Role.EDITEUR: {"own", "new"}, Role.RELECTEUR: {"own", "new"}, Role.ADMINISTRATEUR: {"own", "other", "new"}}


@pytest.mark.parametrize("role", Role)
def test_who_decides_is_who_accepts_proposals_for_the_page(site, client, role):
    person = logged_in(site.people.comptes[role])
    asked = {
        "own": correction(client, site.ours, titre="A"),
        "other": correction(client, site.second, titre="B"),
        "new": new_one(client, site),
    }
    got, seen = set(), set()
    home = {row.pk for row in PropositionDePartenaire.objects.filter(rights_of(site, role))}
    for name, one in asked.items():
        shown = person.get(reverse("espace_proposition", args=[one.pk]))
        if shown.status_code == 200:
            seen.add((name, shown.context["decide"]))
        answer(person, one, "decliner", reponse="Non")
        one.refresh_from_db()
        if one.etat == "declinee":
            got.add(name)
    expected = DECIDES.get(role, set())
    assert (got, seen) == (expected, {(name, name in expected) for name in asked})
    assert home == {asked[name].pk for name in expected}


def rights_of(site, role):
    from propositions.rights import decided_by

    return decided_by(editor(site, role))


def test_the_list_is_narrowed_and_opens_on_ones_own_organisation(site, client, admin):
    valid(client, site.ours, site.second)
    new_one(client, site)
    declined = correction(client, site.ours, titre="Non")
    answer(admin, declined, "decliner", reponse="Non")

    def shown(query=""):
        return [f"{one.sorte} {one.titre}" for one, _ in admin.get(f"{LIST}?{query}").context["propositions"]]

    own = ["ressource Atlas des deux rives", "valable Guide des rives"]
    assert shown() == own
    assert sorted(shown("organisation=toutes")) == [own[0], "valable Cours des vents", own[1]]
    assert shown("sorte=valable") == own[1:]
    assert shown("etat=declinee") == ["correction Guide des rives"]
    assert shown(f"etat=toutes&partenaire={site.agence.pk}") == ["correction Guide des rives", *own]
    assert shown(f"partenaire={site.people.notre.pk}") == own  # he proposed nothing: no choice of the list
    assert shown(f"organisation={site.people.autre.pk}") == ["valable Cours des vents"]


def test_the_home_page_counts_what_waits_for_this_account(site, client, admin):
    valid(client, site.ours, site.second)
    home = words(admin.get("/admin/"))
    assert ("Toujours valable, par Agence fictive du lien" in home, "Cours des vents" in home) == (True, False)
