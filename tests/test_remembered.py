from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection, transaction
from wagtail.models import Page

from taxonomy.enums import Critere
from taxonomy.models import Domaine
from tests.factories import pages
from tests.remembered import UnknownWriteError, current, remembered, rows_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="what tests start from is built each time on PostgreSQL"),
]


class Builder:
    """Writes a domaine, and counts how often it had to."""

    def __init__(self):
        self.times = 0
        self.remembered = remembered(self.build)

    def build(self, name="Mobilité", below=None):
        self.times += 1
        if below:
            below.seen = name
        return SimpleNamespace(domaine=Domaine.objects.create(nom=name, critere=Critere.SOCIETAUX))


def tables():
    return {name: rows_of(name) for name in connection.introspection.table_names()}


def as_in_a_test(arrange):
    """What all tables hold, and what was given, in a transaction of its own which is then taken back."""
    with transaction.atomic():
        current.begin()
        current.holds = ()
        given = arrange()
        held = tables()
        transaction.set_rollback(True)
    return held, given


def test_transaction_of_a_test_holds_nothing_else_when_it_begins():
    assert current.holds == ()


def test_state_is_written_again_row_by_row():
    builder = Builder()
    first, second, third = (as_in_a_test(builder.remembered) for _ in range(3))

    assert (first[0] == second[0] == third[0], builder.times) == (True, 1)
    assert [given.domaine for _, given in (second, third)] == [first[1].domaine] * 2
    assert second[1].domaine is not third[1].domaine


def test_trunk_that_is_written_again_takes_new_pages():
    urls = [as_in_a_test(lambda: pages.ressource(pages.arbre().boite, title="Guide").url)[1] for _ in range(3)]

    assert urls == ["/agir/piloter/guide/"] * 3


def test_other_arguments_and_settings_and_states_are_built_for_themselves(settings):
    builder = Builder()
    as_in_a_test(builder.remembered)
    as_in_a_test(lambda: builder.remembered("Culture"))
    as_in_a_test(lambda: builder.remembered(name="Culture"))
    as_in_a_test(lambda: (builder.remembered(), builder.remembered("Culture")))
    settings.API_RATE = 7
    as_in_a_test(builder.remembered)

    assert builder.times == 5


def test_what_a_builder_gave_and_another_changed_is_given_as_it_was_left():
    builder = Builder()

    def both():
        below = builder.remembered()
        builder.remembered("Culture", below)
        return vars(below)

    first, second = (as_in_a_test(both)[1] for _ in range(2))
    assert (second, second["seen"], builder.times) == (first, "Culture", 2)


@pytest.mark.parametrize("disturbance", ["another write", "a way back", "another time", "an object from elsewhere"])
def test_builder_runs_where_nothing_can_be_remembered(disturbance):
    builder = Builder()

    def arrange():
        if disturbance == "another write":
            Page.objects.update(title="Autre")
        if disturbance == "a way back":
            with transaction.atomic():
                pages.arbre()
                transaction.set_rollback(True)
        if disturbance == "another time":
            with time_machine.travel("2026-06-15"):
                return builder.remembered()
        return builder.remembered(below=SimpleNamespace() if disturbance == "an object from elsewhere" else None)

    for _ in range(2):
        as_in_a_test(arrange)
    assert builder.times == 2


def test_write_that_names_no_table_is_an_error():
    @remembered
    def build():
        with connection.cursor() as cursor:
            cursor.execute("REINDEX")

    with pytest.raises(UnknownWriteError, match="build wrote REINDEX"):
        as_in_a_test(build)
