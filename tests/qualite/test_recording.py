"""What was found is kept in step with what is saved, with what links and doubles become, and with time."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from doublons.comparing import compare_waiting
from doublons.deciding import set_aside
from liens.enums import EtatLien
from liens.models import Lien
from liens.signals import links_changed
from pages.models import Ressource
from pages.reading.marking import mark_read
from pages.writing.creating import NewDraft, create_drafts
from qualite.models import BilanDeQualite
from qualite.recording import LOT, SCHEME, examine_marked, mark_late
from qualite.tasks import examine
from tests.factories import pages

pytestmark = pytest.mark.django_db
CHAPO = (
    "Un guide pour agir à plusieurs : il dit comment s’y prendre, avec qui, et ce que cela change pour les gens d’ici."
)
#: What a ressource holds in tables of its own, and what a turn asks for whatever the number of pages.
LISTS = (
    *("territoires_lies", "partenaires_lies", "questions", "chiffres", "liens", "comments"),
    *("acteurs", "domaines", "odds", "boites"),
)
COMMON = 14


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A block after which what waits for the commit is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def arbre():
    tree = pages.arbre()
    examine()
    return tree


@pytest.fixture
def page(arbre):
    made = pages.ressource(arbre.boite, title="Guide des alliances", chapo=CHAPO)
    examine()
    return made


def kept(page):
    row = BilanDeQualite.objects.get(pk=page.pk)
    return row.score, row.verifications, row.a_refaire


def waits():
    return set(BilanDeQualite.objects.filter(a_refaire=True).values_list("page", flat=True))


def test_all_pages_are_examined_drafts_too_and_copies_are_not(arbre):
    draft = pages.ressource(arbre.boite, live=False, urls=["https://a.example/"])
    alias = pages.ressource(arbre.boite).create_alias(parent=arbre.se_former, update_slug="copie")
    examine()
    assert kept(draft) == (93, ["introduction", "longueur"], False)
    assert not BilanDeQualite.objects.filter(pk=alias.pk).exists()
    assert set(BilanDeQualite.objects.values_list("schema", flat=True)) == {SCHEME}


def test_the_draft_is_what_counts(page):
    assert kept(page) == (100, [], False)
    draft = page.get_latest_revision_as_object()
    draft.chapo = ""
    draft.save_revision(clean=False)
    assert waits() == {page.pk}
    examine()
    assert kept(page) == (93, ["introduction", "longueur"], False)
    assert [one["phrase"][:21] for one in BilanDeQualite.objects.get(pk=page.pk).constats] == [
        "Il n’y a pas de chapô",
        "Aucun mot\u00a0: c’est peu",
    ]


def test_drafts_made_together_are_examined(arbre):
    drafts = [NewDraft(parent=arbre.boite.pk, values={"title": "Neuve"})]
    create_drafts(model=Ressource, drafts=drafts, by=pages.administrateur())
    examine()
    assert BilanDeQualite.objects.get(page__title="Neuve").nombre == 5


def test_link_that_dies_and_one_that_is_back_make_another_examination(page, committed):
    link = page.occurrences.get().lien
    for state, found in ((EtatLien.CASSE, ["liens_morts"]), (EtatLien.OK, [])):
        Lien.objects.filter(pk=link.pk).update(etat=state)
        with committed():
            links_changed.send(sender=Lien, ids=frozenset({link.pk}), told=frozenset())
        assert waits() == {page.pk}
        examine()
        assert kept(page)[1] == found


def test_doubles_that_come_and_go_make_another_examination_of_both(page, arbre, committed):
    other = pages.ressource(arbre.boite, title="Guide des alliances", slug="autre", chapo=CHAPO)
    examine()
    with committed():
        while compare_waiting():
            pass
        # Who compares holds what an editor waits for: he asks for nothing that the editor holds.
        assert waits() == set()
    assert waits() == {page.pk, other.pk}
    examine()
    assert [kept(one)[1] for one in (page, other)] == [["doubles"], ["doubles"]]
    with committed():
        set_aside(one=page, other=other, by=pages.administrateur())
    assert waits() == {page.pk, other.pk}
    examine()
    assert [kept(one)[1] for one in (page, other)] == [[], []]


def test_time_and_a_reading_make_another_examination(page, committed):
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert kept(page) == (100, [], False)
        examine()
        assert kept(page)[1] == ["fraicheur"]
        with committed():
            mark_read([page], user=pages.administrateur())
        assert waits() == {page.pk}
        examine()
        assert kept(page)[1] == []


def test_rows_of_another_scheme_are_made_anew(page):
    BilanDeQualite.objects.filter(pk=page.pk).update(schema="0", score=1)
    mark_late(timezone.localdate())
    assert waits() == {page.pk}
    examine()
    assert kept(page) == (100, [], False)


def test_page_that_is_deleted_leaves_nothing_behind(page):
    page.delete()
    examine()
    assert not BilanDeQualite.objects.filter(pk=page.pk).exists()


def test_version_that_cannot_be_read_does_not_stop_the_others(page, arbre, monkeypatch):
    other = pages.ressource(arbre.boite, live=False, urls=["https://a.example/"])
    draft = page.get_latest_revision_as_object()
    draft.save_revision()

    def fails(self):
        if self.pk == page.pk:
            raise ValueError("une version d’un autre temps")
        return self

    monkeypatch.setattr("pages.models.PageEditoriale.get_latest_revision_as_object", fails)
    examine()
    assert waits() == set()
    assert kept(other)[0] == 93


def test_each_turn_does_a_batch(arbre):
    made = [pages.ressource(arbre.boite) for _ in range(3)]
    assert waits() == {one.pk for one in made}
    assert [examine_marked(2), examine_marked(2), examine_marked(2)] == [2, 1, 0]
    assert LOT < 100


@pytest.mark.parametrize("number", [1, 3])
def test_doubles_and_links_of_a_batch_are_asked_once(arbre, number, django_assert_num_queries):
    for rank in range(number):
        pages.ressource(arbre.boite, urls=[f"https://a{rank}.example/"])
    # Of each page: its lists of children and terms.
    with django_assert_num_queries(COMMON + len(LISTS) * number):
        examine_marked()
