"""What the Comité wants corrected first holds a publication back at every door, with the same sentence."""

import html
import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.test.utils.form_data import inline_formset

from comite.refusing import RuleError
from liens.replacing.execution import advance_replacements, request_replacement
from pages.lots.enums import ActeDeLot
from pages.lots.execution import advance_lots, request_lot
from pages.models import PageEditoriale, Ressource
from pages.scheduling import publish_due
from parutions.gate import elements_of, findings
from parutions.publication import publish_due as publish_sets
from qualite.enums import Verification
from qualite.models import ReglagesDeQualite
from tests.browsers import form_data
from tests.comite.test_doors import token, url
from tests.comite.test_eyes import as_it_is, draft_of
from tests.factories import pages, parutions
from tests.sheets import site

pytestmark = pytest.mark.django_db
SENTENCE = (
    "À corriger avant de publier (Chapô)\u00a0: Il n’y a pas de chapô\u00a0: écrivez une ou deux phrases qui disent"
    " l’essentiel."
)


def ask(*checks):
    ReglagesDeQualite.objects.update_or_create(defaults={"bloquantes": [one.value for one in checks]})


class There:
    """A draft that was never online, a page that is, and who may do everything."""

    def __init__(self, *, asked):
        self.asked = asked
        self.arbre = pages.arbre()
        self.by = pages.administrateur()
        self.client = Client()
        self.client.force_login(self.by)
        self.api = Client(headers=token(self.by))
        self.draft = pages.ressource(self.arbre.boite, title="Brouillon", live=False)
        self.online = pages.ressource(self.arbre.boite, title="En ligne", urls=["https://vieux.example/a"])
        self.lives = Page.objects.filter(live=True).count()

    def begin(self):
        """From now on the Comité asks: what is done before is not what is tried."""
        if self.asked:
            ask(Verification.INTRODUCTION)

    def change(self, title="Changée"):
        version = draft_of(self.online)
        version.title = title
        return version.save_revision(user=self.by)


def text_of(response):
    return html.unescape(response.content.decode())


def editor(there):
    there.begin()
    return text_of(
        there.client.post(url("edit", there.draft), as_it_is(draft_of(there.draft), **{"action-publish": "1"}))
    )


def editor_of_a_new_page(there):
    there.begin()
    where = reverse("wagtailadmin_pages:add", args=["pages", "pagesimple", there.arbre.accueil.pk])
    data = form_data(there.client.get(where).content.decode(), title="Neuve", slug="neuve")
    body = {"corps-count": "1", "corps-0-type": "titre", "corps-0-value": "Un titre", "corps-0-order": "0"}
    body |= {"corps-0-deleted": "", "corps-0-id": "", "action-publish": "1"}
    return text_of(there.client.post(where, data | body))


def editor_for_an_hour(there):
    there.begin()
    hour = (timezone.localtime() + timedelta(days=1)).strftime("%d/%m/%Y %H:%M")
    fields = {"go_live_at": hour, "action-publish": "1"}
    answer = text_of(there.client.post(url("edit", there.draft), as_it_is(draft_of(there.draft), **fields)))
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        publish_due()
    return answer


def submitting(there):
    there.begin()
    answer = there.client.post(url("edit", there.draft), as_it_is(draft_of(there.draft), **{"action-submit": "1"}))
    approve_all(there)
    return text_of(answer)


def submitting_by_the_api(there):
    there.begin()
    answer = there.api.post(f"/api/v3/pages/{there.draft.pk}/actions/submit/")
    approve_all(there)
    return answer.json().get("detail", "") + json.dumps(answer.json(), ensure_ascii=False)


def approve_all(there):
    while (task := Page.objects.get(pk=there.draft.pk).current_workflow_task) is not None:
        state = Page.objects.get(pk=there.draft.pk).current_workflow_state.current_task_state
        task.specific.on_action(state, there.by, "approve")


def approving(there):
    state = there.draft.get_workflow().start(there.draft, there.by).current_task_state
    there.begin()
    answer = there.client.post(url("workflow_action", there.draft, "approve", state.pk), {"comment": ""}, follow=True)
    state.refresh_from_db()
    assert (state.status == "approved") is not there.asked
    return text_of(answer)


def approving_for_an_hour(there):
    draft = draft_of(there.draft)
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision(clean=False)
    page = Ressource.objects.get(pk=draft.pk)
    state = page.get_workflow().start(page, there.by).current_task_state
    there.begin()
    answer = there.client.post(url("workflow_action", page, "approve", state.pk), {"comment": ""}, follow=True)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        publish_due()
    return text_of(answer)


