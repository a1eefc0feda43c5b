"""Every screen and every step, by role, through HTTP."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from comite.enums import RoleComite as Role
from pages.models import PageEditoriale
from parutions.admin.bulk import ACTION
from parutions.contents import add_pages
from parutions.enums import EtatParution, Sorte
from parutions.models import PageDeParution, Parution
from parutions.publication import appear
from tests.factories import comite as people
from tests.factories import pages, parutions

pytestmark = pytest.mark.django_db


@pytest.fixture
def there():
    """People of the Comité in their roles; drafts of ours, of another's and of no one's; a set in preparation."""
    there = people.comite()
    there.arbre = pages.arbre()
    ours, others, nobodys = parutions.brouillons(there.arbre.boite, 3)
    PageEditoriale.objects.filter(pk=ours.pk).update(responsable=there.notre)
    PageEditoriale.objects.filter(pk=others.pk).update(responsable=there.autre)
    there.pages = {"ours": ours.pk, "others": others.pk, "nobodys": nobodys.pk}
    there.parution = Parution.objects.create(
        nom="Rencontre de juillet",
        le=timezone.now() + timedelta(hours=1),
        preparee_par=there.comptes[Role.ADMINISTRATEUR],
    )
    there.second = people.compte("second-secretariat")
    people.role(there.second, Role.SECRETARIAT)
    return there


def client_of(user):
    client = Client()
    client.force_login(people.anew(user))
    return client


def post(client, name, parution, *args, **data):
    return client.post(reverse(name, args=[parution.pk, *args]), data)


def adding(*ids):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", ACTION])
    return f"{url}?{'&'.join(f'id={pk}' for pk in ids)}&next=/admin/"


ADDS = {
    Role.EDITEUR: {"ours"},
    Role.RELECTEUR: {"ours"},
    Role.SECRETARIAT: {"ours", "others", "nobodys"},
    Role.ADMINISTRATEUR: {"ours", "others", "nobodys"},
}


@pytest.mark.parametrize("role", Role)
def test_who_puts_which_pages_into_a_set(there, role):
    client, added = client_of(there.comptes[role]), set()
    for name, pk in there.pages.items():
        client.post(adding(pk), {"parution": there.parution.pk, "sorte": "publier"})
        if PageDeParution.objects.filter(page=pk).exists():
            added.add(name)
    assert added == ADDS.get(role, set())


@pytest.mark.parametrize("role", Role)
def test_who_prepares_and_who_only_reads(there, role):
    client = client_of(there.comptes[role])
    may = role in (Role.SECRETARIAT, Role.ADMINISTRATEUR)
    add_pages(
        parution=there.parution,
        pages=[Page.objects.get(pk=there.pages["nobodys"])],
        sorte=Sorte.PUBLIER,
        by=there.comptes[Role.ADMINISTRATEUR],
    )
    shown = [reverse("parutions_liste"), reverse("parutions_une", args=[there.parution.pk])]
    assert [client.get(one).status_code for one in shown] == [200, 200]
    assert client.get(reverse("parutions_apercu", args=[there.parution.pk])).status_code == 200
    html = client.get(shown[1]).content.decode()
    assert ("Proposer à l’approbation" in html, "Préparer une parution" in client.get(shown[0]).content.decode()) == (
        may,
        may,
    )
    refusals = {
        act: refused(post(client, "parutions_acte", there.parution, act, jours="7"))
        for act in ("proposer", "renvoyer", "abandonner", "partager", "fermer", "defaire")
    }
    assert set(refusals.values()) == {not may}
    assert refused(client.post(reverse("parutions_preparer"), {"nom": "x", "le": "2099-01-01T10:00"})) is not may


def refused(response):
    """Wagtail sends whoever may not back to the home of the admin."""
    return response.status_code == 403 or (response.status_code == 302 and response.url == reverse("wagtailadmin_home"))


def test_an_organisation_agrees_to_its_own_pages_alone(there):
    secretary, reviewer = there.comptes[Role.SECRETARIAT], there.comptes[Role.RELECTEUR]
    for pk in there.pages.values():
        client_of(secretary).post(adding(pk), {"parution": there.parution.pk, "sorte": "publier"})
    agreed = dict(PageDeParution.objects.values_list("page_id", "accord_par"))
    assert agreed == {there.pages["ours"]: None, there.pages["others"]: None, there.pages["nobodys"]: secretary.pk}
    html = client_of(secretary).get(reverse("parutions_une", args=[there.parution.pk]) + "?verifier=1").content.decode()
    assert f"il manque l’accord d’une personne de {there.notre}" in html
    for name, allowed in (("ours", True), ("others", False)):
        element = PageDeParution.objects.get(page=there.pages[name])
        response = post(client_of(reviewer), "parutions_acte", there.parution, "accord", element=element.pk)
        element.refresh_from_db()
        assert (refused(response), element.accord_par_id) == (not allowed, reviewer.pk if allowed else None)
    editor = there.comptes[Role.EDITEUR]
    ours = PageDeParution.objects.get(page=there.pages["ours"])
    PageDeParution.objects.update(accord_par=None)
    assert refused(post(client_of(editor), "parutions_acte", there.parution, "accord", element=ours.pk))


def test_an_agreement_ends_with_the_role_that_gave_it(there):
    reviewer = there.comptes[Role.RELECTEUR]
    add_pages(
        parution=there.parution,
        pages=[Page.objects.get(pk=there.pages["ours"])],
        sorte=Sorte.PUBLIER,
        by=reviewer,
    )
    secretary = client_of(there.comptes[Role.SECRETARIAT])
    there.comptes[Role.RELECTEUR].appartenances.update(au="2020-01-02")
    post(secretary, "parutions_acte", there.parution, "proposer")
    there.parution.refresh_from_db()
    assert there.parution.etat == EtatParution.PREPARATION


@pytest.fixture
def proposed(there):
    secretary = there.comptes[Role.SECRETARIAT]
    add_pages(
        parution=there.parution,
        pages=[Page.objects.get(pk=there.pages["nobodys"])],
        sorte=Sorte.PUBLIER,
        by=secretary,
    )
    post(client_of(secretary), "parutions_acte", there.parution, "proposer")
    there.parution.refresh_from_db()
    assert there.parution.etat == EtatParution.PROPOSEE
    return there


def state_after(there, user, act):
    response = post(client_of(user), "parutions_acte", there.parution, act)
    there.parution.refresh_from_db()
    return refused(response), there.parution.etat


def test_neither_who_proposed_nor_who_prepared_approves(proposed):
    for role in (Role.SECRETARIAT, Role.ADMINISTRATEUR):
        assert state_after(proposed, proposed.comptes[role], "approuver") == (False, EtatParution.PROPOSEE)
    assert state_after(proposed, proposed.comptes[Role.RELECTEUR], "approuver") == (True, EtatParution.PROPOSEE)
    assert state_after(proposed, proposed.second, "approuver") == (False, EtatParution.APPROUVEE)


def test_who_wrote_a_draft_last_does_not_approve(proposed):
    element = proposed.parution.elements.get()
    element.revision.user = proposed.second
    element.revision.save()
    Page.objects.filter(pk=element.page_id).update(owner=proposed.second)
    assert state_after(proposed, proposed.second, "approuver") == (False, EtatParution.PROPOSEE)
    html = client_of(proposed.second).get(reverse("parutions_une", args=[proposed.parution.pk])).content.decode()
    assert "Vous avez modifié" in html
    assert ">Approuver<" not in html


def test_what_changes_after_approval_is_approved_anew(proposed):
    assert state_after(proposed, proposed.second, "approuver")[1] == EtatParution.APPROUVEE
    add_pages(
        parution=proposed.parution,
        pages=[Page.objects.get(pk=proposed.pages["ours"])],
        sorte=Sorte.PUBLIER,
        by=proposed.comptes[Role.RELECTEUR],
    )
    proposed.parution.refresh_from_db()
    assert (proposed.parution.etat, proposed.parution.approuvee_par) == (EtatParution.PREPARATION, None)
    assert set(proposed.parution.elements.values_list("contenu", flat=True)) == {None}


def test_it_is_undone_by_a_button_and_refused_with_a_sentence(proposed):
    state_after(proposed, proposed.second, "approuver")
    assert appear(proposed.parution.pk, now=proposed.parution.le)
    page = Page.objects.get(pk=proposed.pages["nobodys"])
    client = client_of(proposed.second)
    assert "Défaire la parution" in client.get(reverse("parutions_une", args=[proposed.parution.pk])).content.decode()
    page.specific.save_revision().publish()
    html = client.get(reverse("parutions_une", args=[proposed.parution.pk])).content.decode()
    assert "a été publiée de nouveau depuis" in html
    assert state_after(proposed, proposed.second, "defaire") == (False, EtatParution.PARUE)
    PageDeParution.objects.update(
        avant=PageDeParution.objects.get().avant | {"publiee": Page.objects.get(pk=page.pk).live_revision_id}
    )
    assert state_after(proposed, proposed.second, "defaire") == (False, EtatParution.DEFAITE)
    assert Page.objects.get(pk=page.pk).live is False


def test_the_editor_of_a_page_says_in_which_set_it_stands(proposed):
    client = client_of(proposed.comptes[Role.ADMINISTRATEUR])
    html = client.get(reverse("wagtailadmin_pages:edit", args=[proposed.pages["nobodys"]])).content.decode()
    assert "Cette page est dans la parution" in html
    assert reverse("parutions_une", args=[proposed.parution.pk]) in html
    html = client.get(reverse("wagtailadmin_pages:edit", args=[proposed.pages["ours"]])).content.decode()
    assert "Cette page est dans la parution" not in html
    assert "Ajouter à une parution" in html


def test_an_hour_that_has_passed_is_not_taken(there):
    client = client_of(there.comptes[Role.SECRETARIAT])
    response = client.post(reverse("parutions_preparer"), {"nom": "Hier", "le": "2020-01-01T10:00"})
    assert (response.status_code, "Cette heure est passée" in response.content.decode()) == (422, True)
    response = client.post(reverse("parutions_preparer"), {"nom": "Demain", "le": "2099-01-01T10:00"})
    made = Parution.objects.get(nom="Demain")
    assert (response.status_code, made.preparee_par) == (302, there.comptes[Role.SECRETARIAT])


def test_another_hour_is_approved_anew_and_another_name_is_not(proposed):
    client, parution = client_of(proposed.comptes[Role.SECRETARIAT]), proposed.parution
    same = timezone.localtime(parution.le).isoformat(timespec="minutes")[:16]
    Parution.objects.update(le=parution.le.replace(second=0, microsecond=0))
    client.post(reverse("parutions_modifier", args=[parution.pk]), {"nom": "Autrement", "le": same})
    parution.refresh_from_db()
    assert (parution.nom, parution.etat) == ("Autrement", EtatParution.PROPOSEE)
    client.post(reverse("parutions_modifier", args=[parution.pk]), {"nom": "Autrement", "le": "2099-01-01T10:00"})
    parution.refresh_from_db()
    assert parution.etat == EtatParution.PREPARATION


@pytest.mark.parametrize("name", ["parutions_liste", "parutions_une"])
def test_screens_ask_the_same_for_one_and_for_three(there, name):
    user = there.comptes[Role.SECRETARIAT]
    drafts = parutions.brouillons(there.arbre.agir.add_child(instance=type(there.arbre.boite)(title="Autre")), 3)
    client = client_of(user)
    address = reverse(name, args=[there.parution.pk] if name == "parutions_une" else [])

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    add_pages(parution=there.parution, pages=drafts[:1], sorte=Sorte.PUBLIER, by=user)
    client.get(address)
    first = asked()
    add_pages(parution=there.parution, pages=drafts[1:], sorte=Sorte.PUBLIER, by=user)
    for rank in range(2):
        Parution.objects.create(nom=f"Autre {rank}", le=there.parution.le, preparee_par=user)
    assert asked() == first
