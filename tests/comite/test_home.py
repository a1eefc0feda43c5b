"""What each role finds on arriving: mine first, my organisation’s, with as many queries for many pages as for few."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, CommentReply, Page, PageSubscription, TaskState, WorkflowState

from comite.admin import arrival
from comite.admin.arrival import AT_MOST, Findings, HomePlace, Row, arrives, shown_to
from comite.enums import RoleComite as Role
from comite.models import MiseEnService
from liens.enums import EtatLien
from liens.models import Lien
from pages.admin.home import nothing_in
from pages.models import Ressource
from tests.comite.test_doors import logged_in
from tests.factories import comite as people
from tests.factories import pages

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def places(user):
    """{place: (titles of its rows, how many in all)} of what waits, and the places where nothing does."""
    found = shown_to(people.anew(user))
    return (
        {one.place: ([row.titre for row in one.rows], one.total) for one in found if one.total},
        {one.place for one in found if not one.total},
    )


def rows(user, place):
    return next(
        ([(r.titre, r.note) for r in one.rows] for one in shown_to(people.anew(user)) if one.place == place), []
    )


@pytest.fixture
def busy(there):
    """Of each page a draft of somebody else, a broken link, a reading that is due."""
    there.root = pages.administrateur()
    for page in there.pages.values():
        page.save_revision(user=there.root)
    Ressource.objects.update(relu_le=date(2020, 1, 1))
    Lien.objects.update(etat=EtatLien.CASSE, controle_le=timezone.now())
    return there


ALL = ["Page deputy", "Page nobody", "Page other", "Page own"]
OURS = ["Page deputy", "Page own"]
WORK = (HomePlace.FINISH, HomePlace.LINKS, HomePlace.REREAD)
#: role → the titles in each of the places of work; None: these places are not theirs.
FINDS = {
    Role.CONTRIBUTEUR: OURS,
    Role.EDITEUR: OURS,
    Role.RELECTEUR: OURS,
    Role.SECRETARIAT: ["Page nobody"],
    Role.ADMINISTRATEUR: ALL,
    Role.REFERENT: None,
    Role.OBSERVATEUR: None,
}


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_the_work_of_its_organisation(busy, role):
    found, empty = places(busy.comptes[role])
    expected = FINDS[role]
    if expected is None:
        assert set(WORK).isdisjoint({*found, *empty})
        # Whoever reads sees what is being written: by their organisation, or by all.
        assert sorted(found[HomePlace.PREPARED][0]) == (OURS if role is Role.REFERENT else ALL)
    else:
        assert {place: sorted(found[place][0]) for place in WORK} == dict.fromkeys(WORK, expected)
        assert HomePlace.PREPARED not in {*found, *empty}
    assert (HomePlace.APPROVE in {*found, *empty}) is (role in (Role.RELECTEUR, Role.SECRETARIAT, Role.ADMINISTRATEUR))
    assert (HomePlace.PEOPLE in {*found, *empty}) is (role in (Role.REFERENT, Role.ADMINISTRATEUR))


@pytest.mark.parametrize("role", Role)
def test_each_home_opens_and_names_what_waits(busy, role):
    html = logged_in(busy.comptes[role]).get(reverse("wagtailadmin_home")).content.decode()
    found, _ = places(busy.comptes[role])
    assert [f'<a href="#{place.value}"><strong>{total}</strong>' in html for place, (_, total) in found.items()] == [
        True
    ] * len(found)
    assert ("Union fictive des deux rives" in html) is (role in FINDS and role not in people.OF_SITE)


def test_superuser_finds_everything_and_so_do_groups_what_they_may_change(busy):
    from pages.admin.groups import EDITEURS

    assert sorted(places(busy.root)[0][HomePlace.FINISH][0]) == ALL
    MiseEnService.objects.all().delete()
    assert sorted(places(pages.membre(EDITEURS))[0][HomePlace.FINISH][0]) == ALL


def test_secretariat_that_also_writes_for_an_organisation_finds_both(busy):
    user = busy.comptes[Role.SECRETARIAT]
    people.role(user, Role.EDITEUR, busy.autre)
    assert sorted(places(user)[0][HomePlace.FINISH][0]) == ["Page deputy", "Page nobody", "Page other"]


def test_own_drafts_come_before_those_of_the_organisation(busy):
    user = busy.comptes[Role.CONTRIBUTEUR]
    Ressource.objects.get(pk=busy.pages["own"].pk).save_revision(user=user)
    Ressource.objects.get(pk=busy.pages["deputy"].pk).save_revision(user=busy.root)
    assert places(user)[0][HomePlace.FINISH][0] == ["Page own", "Page deputy"]


def test_what_is_with_the_reviewers_is_not_to_finish_and_waits_for_them(busy):
    author, reviewer = busy.comptes[Role.CONTRIBUTEUR], busy.comptes[Role.RELECTEUR]
    page = Ressource.objects.get(pk=busy.pages["own"].pk)
    page.get_workflow().start(page, author)
    found, _ = places(author)
    assert (found[HomePlace.FINISH][0], found[HomePlace.WAITING][0]) == (["Page deputy"], ["Page own"])
    step = TaskState.objects.get().task.name
    assert rows(reviewer, HomePlace.APPROVE) == [("Page own", f"{step}, soumise par {author.username}")]
    assert places(busy.comptes[Role.SECRETARIAT])[1] >= {HomePlace.APPROVE}


def test_page_that_came_back_is_asked_of_who_submitted_it(busy):
    author, reviewer = busy.comptes[Role.CONTRIBUTEUR], busy.comptes[Role.RELECTEUR]
    page = Ressource.objects.get(pk=busy.pages["own"].pk)
    page.get_workflow().start(page, author)
    state = WorkflowState.objects.get()
    state.current_task_state.specific.reject(user=reviewer, comment="Dites  de\nquelle année.")
    said = f"À compléter, par {reviewer.username}\u00a0: «\u00a0Dites de quelle année.\u00a0»"
    assert rows(author, HomePlace.ASKED) == [("Page own", said)]
    assert "Page own" in places(author)[0][HomePlace.FINISH][0]
    assert rows(busy.comptes[Role.EDITEUR], HomePlace.ASKED) == []


# ── Comments ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def thread(there):
    """What an éditeur writes in the margin of our page."""
    page, by = there.pages["own"], there.comptes[Role.EDITEUR]

    def write(text="Un mot", **fields):
        return Comment.objects.create(page=page, user=by, text=text, contentpath="title", **fields)

    return write


def asked(user):
    return [note for _, note in rows(user, HomePlace.ASKED)]


def test_comment_waits_for_whoever_began_the_page_until_they_answer(there, thread):
    owner, by = there.comptes[Role.CONTRIBUTEUR], there.comptes[Role.EDITEUR]
    Page.objects.filter(pk=there.pages["own"].pk).update(owner=owner)
    one = thread("D’où vient\nce chiffre ?")
    assert asked(owner) == [f"Commentaire de {by.username}\u00a0: «\u00a0D’où vient ce chiffre ?\u00a0»"]
    assert asked(by) == []
    CommentReply.objects.create(comment=one, user=owner, text="De l’Insee.")
    assert (asked(owner), asked(by)) == (
        [],
        [f"Commentaire de {owner.username}\u00a0: «\u00a0De l’Insee.\u00a0»"],
    )


def test_comment_waits_for_whoever_follows_the_page_or_is_named(there, thread):
    follower, named, other = (people.compte(f"{name}") for name in ("suit", "nommee", "ailleurs"))
    for user in (follower, named, other):
        people.role(user, Role.CONTRIBUTEUR, there.autre)
    PageSubscription.objects.create(page=there.pages["own"], user=follower, comment_notifications=True)
    PageSubscription.objects.create(page=there.pages["own"], user=other, comment_notifications=False)
    thread("Qu’en pense @nommee ?")
    assert [len(asked(user)) for user in (follower, named, other)] == [1, 1, 0]


def test_comment_that_is_resolved_waits_for_nobody(there, thread):
    owner = there.comptes[Role.CONTRIBUTEUR]
    Page.objects.filter(pk=there.pages["own"].pk).update(owner=owner)
    thread(resolved_at=timezone.now())
    assert asked(owner) == []


# ── People ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_referent_finds_roles_that_end_soon_and_absences_of_their_organisation(there):
    leaving, away = people.compte("part"), there.comptes[Role.RELECTEUR]
    people.role(leaving, Role.EDITEUR, there.notre, au=TODAY() + timedelta(days=30))
    people.role(people.compte(), Role.EDITEUR, there.notre, au=TODAY() + timedelta(days=31))
    people.role(people.compte(), Role.EDITEUR, there.autre, au=TODAY())
    away.absences.create(remplacant=there.comptes[Role.EDITEUR], du=TODAY(), au=TODAY() + timedelta(days=40))
    assert rows(there.comptes[Role.REFERENT], HomePlace.PEOPLE) == [
        (away.username, f"En son absence\u00a0: {there.comptes[Role.EDITEUR].username}"),
        ("part", f"Son rôle finit\u00a0: éditeur, {there.notre}"),
    ]


# ── Rows of other rooms ───────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def rooms(monkeypatch):
    """A table of places in which tests say what is found."""
    monkeypatch.setattr(arrival, "_found", {place: {} for place in HomePlace})


def test_rooms_share_a_place_and_the_newest_of_them_comes_first(there, rooms):
    def found(*titles_and_days, total=0, whole=""):
        said = tuple(Row(title, "/", quand=date(2026, 1, day) if day else None) for title, day in titles_and_days)
        return lambda user, at_most: Findings(said, total or len(said), whole)

    arrives(HomePlace.ASKED, "un", found(("premier", 1), ("sans date", None)))
    arrives(HomePlace.ASKED, "deux", found(("troisième", 3), ("deuxième", 2), total=20, whole="/tout/"))
    arrives(HomePlace.NEXT, "un", found(("proche", 4)))
    arrives(HomePlace.NEXT, "deux", found(("lointaine", 9)))
    arrives(HomePlace.LINKS, "personne", lambda user, at_most: None)
    found = shown_to(there.comptes[Role.EDITEUR])
    assert [(one.place, [row.titre for row in one.rows], one.total, one.whole) for one in found] == [
        (HomePlace.ASKED, ["troisième", "deuxième", "premier", "sans date"], 22, "/tout/"),
        (HomePlace.NEXT, ["proche", "lointaine"], 2, ""),
    ]


def test_what_is_empty_is_told_in_one_sentence(there, rooms):
    nothing = lambda user, at_most: Findings()  # noqa: E731  said three times below
    for place in (HomePlace.APPROVE, HomePlace.FINISH, HomePlace.WAITING, HomePlace.REREAD):
        arrives(place, "rien", nothing)
    told = nothing_in(shown_to(there.comptes[Role.EDITEUR]))
    assert told == "Rien à approuver, aucun brouillon à finir et aucune page à relire."
    assert nothing_in([]) == ""


# ── Queries ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", Role)
def test_home_asks_as_many_queries_for_many_pages_as_for_few(busy, role, django_assert_num_queries):
    author = busy.comptes[Role.CONTRIBUTEUR]

    def more(number):
        for kind in busy.pages.values():
            held = {"responsable": kind.responsable, "adjoint": kind.adjoint}
            page = pages.ressource(
                busy.arbre.boite,
                urls=[f"https://p{number}-{kind.pk}.example/"],
                title=f"Page {number}",
                slug=f"page-{number}-{kind.pk}",
                relu_le=date(2020, 1, 1),
                owner=author,
                **held,
            )
            page.save_revision(user=author)
            if number % 2:
                page.get_workflow().start(page, author)
            Comment.objects.create(page=page, user=busy.comptes[Role.EDITEUR], text="Un mot", contentpath="title")
        Lien.objects.update(etat=EtatLien.CASSE, controle_le=timezone.now())

    more(0)
    more(1)
    client = logged_in(busy.comptes[role])
    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("wagtailadmin_home"))
    for number in range(2, 2 + AT_MOST):
        more(number)
    with django_assert_num_queries(len(few)):
        client.get(reverse("wagtailadmin_home"))
