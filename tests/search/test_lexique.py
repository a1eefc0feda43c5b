"""The lexique in the database: what ships, what editors change, and how soon a query knows."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict

from search.lexique import current
from search.lexique.enums import Sens
from search.lexique.models import GroupeDeSynonymes, MotProtege, Sigle
from search.lexique.shipped import est_un_sigle, load_shipped
from search.lexique.synonyms import SynonymGroup, shipped_groups
from search.planning.planner import plan_search
from search.state.snapshot import index_state
from tests.search.plan_matcher import matches

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    current.forget()
    yield
    current.forget()


def finds(query, text):
    return matches(plan_search(QueryDict(f"q={query}")).plan, text)


def test_shipped_groups_are_rows_after_migration_and_mean_the_same():
    rows = [*GroupeDeSynonymes.objects.all(), *Sigle.objects.all()]

    assert {row.groupe for row in rows} == set(shipped_groups())
    assert set(current.current_lexique().groupes) == set(shipped_groups())
    assert Sigle.objects.count() == sum(map(est_un_sigle, shipped_groups()))


def test_every_shipped_row_can_be_saved_again_by_an_editor():
    for row in [*GroupeDeSynonymes.objects.all(), *Sigle.objects.all()]:
        row.full_clean()


def test_shipped_group_without_a_row_still_works():
    GroupeDeSynonymes.objects.all().delete()
    Sigle.objects.all().delete()

    assert current.current_lexique().groupes == shipped_groups()


def test_loading_again_writes_only_what_is_missing():
    Sigle.objects.filter(sigle="ESS").update(developpe="économie sociale")
    Sigle.objects.get(sigle="ZAN").delete()

    assert load_shipped(GroupeDeSynonymes, Sigle) == 1
    assert load_shipped(GroupeDeSynonymes, Sigle) == 0
    assert Sigle.objects.get(sigle="ESS").developpe == "économie sociale"


def test_command_says_what_it_added(capsys):
    Sigle.objects.get(sigle="ZAN").delete()

    call_command("load_lexique")

    assert capsys.readouterr().out == "Lexique : 1 entrées ajoutées.\n"


def test_edited_shipped_group_replaces_the_shipped_one():
    row = Sigle.objects.get(sigle="PAT")
    row.developpe = "plan d'action territorial"
    row.save()

    groupes = current.current_lexique().groupes

    assert [one for one in groupes if "PAT" in one.phrases] == [SynonymGroup(("PAT", "plan d'action territorial"))]


def test_unticked_shipped_group_no_longer_works():
    row = Sigle.objects.get(sigle="PAT")
    row.actif = False
    row.save()

    assert [one for one in current.current_lexique().groupes if "PAT" in one.phrases] == []


def test_synonym_counts_for_the_next_query_and_no_longer_once_deleted():
    assert finds("trottinette", "Patinette en ville") is False

    groupe = GroupeDeSynonymes.objects.create(expressions="trottinette\npatinette électrique\npatinette")
    assert finds("trottinette", "Patinettes en ville") is True
    assert finds("patinette électrique", "Trottinettes") is True

    groupe.delete()
    assert finds("trottinette", "Patinettes en ville") is False


def test_one_way_group_works_one_way():
    GroupeDeSynonymes.objects.create(sens=Sens.SENS_UNIQUE, expressions="goûter", cibles="alimentation")

    assert finds("goûter", "Une alimentation saine") is True
    assert finds("alimentation", "Le goûter") is False


def test_protected_word_is_found_as_written_only():
    assert finds("orange", "Les oranges") is True

    MotProtege.objects.create(mot="Orange")
    assert finds("orange", "Les oranges") is False
    assert finds("ORANGE", "Chez Orange") is True


def test_change_that_is_rolled_back_is_never_seen():
    with transaction.atomic():
        GroupeDeSynonymes.objects.create(expressions="trottinette\npatinette")
        transaction.set_rollback(True)

    assert finds("trottinette", "Patinette en ville") is False


def test_every_change_moves_the_counter_that_searches_and_etags_read():
    before = index_state().termes
    mot = MotProtege.objects.create(mot="orange")
    mot.save()
    mot.delete()

    assert index_state().termes == before + 3


def test_lexique_is_read_once_per_generation(django_assert_num_queries):
    found = current.current_lexique(7)

    with django_assert_num_queries(0):
        assert current.current_lexique(7) is found
    with django_assert_num_queries(3):
        assert current.current_lexique(8).groupes == found.groupes


def test_form_of_a_group_is_cleaned_line_by_line():
    groupe = GroupeDeSynonymes(expressions="  trottinette \r\n\r\n patinette  électrique ")
    groupe.full_clean()

    assert groupe.expressions == "trottinette\npatinette électrique"


def test_group_is_held_against_what_is_there_already():
    GroupeDeSynonymes(expressions="vélos\nbicyclettes", actif=False).full_clean()
    with pytest.raises(ValidationError) as refusal:
        GroupeDeSynonymes(expressions="vélos\nbicyclettes").full_clean()

    assert refusal.value.message_dict == {"expressions": ["« vélo = bicyclette » le dit déjà."]}


def test_sigle_is_held_against_what_is_there_already():
    with pytest.raises(ValidationError) as refusal:
        Sigle(sigle="E.S.S.", developpe="Économies sociales et solidaires").full_clean()

    assert refusal.value.message_dict == {"developpe": ["« ESS = économie sociale et solidaire » le dit déjà."]}


def test_protected_word_is_protected_once():
    MotProtege.objects.create(mot="Orange")
    with pytest.raises(ValidationError) as refusal:
        MotProtege(mot="orangé").full_clean(exclude={"forme"})
    assert refusal.value.message_dict == {"mot": ["« orangé » est déjà protégé."]}
