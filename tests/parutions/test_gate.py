"""The gate says what is missing, and where."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Workflow

from liens.models import Lien
from parutions.contents import add_pages, take_latest
from parutions.enums import EtatParution, Sorte
from parutions.gate import elements_of, findings
from parutions.steps import approve, propose
from tests.factories import pages, parutions

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre():
    return pages.arbre()


def found(parution):
    """[(what, where, grave)]"""
    parution.refresh_from_db()
    seen = findings(parution, elements_of(parution), now=timezone.now())
    return [(one.phrase, one.url, one.grave) for one in seen]


def edit(page, field=""):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return f"{address}#:w:contentpath={field}" if field else address


@pytest.fixture
def one(arbre):
    (page,) = parutions.brouillons(arbre.boite, 1)
    made = parutions.parution(([page], Sorte.PUBLIER))
    made.page = page
    return made


def test_nothing_stands_against_what_is_complete(one):
    assert found(one) == []


def test_an_empty_set_is_none():
    assert found(parutions.parution()) == [("Cette parution ne contient encore aucune page.", "", True)]


def test_an_hour_that_has_passed(one):
    type(one).objects.update(le=timezone.now() - timedelta(minutes=1))
    where = reverse("parutions_modifier", args=[one.pk])
    assert found(one) == [("L’heure de cette parution est passée : choisissez-en une autre.", where, True)]


def test_what_is_incomplete_with_the_very_field(arbre):
    page = parutions.brouillons(arbre.boite, 1)[0]
    page.acteurs = []
    page.save_revision(clean=False)
    made = parutions.parution(([page], Sorte.PUBLIER))
    sentence = "Choisissez au moins un type d’acteur : c’est par là que les visiteurs cherchent."
    assert found(made) == [(sentence, edit(page, "acteurs"), True)]


def test_a_page_that_was_deleted(one):
    one.page.delete()
    assert found(one) == [("cette page a été supprimée : retirez-la de la parution.", "", True)]


def test_a_parent_that_is_not_live_unless_the_set_publishes_it(arbre):
    boite = arbre.agir.add_child(instance=type(arbre.boite)(title="Pas encore", live=False))
    boite.save_revision()
    page = parutions.brouillons(boite, 1)[0]
    made = parutions.parution(([page], Sorte.PUBLIER))
    assert found(made) == [("elle est rangée sous « Pas encore », qui ne sera pas en ligne.", edit(boite), True)]
    add_pages(parution=made, pages=[boite], sorte=Sorte.PUBLIER, by=made.preparee_par)
    assert found(made) == []


def test_a_parent_that_the_set_withdraws(arbre, one):
    add_pages(parution=one, pages=[arbre.boite], sorte=Sorte.DEPUBLIER, by=one.preparee_par)
    assert [phrase for phrase, _, _ in found(one)] == ["elle est rangée sous « Piloter », qui ne sera pas en ligne."]


def test_pages_that_would_stay_below_one_that_goes(arbre):
    page = pages.ressource(arbre.boite)
    made = parutions.parution(([arbre.boite], Sorte.DEPUBLIER))
    phrase = f"des pages rangées dessous resteraient en ligne : « {page.title} »."
    assert found(made) == [(phrase, edit(arbre.boite), True)]


def test_a_page_that_somebody_edits_meanwhile(one):
    author = parutions.administrateur()
    one.page.title = "Modifiée"
    one.page.save_revision(user=author)
    ((phrase, where, grave),) = found(one)
    assert (phrase.startswith(f"elle a été modifiée par {author.username} le "), where, grave) == (
        True,
        edit(one.page),
        True,
    )
    take_latest(parution=one, ids=[one.elements.get().pk], by=one.preparee_par)
    assert found(one) == []


def test_after_approval_an_edit_is_said_and_stops_nothing(one):
    now = timezone.now()
    propose(parution=one, by=one.preparee_par, now=now)
    approve(parution=one, by=parutions.administrateur(), now=now)
    one.page.title = "Modifiée"
    one.page.save_revision()
    ((phrase, _, grave),) = found(one)
    assert (phrase.endswith("c’est la version approuvée qui paraîtra."), grave) == (True, False)


def test_a_lock_a_review_and_a_schedule_of_its_own(one):
    page = Page.objects.get(pk=one.page.pk).specific
    user = parutions.administrateur()
    Workflow.objects.first().start(page, user)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=user)
    later = timezone.now() + timedelta(days=30)
    page.revisions.update(approved_go_live_at=later)
    assert found(one) == [
        (f"elle est verrouillée par {user}.", edit(page), True),
        ("une relecture est en cours : qu’elle se termine ou soit annulée d’abord.", edit(page), True),
        ("elle est aussi programmée à une heure à elle : annulez-la.", edit(page, "go_live_at"), True),
    ]


def test_what_will_have_expired_and_a_link_that_is_dead(arbre):
    page = parutions.brouillons(arbre.boite, 1)[0]
    page.expire_at = timezone.now() + timedelta(minutes=5)
    page.save_revision()
    Lien.objects.update(etat="casse")
    made = parutions.parution(([page], Sorte.PUBLIER))
    expires, dead = found(made)
    assert expires == ("elle aura expiré : elle sera laissée de côté.", edit(page, "expire_at"), False)
    assert dead[0] == "le lien https://partenaire.example/guide ne répond plus."
    assert (dead[1].startswith(edit(page) + "#"), dead[2]) == (True, False)


def test_an_address_that_is_taken_by_a_live_page_or_within_the_set(arbre):
    une, autre = parutions.brouillons(arbre.boite, 2)
    autre.slug = une.slug
    autre.save_revision(clean=False)
    made = parutions.parution(([une, autre], Sorte.PUBLIER))
    phrases = [phrase for phrase, _, _ in found(made)]
    assert phrases.count("une autre page de la parution prend la même adresse.") == 2
    assert found(made)[-1][1] == edit(autre, "slug")


def test_a_place_that_cannot_take_the_page(arbre):
    page = pages.ressource(arbre.boite)
    made = parutions.parution(([page], Sorte.DEPLACER, arbre.accueil))
    assert [phrase for phrase, _, _ in found(made)] == ["elle ne peut pas être rangée sous « Accueil »."]


def test_a_place_that_was_deleted(arbre):
    page = pages.ressource(arbre.boite)
    boite = arbre.agir.add_child(instance=type(arbre.boite)(title="Autre"))
    made = parutions.parution(([page], Sorte.DEPLACER, boite))
    boite.delete()
    assert "la page sous laquelle elle doit aller a été supprimée." in [phrase for phrase, _, _ in found(made)]


def test_a_page_of_another_set_is_not_taken(arbre, one):
    with pytest.raises(ValidationError) as refused:
        parutions.parution(([one.page], Sorte.PUBLIER), nom="Autre")
    assert refused.value.messages == [f"« {one.page.title} » est déjà dans la parution « Rencontre de juillet »."]


def test_a_set_that_the_gate_stops_is_not_proposed(one):
    one.page.delete()
    with pytest.raises(ValidationError):
        propose(parution=one, by=one.preparee_par, now=timezone.now())
    one.refresh_from_db()
    assert one.etat == EtatParution.PREPARATION


@pytest.mark.parametrize("number", [1, 6])
def test_the_gate_asks_little_of_the_database_for_each_page(arbre, django_assert_num_queries, number):
    made = parutions.parution((parutions.brouillons(arbre.boite, number), Sorte.PUBLIER))
    elements = elements_of(made)
    # What a draft names is read, and whether it still exists: seventeen for each, by their keys; and
    # what the Comité wants corrected first.
    with django_assert_num_queries(7 + 18 * number):
        assert findings(made, elements, now=timezone.now()) == []
