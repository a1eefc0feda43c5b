"""The one rule: every role, every act, every kind of page; on what day; and what no sequence of acts may do."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from comite.enums import OF_ORGANISATION, Act
from comite.enums import RoleComite as Role
from comite.rights import Held, decided, governed, may, may_at_all, publishes_what_it_creates, refuses
from comite.standings import Standings
from tests.factories import comite as people
from tests.factories import pages

OURS, THEIRS, THIRD = 1, 2, 3
READ = {"lire", "commenter", "proposer"}
WRITE = READ | {"creer", "modifier", "soumettre"}
EDIT = WRITE | {
    *("copier", "verrouiller", "partager", "remplacer_liens", "decider_liens", "decider_propositions"),
    *("supprimer", "deplacer", "ajouter_a_une_parution"),
}
REVIEW = EDIT | {"approuver", "publier", "depublier", "alias", "deverrouiller", "confier"}
COMITE = READ | {"approuver_comite"}
LOG = {"journal"}
SITE = {"ajouter_a_une_parution", "preparer_une_parution"}
ALL = REVIEW | {"personnes", "approuver_comite"} | LOG | SITE
#: role → what it allows with (own, own as deputy, another's, no one's) pages
MATRIX = {
    Role.CONTRIBUTEUR: (WRITE, WRITE, READ, READ),
    Role.EDITEUR: (EDIT, EDIT, READ, READ),
    Role.RELECTEUR: (REVIEW | LOG, REVIEW | LOG, READ, READ),
    Role.REFERENT: (READ | {"personnes"} | LOG, READ | {"personnes"} | LOG, READ, READ),
    Role.SECRETARIAT: (*[COMITE | LOG | SITE] * 3, REVIEW | COMITE | LOG | SITE),
    Role.ADMINISTRATEUR: (ALL, ALL, ALL, ALL),
    Role.OBSERVATEUR: (READ, READ, READ, READ),
}
PAGES = (Held(OURS, THEIRS), Held(THEIRS, OURS), Held(THEIRS, THIRD), Held())


def standing(*roles):
    """The roles of one person, those of an organisation held in ours."""
    ours = frozenset(role for role in roles if role in OF_ORGANISATION)
    return Standings({OURS: ours} if ours else {}, frozenset(roles) - ours)


def allowed(standings, held):
    return {act.value for act in Act if decided(standings=standings, act=act, held=held)}


@pytest.mark.parametrize("role", Role)
def test_each_role_may_this_and_nothing_else(role):
    assert tuple(allowed(standing(role), held) for held in PAGES) == MATRIX[role]


def test_whoever_has_no_role_may_nothing():
    assert [allowed(Standings(), held) for held in PAGES] == [set()] * 4


@given(st.lists(st.sampled_from(Role), max_size=4, unique=True), st.sampled_from(PAGES))
def test_several_roles_give_together_what_each_gives_and_no_more(roles, held):
    together = allowed(standing(*roles), held)
    assert together == set().union(*(allowed(standing(role), held) for role in roles))


holders = st.sampled_from([None, OURS, THEIRS, THIRD])
pages_held = st.builds(Held, holders, holders)
standings_drawn = st.builds(
    Standings,
    st.dictionaries(
        st.sampled_from([OURS, THEIRS, THIRD]), st.frozensets(st.sampled_from(OF_ORGANISATION)), max_size=3
    ),
    st.frozensets(st.sampled_from([Role.SECRETARIAT, Role.OBSERVATEUR])),
)
steps = st.lists(st.tuples(st.sampled_from(Act), st.integers(0, 2), pages_held), max_size=12)


@given(standings_drawn, st.lists(pages_held, min_size=3, max_size=3), steps)
def test_no_sequence_of_acts_gives_its_author_more(standings, at_first, sequence):
    """One person alone, whatever is tried in whatever order: a page never allows more than it did at the beginning.

    A draft names other holders; only its publication brings them into the row, which alone gives rights.
    """
    rows, drafts = list(at_first), list(at_first)
    before = [allowed(standings, held) for held in at_first]
    for act, which, other in sequence:
        if not decided(standings=standings, act=act, held=rows[which]):
            continue
        if act is Act.ENTRUST:
            drafts[which] = other
        elif act is Act.PUBLISH:
            rows[which] = drafts[which]
    for which, held in enumerate(rows):
        if held != at_first[which]:
            assert {"confier", "publier"} <= before[which]
        else:
            assert allowed(standings, held) == before[which]


@given(standings_drawn)
def test_whoever_publishes_what_they_create_may_publish_each_of_these_pages(standings):
    class Somebody:
        is_active = is_authenticated = True
        is_superuser = False

    user = Somebody()
    from django.utils import timezone

    user._comite_standings = {timezone.localdate(): standings}
    creates = [held for held in (Held(), *(Held(pk) for pk in (1, 2, 3))) if may(user=user, act=Act.CREATE, page=held)]
    expected = bool(creates) and all(may(user=user, act=Act.PUBLISH, page=held) for held in creates)
    assert publishes_what_it_creates(user=user) is expected
    assert may_at_all(user=user, act=Act.CREATE) is bool(creates)


@pytest.mark.django_db
class TestOnWhatDay:
    """Roles begin and end; absences lend them."""

    def held(self, user, on):
        return allowed_of(people.anew(user), Held(self.notre.pk), on)

    @pytest.fixture(autouse=True)
    def there(self):
        people.en_service()
        self.notre = people.membre("Union fictive")
        self.one, self.other = people.compte(), people.compte()

    def test_role_holds_from_its_first_to_its_last_day(self):
        people.role(self.one, Role.CONTRIBUTEUR, self.notre, du=date(2026, 3, 1), au=date(2026, 3, 31))
        days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
        assert [self.held(self.one, day) for day in days] == [set(), WRITE, WRITE, set()]

    def test_role_that_was_taken_away_is_over_at_once(self):
        people.role(self.one, Role.CONTRIBUTEUR, self.notre, retire_le="2026-03-01T10:00:00Z")
        assert self.held(self.one, date(2026, 3, 1)) == set()

    def test_role_ends_with_the_place_of_the_organisation_in_the_comite(self):
        people.role(self.one, Role.CONTRIBUTEUR, self.notre)
        self.notre.est_comite = False
        self.notre.save()
        assert self.held(self.one, date(2026, 3, 1)) == set()

    def test_who_replaces_somebody_has_their_roles_between_two_days(self):
        people.role(self.one, Role.RELECTEUR, self.notre)
        self.one.absences.create(remplacant=self.other, du=date(2026, 8, 1), au=date(2026, 8, 15))
        days = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 15), date(2026, 8, 16)]
        assert [self.held(self.other, day) for day in days] == [set(), REVIEW | LOG, REVIEW | LOG, set()]

    def test_replacement_is_not_handed_on_and_ends_with_the_account(self):
        third = people.compte()
        people.role(self.one, Role.RELECTEUR, self.notre)
        self.one.absences.create(remplacant=self.other, du=date(2026, 8, 1), au=date(2026, 8, 15))
        self.other.absences.create(remplacant=third, du=date(2026, 8, 1), au=date(2026, 8, 15))
        assert self.held(third, date(2026, 8, 2)) == set()
        self.one.is_active = False
        self.one.save()
        assert self.held(self.other, date(2026, 8, 2)) == set()


@pytest.mark.django_db
def test_superuser_may_everything_and_a_closed_or_unknown_account_nothing():
    people.en_service()
    admin, closed = pages.administrateur(), people.compte()
    people.role(closed, Role.ADMINISTRATEUR)
    closed.is_active = False
    for user, expected in ((admin, set(Act.values)), (closed, set()), (AnonymousUser(), set()), (None, set())):
        assert {act.value for act in Act if may(user=user, act=act, page=Held(OURS))} == expected


@pytest.mark.django_db
def test_before_roles_are_in_force_they_neither_give_nor_refuse():
    user = people.compte()
    people.role(user, Role.ADMINISTRATEUR)
    assert (governed(user), may(user=user, act=Act.READ), refuses(user=user, act=Act.PUBLISH)) == (False, False, False)


@pytest.mark.django_db
def test_standings_are_read_once_for_an_account(django_assert_num_queries):
    there = people.comite()
    user = people.anew(there.comptes[Role.EDITEUR])
    with django_assert_num_queries(2):
        for act in Act:
            may(user=user, act=act, page=Held(there.notre.pk))


def test_table_of_the_docs_is_that_of_the_code():
    lines = Path(__file__).resolve().parents[2].joinpath("docs/comite.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    head = next(row for row in rows if row[0] == "Ce que l’on fait")
    roles = [Role(next(role.value for role in Role if role.label == label)) for label in head[1:]]
    said = {row[0]: row[1:] for row in rows if row[0] in Act.labels}
    expected = {act.label: [word(role, act) for role in roles] for act in Act}
    assert (roles, said) == (list(Role), expected)


def word(role, act):
    """How the docs say with which pages a role may do this."""
    own, _, others, nobodys = (act.value in allowed(standing(role), held) for held in PAGES)
    kinds = {
        (True, True, True): "toutes",
        (True, False, False): "les siennes",
        (False, False, True): "sans responsable",
    }
    return kinds.get((own, others, nobodys), "–")


def allowed_of(user, held, on):
    return {act.value for act in Act if may(user=user, act=act, page=held, on=on)}
