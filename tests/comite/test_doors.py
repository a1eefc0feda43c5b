"""Every door of the admin and of the API asks the rule: roles × doors × own, deputy's, another's and no one's page."""

import json
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, Page, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from acces.enums import TokenScope
from acces.models import DroitsDeJeton
from comite.enums import Act
from comite.enums import RoleComite as Role
from doublons.models import PasUnDouble
from headless.apercus.models import Partage
from pages.models import PageEditoriale
from sheets.models import ImportDeFeuille
from taxonomy.models import Partenaire
from tests.comite.test_rights import MATRIX
from tests.factories import comite as people
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
KINDS = ("own", "deputy", "other", "nobody")


def logged_in(user):
    client = Client()
    client.force_login(people.anew(user))
    return client


@contextmanager
def undone():
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def saisie(page, **fields):
    """What the browser posts for this resource, unchanged."""
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "nature": page.nature_id,
            "acces": page.acces,
            "rythme_relecture": "annee",
            "responsable": page.responsable_id or "",
            "adjoint": page.adjoint_id or "",
            "corps": streamfield([]),
            "liens": rows(page.liens, "libelle", "url", "role"),
            "territoires_lies": rows(page.territoires_lies, "territoire_id"),
            "partenaires_lies": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )
    return {**data, "acteurs": [taxonomy.acteur().pk], "domaines": [taxonomy.domaine().pk]}


def rows(children, *fields):
    """The children of a page as its form sends them back."""
    sent = [
        {"id": one.pk, **{name.removesuffix("_id"): getattr(one, name) for name in fields}} for one in children.all()
    ]
    return inline_formset(sent, initial=len(sent))


def url(name, page, *more):
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *more])


def opens(name):
    """Whether the view shows itself."""

    def door(client, page, there):
        return client.get(url(name, page)).status_code == 200

    return door


def saves(**fields):
    """Whether a form that is sent leaves another title in the last draft, or on the page."""

    def door(client, page, there):
        client.post(url("edit", page), saisie(page, title="Autre titre", **fields))
        after = PageEditoriale.objects.get(pk=page.pk)
        seen = after.title if "action-publish" in fields else after.get_latest_revision_as_object().title
        return seen == "Autre titre"

    return door


def changes_by_a_sheet(client, page, there):
    """A sheet that names the page: for one’s organisation, or for none where one works for the whole site."""
    for whose in (there.notre.pk, ""):
        sheet = SimpleUploadedFile("a.csv", f"Numéro de page;Titre\n{page.pk};Autre titre\n".encode())
        client.post(reverse("feuilles_importer"), {"sorte": "ressources", "organisation": whose, "fichier": sheet})
        imp = ImportDeFeuille.objects.first()
        if imp is not None:
            client.post(reverse("feuilles_colonnes", args=[imp.pk]), {"colonne_0": "numero", "colonne_1": "titre"})
            client.post(reverse("feuilles_acte", args=[imp.pk, "importer"]))
            break
    return PageEditoriale.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Autre titre"


def submits(client, page, there):
    client.post(url("edit", page), saisie(page, **{"action-submit": "1"}))
    return WorkflowState.objects.exists()


def locks(client, page, there):
    client.post(url("lock", page))
    return Page.objects.get(pk=page.pk).locked


def unlocks(client, page, there):
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=there.comptes[Role.OBSERVATEUR])
    client.post(url("unlock", page))
    return not Page.objects.get(pk=page.pk).locked


def moves(client, page, there):
    client.post(url("move_confirm", page, there.arbre.se_former.pk), {})
    return Page.objects.get(pk=page.pk).get_parent().pk == there.arbre.se_former.pk


def copies(**fields):
    def door(client, page, there):
        data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": there.arbre.boite.pk, **fields}
        client.post(url("copy", page), data)
        made = Page.objects.filter(slug="copie").first()
        return made is not None and (made.live or not fields)

    return door


def deletes(client, page, there):
    client.post(url("delete", page))
    return not Page.objects.filter(pk=page.pk).exists()


def unpublishes(client, page, there):
    client.post(url("unpublish", page))
    return not Page.objects.get(pk=page.pk).live


def decides_in_workflow(action):
    def door(client, page, there):
        draft = page.get_latest_revision_as_object()
        draft.title = "Proposé"
        draft.save_revision()
        state = page.get_workflow().start(page, there.comptes[Role.OBSERVATEUR])
        task = state.current_task_state
        client.post(url("workflow_action", page, action, task.pk), {"comment": ""})
        task.refresh_from_db()
        return task.status != "in_progress"

    return door


