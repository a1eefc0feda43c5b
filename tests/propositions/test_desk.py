"""What a partner sees and does in his desk: each act waits for an editor, and of others’ pages nothing is told."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doublons.models import PaireDeDoubles
from ground.edges import rates
from liens.models import Lien
from pages.models import PageEditoriale
from propositions.accesses import limits
from propositions.models import PropositionDePartenaire
from propositions.proposing import sheets
from sheets.models import ImportDeFeuille
from tests.factories import pages, taxonomy
from tests.propositions.site import editor, entered, form_of, given, proposals, words

pytestmark = pytest.mark.django_db
HOME = "/espace-partenaire/"
VALID, PROPOSE, SHEET = (reverse(f"espace:{name}") for name in ("valables", "proposer", "feuille"))
TOKEN = "a" * 22


def correct(page):
    return reverse("espace:corriger", args=[page.pk])


def titles(answer):
    return [row.ligne.titre for row in answer.context["lignes"]]


def test_a_partner_sees_what_visitors_see_of_his_with_states_freshness_and_doubles(site, client):
    Lien.objects.filter(url="https://agence.example/rives").update(etat="ok", verifie_le="2026-03-01T08:00:00+01:00")
    Lien.objects.filter(url="https://agence.example/v").update(etat="casse", etat_depuis="2026-02-01T08:00:00+01:00")
    PageEditoriale.objects.filter(pk=site.ours.pk).update(relu_le="2026-02-01", valable_jusqu_au="2027-05-01")
    PageEditoriale.objects.filter(pk=site.second.pk).update(relu_le="2024-02-01")
    for other in (site.theirs, site.draft):
        pair = sorted([site.ours.pk, other.pk])
        PaireDeDoubles.objects.create(premiere_id=pair[0], seconde_id=pair[1], motifs=["titre"], score=90)
    with time_machine.travel("2026-03-02T10:00:00+01:00", tick=False):
        client = entered(given(site)[1])
        answer = client.get(HOME)
    rows = answer.context["lignes"]
    told = [
        (
            one.ligne.titre,
            [(link.texte, link.url, link.etat.replace("\u00a0", " "), link.alert) for link in one.liens],
            (one.relue_le, one.a_relire_le, one.valable_jusqu_au, one.perimee),
            one.pourquoi.replace("\u00a0", " "),
            [title for title, _ in one.doubles],
        )
        for one in rows
    ]
    assert told == [
        (
            "Cours des vents",
            [("Ouvrir", "https://agence.example/v", "lien indisponible depuis le 1er février 2026", True)],
            (date(2024, 2, 1), date(2025, 1, 31), None, False),
            "Relecture attendue depuis le 31 janvier 2025",
            [],
        ),
        (
            "Guide des rives",
            [("Ouvrir", "https://agence.example/rives", "vérifié le 1er mars 2026", False)],
            (date(2026, 2, 1), date(2027, 2, 1), date(2027, 5, 1), False),
            "",
            ["D’un autre"],
        ),
    ]
    said = words(answer)
    assert ("Brouillon secret" in said, "2 ressources de ce site sont les vôtres." in said) == (False, True)
    assert answer.context["etats"] == [("ok", "Fonctionne", 1), ("casse", "Indisponible", 1)]
    assert answer.context["fraicheurs"] == [("a_relire", "À relire", 1), ("a_jour", "À jour", 1)]
    # Nothing is asked of the partner yet, and the desk does not say so.
    assert "Ce que le Comité vous demande" not in said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("lien=casse", ["Cours des vents"]), ("lien=ok", []), ("lien=nouveau", ["Guide des rives"]),
        ("fraicheur=perimee", ["Guide des rives"]), ("fraicheur=a_jour", ["Cours des vents"]),
        ("fraicheur=a_relire", []),
        ("lien=rien&fraicheur=rien&p=abc", ["Cours des vents", "Guide des rives"]),
        ("lien=casse&fraicheur=perimee", []),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_states(site, client, query, shown):
    Lien.objects.filter(url="https://agence.example/v").update(etat="casse")
    PageEditoriale.objects.filter(pk=site.ours.pk).update(valable_jusqu_au="2020-01-01")
    assert titles(client.get(f"{HOME}?{query}")) == shown


def test_the_desk_is_paged_by_a_number_of_queries_that_rows_do_not_change(site, client):
    def asked():
        with CaptureQueriesContext(connection) as found:
            answer = client.get(HOME)
        return titles(answer), len(found)

    client.get(HOME)
    few, number = asked()
    for rank in range(25):
        pages.ressource(
            site.tree.boite, title=f"Zone {rank:02}", slug=f"zone-{rank}", partenaires=[site.agence],
            urls=[f"https://agence.example/{rank}"], nature=site.guide,
        )  # fmt: skip
    many, more = asked()
    assert (len(few), len(many), more) == (2, 20, number)
    assert titles(client.get(f"{HOME}?p=2")) == [f"Zone {rank}" for rank in range(18, 25)]


def test_still_valid_is_one_press_or_ticked_boxes_and_is_said_once(site, client):
    answer = client.post(VALID, {"seule": site.ours.pk, "jeton": TOKEN}, follow=True)
    assert "Une ressource dite toujours valable. Un éditeur le confirme." in words(answer)
    both = {"page": [site.ours.pk, site.second.pk, site.theirs.pk, site.draft.pk, "x"], "jeton": "b" * 22}
    answer = client.post(VALID, both, follow=True)
    assert "Une ressource dite toujours valable. 1 l’était déjà. Un éditeur le confirme." in words(answer)
    assert proposals() == [("valable", "attente", "Guide des rives"), ("valable", "attente", "Cours des vents")]
    assert [one.attend for one in answer.context["lignes"]] == [["Toujours valable"], ["Toujours valable"]]
    assert PropositionDePartenaire.objects.get(page=site.second).organisation == site.people.autre.pk
    assert PageEditoriale.objects.get(pk=site.ours.pk).relu_le == site.ours.relu_le


@pytest.mark.parametrize("sent", [{}, {"page": "99999"}, {"seule": "-1"}])
def test_nothing_ticked_and_what_is_not_his_change_nothing(site, client, sent):
    answer = client.post(VALID, {**sent, "jeton": TOKEN}, follow=True)
    assert ("Cochez au moins une ressource." in words(answer), proposals()) == (True, [])


def test_another_partners_page_and_drafts_are_not_there(site, client):
    asked = [correct(site.theirs), correct(site.draft), reverse("espace:corriger", args=[99_999])]
    assert [(client.get(one).status_code, client.post(one).status_code) for one in asked] == [(404, 404)] * 3
    client.post(VALID, {"seule": [site.theirs.pk, site.draft.pk], "jeton": TOKEN})
    other = entered(given(site, partenaire=site.people.autre, organisation=site.people.notre)[1])
    client.post(VALID, {"seule": site.ours.pk, "jeton": TOKEN})
    mine = PropositionDePartenaire.objects.get()
    where = reverse("espace:proposition", args=[mine.pk])
    assert (client.get(where).status_code, other.get(where).status_code) == (200, 404)


def test_a_correction_keeps_what_was_seen_and_what_is_proposed(site, client):
    said = form_of(client, correct(site.ours))
    assert {name: said[name] for name in ("titre", "chapo", "lien", "territoires", "acteurs", "domaines")} == {
        "titre": "Guide des rives", "chapo": "L’essentiel.", "lien": "https://agence.example/rives",
        "territoires": "France", "acteurs": [site.associations.pk], "domaines": [site.emploi.pk],
    }  # fmt: skip
    wanted = {
        "titre": "Guide des deux rives", "lien": "www.agence.example/deux", "valable_jusqu_au": "2031-05-01",
        "territoires": "69\nlyon", "domaines": [site.emploi.pk, site.sante.pk], "mot": "Nous l’avons refait.",
    }  # fmt: skip
    answer = client.post(correct(site.ours), {**said, **wanted}, follow=True)
    assert "Votre correction est envoyée." in words(answer)
    one = PropositionDePartenaire.objects.get()
    assert (one.sorte, one.etat, one.page_id, one.mot) == (
        "correction",
        "attente",
        site.ours.pk,
        "Nous l’avons refait.",
    )
    assert one.depart == {
        "titre": "Guide des rives", "lien": "https://agence.example/rives", "valable_jusqu_au": None,
        "territoires": [site.france.pk], "domaines": [site.emploi.pk],
    }  # fmt: skip
    assert one.valeurs == {
        "titre": "Guide des deux rives", "lien": "https://www.agence.example/deux", "valable_jusqu_au": "2031-05-01",
        "territoires": sorted([site.rhone.pk, site.lyon.pk]), "domaines": sorted([site.emploi.pk, site.sante.pk]),
    }  # fmt: skip
    told = client.get(reverse("espace:proposition", args=[one.pk])).context["changements"]
    assert [(un.label, un.before, un.after.replace("\u00a0", " ")) for un in told] == [
        ("Titre", "Guide des rives", "Guide des deux rives"),
        ("Lien principal", "https://agence.example/rives", "https://www.agence.example/deux"),
        ("Valable jusqu’au", "(vide)", "1er mai 2031"),
        ("Territoires", "France", "Rhône (département, 69), Lyon (commune, 69123)"),
        ("Domaines", "Emploi", "Emploi, Santé"),
    ]
    # Nothing of the page, online or draft, has changed.
    page = PageEditoriale.objects.get(pk=site.ours.pk)
    assert (page.title, page.has_unpublished_changes) == ("Guide des rives", False)


def test_what_changed_while_the_form_was_open_is_not_proposed_back(site, client):
    said = form_of(client, correct(site.ours))
    page = PageEditoriale.objects.get(pk=site.ours.pk).specific
    page.chapo = "Réécrit entre-temps."
    page.save_revision().publish()
    client.post(correct(site.ours), {**said, "titre": "Autre titre"})
    one = PropositionDePartenaire.objects.get()
    assert (one.depart, one.valeurs) == ({"titre": "Guide des rives"}, {"titre": "Autre titre"})


WRONG = [
    ({}, "Rien n’y est changé : corrigez au moins un champ, ou écrivez un mot."),
    ({"titre": ""}, "Champ requis."),
    ({"lien": "javascript:alert(1)"}, "Indiquez une adresse complète"),
    ({"chapo": "x" * 401}, "Assurez-vous que cette valeur comporte au plus 400 caractères"),
    ({"valable_jusqu_au": "2020-01-01"}, "Choisissez une date à venir."),
    ({"territoires": "Atlantide-sur-Mer"}, "« Atlantide-sur-Mer » n’est pas un territoire connu"),
    ({"territoires": "Rhone alpe auvergne"}, "n’est pas un territoire connu. Peut-être « Auvergne-Rhône-Alpes"),
    ({"territoires": "Valence"}, "« Valence » : lequel ? Écrivez par exemple « Valence (commune, 26362) » ou"),
    ({"vu": "faux", "titre": "Autre"}, "Le formulaire ne dit plus de quelle version il partait"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "why"), WRONG)
def test_a_correction_that_cannot_be_read_is_given_back_with_what_was_written(site, client, sent, why):
    for code in ("26362", "82186"):
        taxonomy.territoire("Valence", "commune", code, parent=site.rhone)
    said = {**form_of(client, correct(site.ours)), "mot": "", **sent}
    answer = client.post(correct(site.ours), said)
    assert (answer.status_code, why in words(answer), proposals()) == (422, True, [])
    kept = {name: answer.context["form"][name].value() for name in sent if name != "vu"}
    assert kept == {name: one for name, one in sent.items() if name != "vu"}


def test_a_form_that_lost_its_version_can_be_sent_again(site, client):
    said = {**form_of(client, correct(site.ours)), "titre": "Autre", "vu": "faux"}
    again = client.post(correct(site.ours), said).context["form"]
    client.post(correct(site.ours), {**said, "vu": again["vu"].value()})
    assert proposals() == [("correction", "attente", "Guide des rives")]


def test_a_word_alone_is_a_correction(site, client):
    client.post(correct(site.ours), {**form_of(client, correct(site.ours)), "mot": "Le lien change en mai."})
    assert proposals() == [("correction", "attente", "Guide des rives")]


def test_pressed_twice_a_form_proposes_once(site, client):
    said = {**form_of(client, correct(site.ours)), "titre": "Autre"}
    for _ in range(2):
        client.post(correct(site.ours), said)
    new = {**form_of(client, PROPOSE), "titre": "Neuf", "lien": "https://agence.example/neuf", "nature": site.guide.pk}
    for _ in range(2):
        client.post(PROPOSE, new)
    sheet = form_of(client, SHEET)
    for _ in range(2):
        client.post(SHEET, {**sheet, "fichier": SimpleUploadedFile("a.csv", b"Titre;Nature\nUn;Guide\n")})
    assert [sort for sort, _, _ in proposals()] == ["correction", "ressource", "feuille"]
    assert ImportDeFeuille.objects.count() == 1


def test_a_new_ressource_is_proposed_once_what_it_looks_like_was_shown(site, client):
    said = {
        **form_of(client, PROPOSE), "titre": "Guide des rives", "lien": "https://agence.example/rives",
        "nature": site.guide.pk, "territoires": "France", "acteurs": [site.associations.pk], "chapo": "Une.\r\nDeux.",
    }  # fmt: skip
    shown = client.post(PROPOSE, said)
    assert (shown.status_code, [title for title, _ in shown.context["semblables"]]) == (409, ["Guide des rives"])
    assert proposals() == []
    client.post(PROPOSE, {**said, "autre": "1"})
    one = PropositionDePartenaire.objects.get()
    assert (one.sorte, one.titre, one.organisation, one.valeurs) == (
        "ressource",
        "Guide des rives",
        site.people.notre.pk,
        {
            "titre": "Guide des rives", "chapo": "Une.\nDeux.", "lien": "https://agence.example/rives",
            "territoires": [site.france.pk], "acteurs": [site.associations.pk], "domaines": [], "nature": site.guide.pk,
        },
    )  # fmt: skip


SHEET_LINES = """Numéro de page;Titre;Nature;Adresse;Territoires;Responsable
;Un;Guide;https://agence.example/1;France;{autre}
;Guide des rives;Guide;https://agence.example/rives-bis;France;
{ours};Guide tout neuf;;;;
{theirs};Volé;;;;
{draft};Volé aussi;;;;
;Six;Guide;pas une adresse;France;
;Sept;Guide;https://agence.example/7;Atlantide;
"""


def test_a_sheet_is_tried_and_each_line_told_without_a_word_of_others_pages(site, client):
    lines = SHEET_LINES.format(
        ours=site.ours.pk, theirs=site.theirs.pk, draft=site.draft.pk, autre=site.people.autre.nom
    )
    sheet = SimpleUploadedFile("notre feuille.csv", lines.encode())
    answer = client.post(SHEET, {**form_of(client, SHEET), "fichier": sheet, "mot": "Sept."}, follow=True)
    told = [
        (one.numero, one.titre, one.label, [words(said) for said in one.phrases]) for one in answer.context["lignes"]
    ]
    assert told == [
        (2, "Un", "Nouvelle", []),
        (3, "Guide des rives", "Double", [words(sheets.LIKE_ANOTHER)]),
        (4, "Guide tout neuf", "Modifiée", ["Ce qui changerait : Titre."]),
        (5, "Volé", "Hors de votre espace", [words(sheets.AIMS_ELSEWHERE)]),
        (6, "Volé aussi", "Hors de votre espace", [words(sheets.AIMS_ELSEWHERE)]),
        (7, "Six", "Refusée", ["Adresse : « pas une adresse » n’est pas une adresse : écrivez-la en entier, avec https://."]),
        (8, "Sept", "Mots à préciser", ["Un éditeur dira à quoi correspond « Atlantide »."]),
    ]  # fmt: skip
    assert [(label, number) for _, label, number in answer.context["nombres"]] == [
        ("Nouvelle", 1), ("Modifiée", 1), ("Double", 1), ("Refusée", 1), ("Mots à préciser", 1),
        ("Hors de votre espace", 2),
    ]  # fmt: skip
    assert (answer.context["comprises"], answer.context["laissees"]) == (
        ["Numéro de page", "Titre", "Nature", "Adresse", "Territoires"], ["Responsable"],
    )  # fmt: skip
    assert "Rien n’est importé avant qu’un éditeur l’accepte." in words(answer)
    imp = ImportDeFeuille.objects.get()
    assert (imp.etat, imp.organisation, imp.source, imp.par, imp.place_id) == (
        "essaye", site.people.notre.pk, "Agence fictive du lien", editor(site), site.tree.boite.pk,
    )  # fmt: skip
    assert not PageEditoriale.objects.filter(title="Un").exists()


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"x" * (limits.OCTETS_AT_MOST + 1), "Cette feuille pèse plus de 5 Mo"),
        (b"", "Le fichier soumis est vide."),
        (b"Titre;Nature\n", "Cette feuille ne contient aucune ligne sous ses en-têtes"),
        (b"Titre;Nature\n" + b"Un;Guide\n" * 1_001, "Cette feuille a plus de mille lignes"),
        (b"PK\x03\x04abc", "n’"),
    ],
    ids=["heavy", "empty", "no line", "long", "no workbook"],
)
def test_a_sheet_that_cannot_be_taken_is_refused_with_a_sentence(site, client, octets, why):
    answer = client.post(SHEET, {**form_of(client, SHEET), "fichier": SimpleUploadedFile("a.csv", octets)})
    assert (answer.status_code, why in words(answer), proposals()) == (422, True, [])
    assert ImportDeFeuille.objects.count() == 0


def test_without_whoever_gave_the_link_a_sheet_is_not_tried(site, client):
    user = editor(site)
    user.is_active = False
    user.save()
    sheet = SimpleUploadedFile("a.csv", b"Titre;Nature\nUn;Guide\n")
    answer = client.post(SHEET, {**form_of(client, SHEET), "fichier": sheet})
    assert (answer.status_code, "demandez-en un autre pour envoyer une feuille" in words(answer)) == (422, True)


def test_a_link_proposes_so_much_a_day_and_is_told_so_with_its_text_kept(site, client, monkeypatch):
    rates.begin_anew()
    monkeypatch.setattr(limits, "ACTS_A_DAY", 1)
    monkeypatch.setattr(limits, "SHEETS_A_DAY", 1)
    client.post(VALID, {"seule": site.ours.pk, "jeton": TOKEN})
    said = {**form_of(client, correct(site.ours)), "titre": "Autre titre"}
    answers = [client.post(VALID, {"seule": site.second.pk, "jeton": TOKEN}), client.post(correct(site.ours), said)]
    for rank in range(2):
        sheet = SimpleUploadedFile("a.csv", f"Titre;Nature\nUn {rank};Guide\n".encode())
        answers.append(client.post(SHEET, {**form_of(client, SHEET), "fichier": sheet}))
    assert [(one.status_code, one.has_header("Retry-After")) for one in answers] == [
        (429, True), (429, True), (302, False), (429, True),
    ]  # fmt: skip
    assert answers[1].context["form"]["titre"].value() == "Autre titre"
    assert "le plus qu’il peut : reprenez demain" in words(answers[0])
    assert [sort for sort, _, _ in proposals()] == ["valable", "feuille"]
    rates.begin_anew()


def test_so_many_may_wait_at_once(site, client, monkeypatch):
    monkeypatch.setattr(limits, "WAITING_AT_MOST", 1)
    answer = client.post(VALID, {"page": [site.ours.pk, site.second.pk], "jeton": TOKEN})
    assert (answer.status_code, "attendent déjà une réponse" in words(answer), proposals()) == (429, True, [])


def test_a_page_whose_validity_is_over_is_corrected_and_not_said_valid(site, client):
    PageEditoriale.objects.filter(pk=site.ours.pk).update(valable_jusqu_au=timezone.localdate().replace(year=2020))
    text = client.get(HOME).content.decode()
    assert f'name="seule" value="{site.ours.pk}"' not in text
    assert f'name="seule" value="{site.second.pk}"' in text


def test_who_is_not_in_is_told_how_to_come_in_and_one_may_leave(site, client):
    out = Client().post(VALID, {"seule": site.ours.pk})
    assert (out.status_code, "Ouvrez le lien que le Comité vous a donné." in words(out)) == (403, True)
    client.post(reverse("espace:sortir"))
    assert (client.get(HOME).status_code, proposals()) == (403, [])
