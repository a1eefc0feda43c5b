"""A set is undone as a set, by revisions; refused with a sentence where pages have gone their own way."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_unpublished

from headless.journal import keeping
from headless.journal.models import Modification
from parutions.enums import EtatParution, Issue, Sorte
from parutions.publication import appear, undo
from tests.factories import pages, parutions

pytestmark = pytest.mark.django_db


@pytest.fixture
def there():
    """A set that has appeared: a new page, a live one in a new version, one withdrawn, one moved."""
    arbre = pages.arbre()
    (neuve,) = parutions.brouillons(arbre.boite, 1)
    changee = pages.ressource(arbre.boite, title="Avant")
    changee.title = "Après"
    changee.save_revision()
    partie, deplacee = pages.ressource(arbre.boite), pages.ressource(arbre.boite, title="Déplacée")
    derniere = pages.ressource(arbre.boite)
    boite = arbre.agir.add_child(instance=type(arbre.boite)(title="Autre"))
    arbre.before = state()
    made = parutions.approuvee(
        ([neuve, changee], Sorte.PUBLIER), ([partie], Sorte.DEPUBLIER), ([deplacee], Sorte.DEPLACER, boite)
    )
    assert appear(made.pk, now=made.le + timedelta(seconds=1))
    made.refresh_from_db()
    arbre.made, arbre.autre, arbre.derniere = made, boite, derniere
    arbre.neuve, arbre.changee, arbre.partie, arbre.deplacee = neuve, changee, partie, deplacee
    return arbre


def state():
    """What visitors read: each page, where it is, whether it is there."""
    return list(Page.objects.order_by("path").values_list("title", "url_path", "live", "first_published_at"))


def undone(there):
    undo(there.made.pk, by=there.made.preparee_par, now=timezone.now())
    there.made.refresh_from_db()


def test_it_brings_back_what_was_live_before(there):
    assert state() != there.before
    undone(there)
    assert state() == there.before
    assert (there.made.etat, there.made.defaite_par) == (EtatParution.DEFAITE, there.made.preparee_par)
    assert set(there.made.elements.values_list("issue", flat=True)) == {Issue.DEFAITE}


def test_it_is_told_once_for_each_page_and_once_for_the_set(there):
    keeping.keep_journal()
    Modification.objects.all().delete()
    undone(there)
    keeping.keep_journal()
    told = dict(Modification.objects.exclude(page_id=None).values_list("page_id", "evenement"))
    ours = [there.neuve.pk, there.changee.pk, there.partie.pk, there.deplacee.pk]
    assert [told[pk] for pk in ours] == ["page.depubliee", "page.modifiee", "page.publiee", "page.deplacee"]
    assert list(Modification.objects.filter(parution_id=there.made.pk).values_list("evenement")) == [
        ("parution.defaite",)
    ]


def refused(there):
    with pytest.raises(ValidationError) as raised:
        undone(there)
    return raised.value.messages


def test_it_is_refused_where_a_page_was_published_since(there):
    page = Page.objects.get(pk=there.changee.pk).specific
    page.title = "Encore après"
    page.save_revision().publish()
    after = state()
    assert refused(there) == ["« Après » a été publiée de nouveau depuis : défaire effacerait ce travail."]
    assert state() == after


def test_it_is_refused_where_pages_are_gone_or_elsewhere(there):
    Page.objects.get(pk=there.neuve.pk).specific.unpublish()
    Page.objects.get(pk=there.partie.pk).specific.get_latest_revision().publish()
    Page.objects.get(pk=there.deplacee.pk).move(there.boite, pos="last-child")
    assert refused(there) == [
        "« Rencontre de juillet 1 » a été retirée du site depuis.",
        f"« {there.partie.title} » a été remise en ligne depuis.",
        "« Déplacée » a été déplacée depuis.",
    ]


def test_it_is_refused_where_a_page_was_deleted(there):
    Page.objects.get(pk=there.neuve.pk).delete()
    assert refused(there) == ["« Rencontre de juillet 1 » a été supprimée depuis."]


def test_a_receiver_that_raises_leaves_all_as_it_is(there):
    after = state()

    def fails(sender, **kwargs):
        raise RuntimeError("non")

    page_unpublished.connect(fails)
    try:
        with pytest.raises(RuntimeError):
            undone(there)
    finally:
        page_unpublished.disconnect(fails)
    there.made.refresh_from_db()
    assert (state(), there.made.etat) == (after, EtatParution.PARUE)


def test_it_is_undone_once(there):
    undone(there)
    assert refused(there) == ["Cette parution n’a pas paru : il n’y a rien à défaire."]


def test_what_was_live_comes_back_though_autosave_wrote_over_its_revision():
    arbre = pages.arbre()
    page = pages.ressource(arbre.boite, title="En ligne")
    author = parutions.administrateur()
    revision = page.save_revision(user=author)
    revision.publish()
    page = Page.objects.get(pk=page.pk).specific
    page.title = "Par-dessus"
    page.save_revision(user=author, overwrite_revision=revision)
    page.title = "Ce qui paraît"
    page.save_revision(user=author)
    made = parutions.approuvee(([page], Sorte.PUBLIER))
    assert appear(made.pk, now=made.le + timedelta(seconds=1))
    undo(made.pk, by=made.preparee_par, now=timezone.now())
    page = Page.objects.get(pk=page.pk)
    assert (page.title, page.live, page.draft_title) == ("En ligne", True, "Ce qui paraît")