def at_its_hour(there):
    draft = draft_of(there.draft)
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision(clean=False).publish(user=there.by)
    there.begin()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        publish_due()
    noted = PageLogEntry.objects.filter(page=there.draft.pk, action="pages.heure_abandonnee").first()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    return noted.data["pourquoi"] if noted else ""


def in_bulk(there):
    there.begin()
    where = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={there.draft.pk}"
    there.client.post(where, {})
    return text_of(there.client.get(reverse("wagtailadmin_home")))


def in_a_lot(there):
    there.begin()
    chosen = {"acte": ActeDeLot.VALABLE, "valeur": {"jour": "2031-02-03"}, "dit": ""}
    lot = request_lot(**chosen, pages=[there.online.pk], publier=True, par=there.by)
    advance_lots(lot)
    assert (Ressource.objects.get(pk=there.online.pk).valable_jusqu_au is None) is there.asked
    if not there.asked:
        publish(there)
    return lot.lignes.get().raison


def in_a_set(there):
    """Looked at while it is prepared, and kept from appearing once it was approved before."""
    made = parutions.parution(parutions.publications(there.draft), by=there.by)
    if there.asked:
        there.begin()
        return " ".join(one.sentence for one in findings(made, elements_of(made), now=timezone.now()))
    publish(there)
    return ""


def in_a_set_at_its_hour(there):
    made = parutions.approuvee(parutions.publications(there.draft))
    there.begin()
    later = made.le + timedelta(minutes=1)
    with time_machine.travel(later):
        publish_sets(now=later)
    made.refresh_from_db()
    return made.echec


def created_by_the_api(there):
    there.begin()
    meta = {"type": "pages.Rubrique", "parent_id": there.arbre.comprendre.pk, "action": "publish"}
    return sent(there, "POST", "", {"title": "Par l’API", "meta": meta})


def changed_by_the_api(there):
    there.begin()
    meta = {"type": "pages.Ressource", "action": "publish"}
    return sent(there, "PATCH", f"{there.draft.pk}/", {"title": "Par l’API", "meta": meta})


def published_by_the_api(there):
    there.begin()
    return sent(there, "POST", f"{there.draft.pk}/actions/publish/", {})


def published_by_the_api_for_an_hour(there):
    draft = draft_of(there.draft)
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision(clean=False)
    there.begin()
    answer = sent(there, "POST", f"{there.draft.pk}/actions/publish/", {})
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        publish_due()
    return answer


def copied_by_the_api(there):
    there.begin()
    return sent(there, "POST", f"{there.online.pk}/actions/copy/", {"keep_live": True, "recursive": False})


def followed_by_the_api(there):
    there.begin()
    goal = there.arbre.se_former.pk
    return sent(there, "POST", f"{there.online.pk}/actions/create_alias/", {"destination_id": goal})