def bulk(action, seen, **fields):
    def door(client, page, there):
        if action == "publish":
            draft = page.get_latest_revision_as_object()
            draft.title = "En lot"
            draft.save_revision()
        where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{where}?id={page.pk}", {**{k: v(there) for k, v in fields.items()}})
        return seen(PageEditoriale.objects.filter(pk=page.pk).first(), there)

    return door


def reads(client, page, there):
    return client.get(reverse("comite_lire", args=[page.pk])).status_code == 200


def shares(client, page, there):
    client.post(reverse("apercus_partager", args=[page.pk]), {"jours": 1})
    return Partage.objects.exists()


def decides_link(client, page, there):
    lien = page.occurrences.get().lien
    client.post(reverse("links_decide", args=[lien.pk]), {"sorte": "ignorer"})
    return lien.decisions.exists()


def replaces_link(client, page, there):
    lien = page.occurrences.get().lien
    client.post(reverse("links_remplacer", args=[lien.pk]), {"nouvelle": "https://nouveau.example/"})
    revision = PageEditoriale.objects.get(pk=page.pk).get_latest_revision()
    return revision is not None and "nouveau.example" in json.dumps(revision.content)


def restricts(client, page, there):
    return client.get(url("set_privacy", page)).status_code == 200


def entrusts(client, page, there):
    third = Partenaire.objects.create(nom="Troisième", slug="troisieme", est_comite=True)
    client.post(url("edit", page), saisie(page, responsable=third.pk))
    return PageEditoriale.objects.get(pk=page.pk).get_latest_revision_as_object().responsable_id == third.pk


def in_a_lot(acte, seen, **said):
    """One act on many pages, this one alone among them."""

    def door(client, page, there):
        sent = {name: value(there) if callable(value) else value for name, value in said.items()}
        client.post(reverse("lots_faire", args=[acte]), {"id": page.pk, **sent})
        return seen(changed := PageEditoriale.objects.get(pk=page.pk), changed.get_latest_revision_as_object(), there)

    return door


def beside(page, there, **fields):
    """Another ressource that says the same."""
    said = {"title": page.title, "slug": f"{page.slug}-bis", "responsable": page.responsable, "adjoint": page.adjoint}
    return pages.ressource(there.arbre.boite, **said | fields)


def merges(client, page, there):
    client.post(reverse("doublons_fusionner", args=[page.pk, beside(page, there).pk]))
    return not PageEditoriale.objects.get(pk=page.pk).live


def sets_aside(client, page, there):
    third = Partenaire.objects.create(nom="Troisième", slug="troisieme", est_comite=True)
    pair = sorted([page.pk, beside(page, there, responsable=third, adjoint=None).pk])
    client.post(reverse("doublons_decider", args=pair))
    return PasUnDouble.objects.exists()


ADMIN = {
    "lire": (Act.READ, reads),
    "éditeur": (Act.EDIT, opens("edit")),
    "historique": (Act.EDIT, opens("history")),
    "usages": (Act.EDIT, opens("usage")),
    "aperçu du brouillon": (Act.EDIT, opens("view_draft")),
    "enregistrer": (Act.EDIT, saves()),
    "enregistrer et publier": (Act.PUBLISH, saves(**{"action-publish": "1"})),
    "changer par une feuille": (Act.EDIT, changes_by_a_sheet),
    "soumettre": (Act.SUBMIT, submits),
    "verrouiller": (Act.LOCK, locks),
    "déverrouiller": (Act.UNLOCK, unlocks),
    "déplacer": (Act.PUBLISH, moves),
    "copier": (Act.COPY, copies()),
    "copier en ligne": (Act.PUBLISH, copies(publish_copies="on")),
    "alias": (Act.ALIAS, copies(alias="on")),
    "supprimer": (Act.UNPUBLISH, deletes),
    "retirer": (Act.UNPUBLISH, unpublishes),
    "restreindre": (Act.PUBLISH, restricts),
    "confier": (Act.ENTRUST, entrusts),
    "approuver": (Act.APPROVE, decides_in_workflow("approve")),
    "renvoyer": (Act.APPROVE, decides_in_workflow("reject")),
    "publier en lot": (Act.PUBLISH, bulk("publish", lambda page, _: page.title == "En lot")),
    "retirer en lot": (Act.UNPUBLISH, bulk("unpublish", lambda page, _: not page.live)),
    "supprimer en lot": (Act.UNPUBLISH, bulk("delete", lambda page, _: page is None)),
    "déplacer en lot": (
        Act.PUBLISH,
        bulk(
            "move",
            lambda page, there: page.get_parent().pk == there.arbre.se_former.pk,
            chooser=lambda there: there.arbre.se_former.pk,
        ),
    ),
    "changer en lot": (
        Act.EDIT,
        in_a_lot("valable", lambda _, draft, there: draft.valable_jusqu_au is not None, jour="2031-02-03"),
    ),
    "confier en lot": (
        Act.ENTRUST,
        in_a_lot(
            "responsable",
            lambda _, draft, there: draft.responsable_id == there.tiers.pk,
            responsable=lambda there: there.tiers.pk,
        ),
    ),
    "ranger en lot": (
        Act.PUBLISH,
        in_a_lot(
            "rubrique",
            lambda page, _, there: page.get_parent().pk == there.arbre.se_former.pk,
            rubrique=lambda there: there.arbre.se_former.pk,
        ),
    ),
    "fusionner": (Act.UNPUBLISH, merges),
    "dire que ce n’est pas un double": (Act.EDIT, sets_aside),
    "partager": (Act.SHARE, shares),
    "décider d’un lien": (Act.DECIDE_LINKS, decides_link),
    "remplacer partout": (Act.REPLACE_LINKS, replaces_link),
}


