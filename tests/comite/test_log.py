"""The log: what is noted, for whom, what each reads of it, the table, and what is forgotten."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from comite.enums import RoleComite as Role
from comite.models import Absence, Appartenance, MiseEnService
from comite.staff.giving import give_role, note_absence, take_role_away
from comite.staff.leaving import erase_account
from comite.traces.lines import lines_of
from comite.traces.listing import may_read_log, traces_for
from comite.traces.models import Trace
from comite.traces.pruning import kept_since, prune
from pages.models import Ressource
from taxonomy.merging import merge_terms
from taxonomy.models import Partenaire
from tests.comite.test_doors import logged_in
from tests.factories import comite as people
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def quiet(there):
    """What the fixtures did is not looked at."""
    PageLogEntry.objects.all().delete()
    ModelLogEntry.objects.all().delete()
    return there


def said(user=None):
    """(who, what, on what, organisation, kind) of each line, the oldest first."""
    traces = list(traces_for(user) if user else Trace.objects.all())
    return [(one.qui, one.acte, one.objet, one.organisation, one.sorte) for one in reversed(lines_of(traces))]


def kept(client, query=""):
    response = client.get(reverse("journal") + query)
    assert response.status_code == 200
    return [(line.qui, line.acte, line.objet) for line in response.context["table"].data]


def names(user):
    return user.username


# ── What is noted ─────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_done_to_a_page_is_of_the_organisation_that_answered_then(there):
    page, by = there.pages["own"], there.comptes[Role.RELECTEUR]
    page.save_revision(user=by, log_action=True)
    Ressource.objects.filter(pk=page.pk).update(responsable=there.autre)
    there.notre.nom = "Nouveau nom"
    there.notre.save()
    later = Ressource.objects.get(pk=page.pk)
    later.save_revision(user=by, log_action=True)
    assert said() == [
        (names(by), "Brouillon enregistré", "Page own", "Union fictive des deux rives", "Page"),
        (names(by), "Brouillon enregistré", "Page own", "Cercle fictif des quatre vents", "Page"),
    ]
    assert [entry.data["organisation"] for entry in PageLogEntry.objects.order_by("pk")] == [
        there.notre.pk,
        there.autre.pk,
    ]


def test_pages_through_every_writer_of_wagtails_log_have_one_trace_each(there):
    client = logged_in(there.comptes[Role.RELECTEUR])
    page = there.pages["own"]
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    found = said()
    assert {line[:1] + line[2:] for line in found} == {
        (names(there.comptes[Role.RELECTEUR]), "Page own", "Union fictive des deux rives", "Page")
    }
    assert Trace.objects.count() == PageLogEntry.objects.count() + ModelLogEntry.objects.count() == len(found)


def test_roles_given_and_taken_absences_and_the_day_of_roles_are_noted(there):
    by, new = there.comptes[Role.REFERENT], people.compte("nouvelle")
    one = Appartenance(compte=new, role=Role.EDITEUR, partenaire=there.notre, du=TODAY())
    give_role(appartenance=one, by=people.anew(by), on=TODAY())
    away = Absence(compte=new, remplacant=there.comptes[Role.EDITEUR], du="2026-12-01", au="2026-12-24")
    away.clean_fields()
    note_absence(absence=away, by=people.anew(by), on=TODAY())
    take_role_away(appartenance=one, by=people.anew(by), at=timezone.now())
    ours = "Union fictive des deux rives"
    dates = "du 01/12/2026 au 24/12/2026"
    assert said() == [
        (names(by), "Rôle donné\u00a0: éditeur", "nouvelle", ours, "Droit"),
        (names(by), f"Absence notée, {dates}", "nouvelle", ours, "Droit"),
        (
            names(by),
            f"Désigné pour remplacer quelqu’un, {dates}",
            names(there.comptes[Role.EDITEUR]),
            ours,
            "Droit",
        ),
        (names(by), "Rôle retiré\u00a0: éditeur", "nouvelle", ours, "Droit"),
    ]


def test_roles_are_put_in_force_once_and_noted_once(there):
    MiseEnService.objects.all().delete()
    admin = pages.administrateur()
    people.en_service(by=admin)
    people.en_service(by=admin)
    assert [line for line in said() if line[4] == "Droit"] == [
        (names(admin), "Rôles mis en service", "Rôles du Comité", "", "Droit")
    ]


def test_terms_are_settings_and_a_member_of_the_comite_is_of_itself(there):
    admin = pages.administrateur()
    client = logged_in(admin)
    nature = taxonomy.nature()
    log(nature, "wagtail.edit", user=admin)
    log(there.autre, "wagtail.edit", user=admin)
    del client
    assert said() == [
        (names(admin), "Modification", str(nature), "", "Terme ou réglage"),
        (names(admin), "Modification", str(there.autre), "Cercle fictif des quatre vents", "Terme ou réglage"),
    ]


def test_settings_of_reports_are_noted_when_they_are_saved(there):
    admin = pages.administrateur()
    address = reverse("wagtailsettings:edit", args=["rapports", "reglagesdesrapports"])
    data = {"actif": "on", "rythme": "jour", "jour": "0", "heure": "9", "au_comite": "on"}
    client = logged_in(admin)
    assert client.post(client.get(address)["Location"], data).status_code == 302
    assert said() == [(names(admin), "Modification", "Rapports par courriel", "", "Terme ou réglage")]


def test_comment_is_told_without_its_text(there):
    page, by = there.pages["own"], there.comptes[Role.EDITEUR]
    data = {"comment": {"contentpath": "title", "text": "confidence"}}
    log(page, "wagtail.comments.create", user=by, data=data)
    assert said() == [
        (names(by), "Ajouter un commentaire", "Page own", "Union fictive des deux rives", "Page"),
    ]


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_account_is_named_by_no_address(there):
    invited = get_user_model().objects.create_user("noe@exemple.example", "noe@exemple.example")
    log(invited, "wagtail.create", user=invited)
    assert said() == [("noe", "Création", "noe", "", "Compte")]
    assert ModelLogEntry.objects.get().label == "noe"


def test_erased_account_stays_readable_without_its_name(there):
    user, admin = there.comptes[Role.EDITEUR], there.comptes[Role.ADMINISTRATEUR]
    there.pages["own"].save_revision(user=user, log_action=True)
    log(user, "wagtail.edit", user=admin)
    erase_account(account=people.anew(user), at=timezone.now(), by=admin)
    ours = "Union fictive des deux rives"
    assert said() == [
        ("compte effacé", "Brouillon enregistré", "Page own", ours, "Page"),
        (names(admin), "Modification", "compte effacé", ours, "Compte"),
        (names(admin), "Compte effacé", "compte effacé", ours, "Compte"),
    ]
    assert set(ModelLogEntry.objects.values_list("label", flat=True)) == {"compte effacé"}


def test_deleted_account_and_page_stay_readable(there):
    user = people.compte("parti")
    log(user, "wagtail.create", user=user)
    there.pages["nobody"].save_revision(user=user, log_action=True)
    Page.objects.get(pk=there.pages["nobody"].pk).delete()
    user.delete()
    found = kept(logged_in(pages.administrateur()))
    assert found == [
        ("le site", "Suppression", "Page nobody"),
        ("compte effacé", "Brouillon enregistré", "Page nobody"),
        ("compte effacé", "Création", "compte effacé"),
    ]


# ── Who reads what ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def two(there):
    """An entry of each organisation and one of none."""
    for kind in ("own", "other", "nobody"):
        log(there.pages[kind], "wagtail.edit", user=there.comptes[Role.ADMINISTRATEUR])


ALL, OURS = {"Page own", "Page other", "Page nobody"}, {"Page own"}
READS = {
    Role.ADMINISTRATEUR: ALL,
    Role.SECRETARIAT: ALL,
    Role.RELECTEUR: OURS,
    Role.REFERENT: OURS,
    Role.EDITEUR: None,
    Role.CONTRIBUTEUR: None,
    Role.OBSERVATEUR: None,
}


@pytest.mark.parametrize("role", Role)
def test_each_role_reads_this_of_the_log_on_the_screen_and_in_the_table(there, two, role):
    client = logged_in(there.comptes[role])
    response = client.get(reverse("journal"))
    expected = READS[role]
    assert may_read_log(people.anew(there.comptes[role])) is (expected is not None)
    if expected is None:
        assert [client.get(reverse(name)).status_code for name in ("journal", "journal_results")] == [302, 302]
        return
    assert {line.objet for line in response.context["table"].data} == expected
    rows = table(client.get(reverse("journal") + "?export=csv"))
    assert {row[5] for row in rows[1:]} == expected
    # Another's organisation is no choice for whoever reads one's own.
    others = table(client.get(reverse("journal") + f"?export=csv&organisation={there.autre.pk}"))
    assert {row[5] for row in others[1:]} == ({"Page other"} if expected == ALL else set())


def test_superuser_reads_all_and_groups_give_nothing_before_roles_are_in_force(there, two):
    from pages.admin.groups import RELECTEURS

    MiseEnService.objects.all().delete()
    assert {line[2] for line in said(pages.administrateur())} == ALL
    assert logged_in(pages.membre(RELECTEURS)).get(reverse("journal")).status_code == 302


def test_people_of_a_merged_organisation_go_on_reading_what_it_did(there, two):
    merge_terms(source=there.notre, cible=there.autre, by=None)
    found = said(people.anew(there.comptes[Role.RELECTEUR]))
    assert [(line[2], line[3]) for line in found] == [
        ("Page own", "Union fictive des deux rives"),
        ("Page other", "Cercle fictif des quatre vents"),
        ("Cercle fictif des quatre vents", "Cercle fictif des quatre vents"),
    ]


def test_organisation_that_is_deleted_leaves_its_name_and_is_not_held_back_by_the_log(there, two):
    Appartenance.objects.filter(partenaire=there.autre).delete()
    Ressource.objects.update(responsable=None, adjoint=None)
    Partenaire.objects.get(pk=there.autre.pk).delete()
    assert ("Page other", "Cercle fictif des quatre vents") in [(line[2], line[3]) for line in said()]


# ── Filters ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_filters_by_organisation_person_kind_and_day(there):
    by, other = there.comptes[Role.RELECTEUR], there.comptes[Role.EDITEUR]
    with time_machine.travel(datetime(2026, 3, 1, 22, 59, tzinfo=UTC), tick=False):
        log(there.pages["own"], "wagtail.edit", user=by)
    with time_machine.travel(datetime(2026, 3, 1, 23, 1, tzinfo=UTC), tick=False):
        log(there.pages["other"], "wagtail.edit", user=other)
        log(by, "wagtail.edit", user=other)
    client = logged_in(there.comptes[Role.ADMINISTRATEUR])

    def found(query):
        return [objet for _, _, objet in kept(client, query)]

    assert found(f"?organisation={there.autre.pk}") == ["Page other"]
    assert found(f"?personne={by.pk}") == [names(by), "Page own"]
    assert found("?sorte=compte") == [names(by)]
    # A minute before midnight in Paris is the day before.
    assert found("?au=2026-03-01") == ["Page own"]
    assert found("?du=2026-03-02&sorte=page") == ["Page other"]


@pytest.mark.parametrize(
    "query", ["?organisation=0", "?organisation=x", "?personne=99999", "?du=hier", "?sorte=rien", "?au=2026-02-30"]
)
def test_filter_that_cannot_be_read_shows_nothing_and_says_so(there, two, query):
    client = logged_in(there.comptes[Role.ADMINISTRATEUR])
    response = client.get(reverse("journal") + query)
    assert (kept(client, query), "Un filtre n’est pas valable" in response.content.decode()) == ([], True)
    assert len(table(client.get(reverse("journal") + query + "&export=csv"))) == 1


# ── The table ─────────────────────────────────────────────────────────────────────────────────────────────────
def table(response):
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def test_table_has_french_headings_and_no_formula(there):
    by = there.comptes[Role.ADMINISTRATEUR]
    Page.objects.filter(pk=there.pages["own"].pk).update(title="=cmd|' /C calc'!A0\r\nsuite", draft_title="")
    with time_machine.travel(datetime(2026, 3, 1, 9, 30, tzinfo=UTC), tick=False):
        log(Page.objects.get(pk=there.pages["own"].pk), "wagtail.edit", user=by, title="=cmd|' /C calc'!A0\r\nsuite")
    response = logged_in(by).get(reverse("journal") + "?export=csv")
    assert (response["Content-Type"], response.streaming) == ("text/csv; charset=utf-8", True)
    assert "no-store" in response["Cache-Control"]
    assert table(response) == [
        ["Date", "Heure", "Qui", "Sorte", "Ce qui a été fait", "Sur quoi", "Organisation"],
        [
            *("01/03/2026", "10:30:00", names(by), "Page", "Brouillon enregistré"),
            *("'=cmd|' /C calc'!A0 suite", "Union fictive des deux rives"),
        ],
    ]


def test_table_holds_every_line_once_however_many_share_a_moment(there):
    by = there.comptes[Role.ADMINISTRATEUR]
    entry = log(there.pages["own"], "wagtail.edit", user=by)
    many(entry, 1201, entry.timestamp)
    rows = table(logged_in(by).get(reverse("journal") + "?export=csv"))
    assert len(rows) == 1 + 1202


def many(entry, count, at, **fields):
    """As many entries like this one, with their traces."""
    last = Trace.objects.get(de_page=entry)
    entries = PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=entry.page_id,
            content_type=entry.content_type,
            label=entry.label,
            action=entry.action,
            user=entry.user,
            timestamp=at,
            **fields,
        )
        for _ in range(count)
    )
    Trace.objects.bulk_create(
        Trace(le=at, sorte=last.sorte, organisation=last.organisation, compte=last.compte, de_page=one)
        for one in entries
    )


def test_screen_asks_as_many_queries_for_forty_lines_as_for_two(there, django_assert_num_queries):
    def of_each_kind():
        for kind in ("own", "other"):
            log(there.pages[kind], "wagtail.edit", user=there.comptes[Role.EDITEUR])
        log(people.compte(), "wagtail.edit", user=people.compte())

    of_each_kind()
    client = logged_in(there.comptes[Role.ADMINISTRATEUR])
    client.get(reverse("journal"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("journal"))
    for _ in range(12):
        of_each_kind()
    with django_assert_num_queries(len(few)):
        assert len(kept(client)) == 39


# ── What is forgotten ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("now", "limit"),
    [
        (datetime(2026, 11, 30, 2, tzinfo=UTC), "2025-10-30"),
        (datetime(2026, 3, 31, 12, tzinfo=UTC), "2025-02-28"),
        (datetime(2025, 1, 31, 12, tzinfo=UTC), "2023-12-31"),
    ],
)
def test_thirteen_months_are_those_of_the_calendar(now, limit):
    assert f"{kept_since(now):%Y-%m-%d}" == limit


def test_log_forgets_after_thirteen_months_but_the_history_of_a_page_keeps_its_versions(there):
    now, by = timezone.now(), there.comptes[Role.EDITEUR]
    page = there.pages["own"]
    with time_machine.travel(now - timedelta(days=400), tick=False):
        version = page.save_revision(user=by, log_action=True)
        log(page, "wagtail.lock", user=by)
        log(by, "wagtail.edit", user=by)
        gone = page.save_revision(user=by, log_action=True)
        gone.delete()
    with time_machine.travel(now - timedelta(days=390), tick=False):
        log(page, "wagtail.unlock", user=by)
    assert prune(now=now) == 4
    assert [line[1] for line in said()] == ["Verrou levé"]
    assert list(PageLogEntry.objects.order_by("pk").values_list("action", "revision")) == [
        ("wagtail.edit", version.pk),
        ("wagtail.unlock", None),
    ]
    assert not ModelLogEntry.objects.exists()


def test_more_than_a_batch_is_forgotten(there):
    entry = log(there.pages["own"], "wagtail.lock", user=there.comptes[Role.EDITEUR])
    many(entry, 1100, timezone.now() - timedelta(days=500))
    assert prune(now=timezone.now()) == 1100
    assert (Trace.objects.count(), PageLogEntry.objects.count()) == (1, 1)