def sent(there, method, path, body):
    answer = there.api.generic(method, f"/api/v3/pages/{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code == (422 if there.asked else answer.status_code), answer.content
    return json.dumps(answer.json(), ensure_ascii=False)


def copied(how):
    def door(there):
        there.begin()
        data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": there.arbre.boite.pk, how: "on"}
        return text_of(there.client.post(url("copy", there.online), data))

    return door


def link_replaced(there):
    there.begin()
    link = there.online.occurrences.get().lien
    asked = request_replacement(lien=link, nouvelle="https://neuf.example/a", par=there.by, publier=True)
    advance_replacements(asked)
    links = [one.url for one in Ressource.objects.get(pk=there.online.pk).liens.all()]
    assert links == [f"https://{'vieux' if there.asked else 'neuf'}.example/a"]
    if not there.asked:
        publish(there)
    return asked.lignes.get().raison


def by_code(there):
    there.begin()
    try:
        there.draft.get_latest_revision().publish(user=there.by)
    except (ValidationError, RuleError) as refused:
        return " ".join(getattr(refused, "messages", [str(refused)]))
    return ""


def publish(there):
    """What a door does whose other face is tried elsewhere."""
    there.draft.get_latest_revision().publish(user=there.by)


DOORS = {
    "éditeur": editor,
    "nouvelle page": editor_of_a_new_page,
    "éditeur, à une heure": editor_for_an_hour,
    "soumettre": submitting,
    "soumettre par l’API": submitting_by_the_api,
    "approuver": approving,
    "approuver pour une heure": approving_for_an_hour,
    "à son heure": at_its_hour,
    "en lot": in_bulk,
    "modification en lot": in_a_lot,
    "parution": in_a_set,
    "parution, à son heure": in_a_set_at_its_hour,
    "créer par l’API": created_by_the_api,
    "modifier par l’API": changed_by_the_api,
    "publier par l’API": published_by_the_api,
    "publier par l’API pour une heure": published_by_the_api_for_an_hour,
    "copier par l’API": copied_by_the_api,
    "copie qui suit, par l’API": followed_by_the_api,
    "copier": copied("publish_copies"),
    "copie qui suit": copied("alias"),
    "remplacer un lien partout": link_replaced,
    "le code": by_code,
}


@pytest.mark.parametrize("name", DOORS)
def test_no_door_publishes_what_the_comite_wants_corrected(name, one_pair_of_eyes):
    there = There(asked=True)
    told = DOORS[name](there)
    assert SENTENCE in told
    assert Page.objects.filter(live=True).count() == there.lives
    assert Ressource.objects.get(pk=there.online.pk).title == "En ligne"


def test_page_that_is_right_is_published_as_it_was_typed(one_pair_of_eyes):
    """The form is asked before it is saved: children are written once, those that were removed are gone."""
    there = There(asked=True)
    ask(*Verification)
    links = [
        {"id": there.draft.liens.first().pk, "libelle": "L’ancien", "url": "https://a.example/", "DELETE": "1"},
        {"libelle": "Le guide des alliances", "url": "https://b.example/", "role": "principal", "ORDER": "1"},
        {"libelle": "Le guide en vidéo", "url": "https://c.example/", "role": "video", "ORDER": "2"},
    ]
    typed = {
        "title": "Brouillon corrigé",
        "chapo": "Un guide pour agir à plusieurs, qui dit comment s’y prendre, avec qui, et ce que cela change ici.",
        "liens": inline_formset(links, initial=1),
        "action-publish": "1",
    }
    told = text_of(there.client.post(url("edit", there.draft), as_it_is(draft_of(there.draft), **typed)))
    assert "À corriger avant de publier" not in told
    page = Ressource.objects.get(pk=there.draft.pk)
    assert (page.live, page.title) == (True, "Brouillon corrigé")
    assert [(one.libelle, one.url) for one in page.liens.all()] == [
        ("Le guide des alliances", "https://b.example/"),
        ("Le guide en vidéo", "https://c.example/"),
    ]
    assert page.territoires_lies.count() == 1


def test_a_reading_that_is_due_is_done_by_publishing(one_pair_of_eyes):
    there = There(asked=False)
    ask(Verification.FRAICHEUR)
    PageEditoriale.objects.filter(pk=there.online.pk).update(relu_le="2020-01-01", millesime=2015)
    there.change().publish(user=there.by)
    assert Ressource.objects.get(pk=there.online.pk).title == "Changée"
    version = draft_of(there.online)
    version.title, version.valable_jusqu_au = "Encore", date(2020, 1, 1)
    with pytest.raises(ValidationError) as refused:
        version.save_revision(clean=False).publish(user=there.by)
    assert refused.value.messages == [
        "À corriger avant de publier (Valable jusqu’au)\u00a0: La page n’est plus valable depuis le 1er\u00a0janvier"
        " 2020\u00a0: changez la date, ou retirez la page."
    ]
    assert Ressource.objects.get(pk=there.online.pk).title == "Changée"


def test_drafts_are_never_held_back(one_pair_of_eyes):
    there = There(asked=True)
    ask(*Verification)
    there.client.post(url("edit", there.draft), as_it_is(draft_of(there.draft), title="Toujours brouillon"))
    assert draft_of(there.draft).title == "Toujours brouillon"


def test_sheet_makes_drafts_and_submits_none_of_them():
    made = site.make()
    ask(Verification.INTRODUCTION)
    sheet = "Titre;Nature;Lien;Territoires;Acteurs;Domaines\nUn;Guide;https://a.example/;France;Associations;Emploi\n"
    done = site.written(site.brought(made, sheet.encode(), "a.csv"), submit=True)
    line = done.lignes.get()
    assert (line.issue, SENTENCE in line.raison) == ("creee", True)
    assert not Ressource.objects.get(title="Un").workflow_in_progress


@pytest.mark.parametrize("name", DOORS)
def test_every_door_publishes_while_the_comite_asks_for_nothing_more(name, one_pair_of_eyes):
    there = There(asked=False)
    told = DOORS[name](there)
    assert "À corriger avant de publier" not in told
    assert Page.objects.filter(live=True).count() == there.lives + 1