def through(doors, there, role, client):
    """door → the kinds of page with which this role got through."""
    found = {}
    for name, (_, door) in doors.items():
        got = set()
        for kind in KINDS:
            with undone():
                page = PageEditoriale.objects.get(pk=there.pages[kind].pk).specific
                if door(client, page, there):
                    got.add(kind)
        found[name] = got
    return found


def expected(doors, role):
    return {
        name: {kind for kind, acts in zip(KINDS, MATRIX[role], strict=True) if act.value in acts}
        for name, (act, _) in doors.items()
    }


@pytest.mark.parametrize("role", Role)
def test_every_door_of_the_admin_asks_the_rule(there, one_pair_of_eyes, role):
    there.tiers = people.membre("Tiers fictif")
    assert through(ADMIN, there, role, logged_in(there.comptes[role])) == expected(ADMIN, role)


def token(user):
    """What a browser-less client of this account sends."""
    made, plaintext = APIToken.create_token(user=user, name="essai")
    scopes = [TokenScope.BROUILLONS, TokenScope.ECRITURE]
    DroitsDeJeton.objects.create(jeton=made, portees=scopes, expire_le=timezone.now() + timezone.timedelta(days=1))
    return {"Authorization": f"Bearer {plaintext}"}


def api(method, path, said=None, seen=None):
    """Whether the API does it; where it answers well whatever happens, `seen` looks at the page afterwards."""

    def door(client, page, there):
        body = said(page, there) if said else {}
        address = f"/api/v3/pages/{page.pk}/{path}"
        response = client.generic(method, address, json.dumps(body), content_type="application/json")
        assert response.status_code in (200, 201, 204, 403, 404), (response.status_code, response.content)
        done = response.status_code < 400
        return done and (seen is None or seen(PageEditoriale.objects.filter(pk=page.pk).first()))

    return door


def renamed(action):
    def said(page, there):
        return {"meta": {"type": "pages.Ressource", **action}, "title": "Par l’API"}

    return said


def with_revision(page, there):
    return {"revision_id": page.save_revision().pk}


def with_draft(page, there):
    page.save_revision()
    return {}


API = {
    "lire en ligne": (Act.READ, api("GET", "")),
    "lire le brouillon": (Act.READ, api("GET", "?version=draft", with_draft)),
    "versions": (Act.EDIT, api("GET", "revisions/", with_draft)),
    "modifier": (Act.EDIT, api("PATCH", "", renamed({}))),
    "modifier et publier": (Act.PUBLISH, api("PATCH", "", renamed({"action": "publish"}))),
    "publier": (Act.PUBLISH, api("POST", "actions/publish/", with_draft)),
    "retirer": (Act.UNPUBLISH, api("POST", "actions/unpublish/")),
    "copier": (Act.COPY, api("POST", "actions/copy/", lambda *_: {"keep_live": False})),
    "copier en ligne": (Act.PUBLISH, api("POST", "actions/copy/", lambda *_: {"keep_live": True})),
    "déplacer": (
        Act.PUBLISH,
        api(
            "POST",
            "actions/move/",
            lambda page, there: {"destination_id": there.arbre.se_former.pk, "position": "last-child"},
        ),
    ),
    "reprendre une version": (Act.EDIT, api("POST", "actions/revert/", with_revision)),
    "alias": (
        Act.ALIAS,
        api("POST", "actions/create_alias/", lambda page, there: {"destination_id": there.arbre.se_former.pk}),
    ),
    "supprimer": (Act.UNPUBLISH, api("DELETE", "")),
    "supprimer encore": (Act.UNPUBLISH, api("DELETE", "actions/delete/")),
}


@pytest.mark.parametrize("role", Role)
def test_every_door_of_the_api_asks_the_rule(there, one_pair_of_eyes, role):
    user = there.comptes[role]
    assert through(API, there, role, Client(headers=token(user))) == expected(API, role)
