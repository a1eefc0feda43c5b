"""« Pages à relire »: the whole list, narrowed, marked one by one, some, or all; never by opening an address."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from comite.enums import RoleComite as Role
from liens.enums import EtatLien
from liens.models import Lien
from pages.models import Ressource
from pages.reading.marking import READ
from tests.comite.test_doors import logged_in
from tests.factories import comite as people
from tests.factories import pages, taxonomy
from workers.links.models import Suivi

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
TODAY = date(2026, 6, 15)
KINDS = {
    "Échue": {"relu_le": date(2025, 1, 1)},
    "Périmée": {"relu_le": date(2026, 1, 1), "valable_jusqu_au": date(2026, 6, 1)},
    "Finit": {"relu_le": date(2026, 1, 1), "valable_jusqu_au": date(2026, 7, 1)},
    "Vieilles données": {"relu_le": date(2026, 1, 1), "millesime": 2019},
    "Bientôt": {"relu_le": date(2025, 7, 1)},
    "Fraîche": {"relu_le": date(2026, 6, 1)},
}


@pytest.fixture
def site():
    with time_machine.travel(NOW, tick=False):
        boite = pages.arbre().boite
        mobilite = taxonomy.domaine("Mobilité")
        yield {
            name: pages.ressource(
                boite,
                title=name,
                urls=[f"https://{rank}.example/"],
                domaines=[mobilite] if name == "Périmée" else [],
                **fields,
            )
            for rank, (name, fields) in enumerate(KINDS.items())
        }


@pytest.fixture
def reader(site):
    return logged_in(pages.administrateur())


def titles(client, query=""):
    response = client.get(reverse("a_relire") + query)
    assert response.status_code == 200
    return [page.title for page in response.context["object_list"]]


def read_today(site):
    found = Ressource.objects.filter(relu_le=TODAY).values_list("title", flat=True)
    return sorted(found)


def test_list_holds_what_is_due_the_longest_first_and_can_look_ahead(site, reader):
    Ressource.objects.filter(title="Vieilles données").update(relu_le=date(2025, 6, 10), rythme_relecture="deux_ans")

    assert {query: titles(reader, query) for query in ("", "?quand=trimestre", "?quand=retard", "?quand=nimporte")} == {
        "": ["Échue", "Périmée", "Finit", "Vieilles données"],
        "?quand=trimestre": ["Échue", "Périmée", "Finit", "Vieilles données", "Bientôt"],
        "?quand=retard": [],
        "?quand=nimporte": ["Échue", "Périmée", "Finit", "Vieilles données"],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("motif=perimee", ["Périmée"]),
        ("motif=validite", ["Finit"]),
        ("motif=rythme&motif=validite", ["Échue", "Finit"]),
        ("genre=ressource", ["Échue", "Périmée", "Finit"]),
        ("genre=exempleinspirant", []),
        ("partenaire=oui", ["Périmée", "Finit"]),
    ],
)
def test_list_is_narrowed(site, reader, query, expected):
    Lien.objects.filter(url="https://1.example/").update(etat=EtatLien.CASSE)
    changed = Lien.objects.get(url="https://2.example/")
    Suivi.objects.update_or_create(lien=changed, defaults={"contenu_change_le": NOW - timedelta(days=3)})
    before = Lien.objects.get(url="https://0.example/")
    Suivi.objects.update_or_create(lien=before, defaults={"contenu_change_le": datetime(2024, 5, 1, tzinfo=UTC)})

    assert titles(reader, f"?{query}") == expected


def test_list_is_narrowed_to_a_domaine(site, reader):
    mobilite = site["Périmée"].domaines.get()
    assert titles(reader, f"?domaines={mobilite.pk}") == ["Périmée"]


def test_list_tells_what_changed_at_the_partners(site, reader):
    Lien.objects.filter(url="https://1.example/").update(etat=EtatLien.CASSE)
    Suivi.objects.update_or_create(
        lien=Lien.objects.get(url="https://1.example/"),
        defaults={"contenu_change_le": datetime(2026, 3, 2, tzinfo=UTC)},
    )
    response = reader.get(reverse("a_relire"))

    assert {page.title: page.a_cote for page in response.context["object_list"]} == {
        "Échue": [],
        "Périmée": ["1 lien à regarder.", "1.example a changé le 02/03/2026."],
        "Finit": [],
    }


def test_one_press_marks_one_page_and_comes_back_to_the_list_as_it_was(site, reader):
    response = reader.post(reverse("a_relire_marquer"), {"seule": site["Échue"].pk, "liste": "quand=mois"})

    assert (response.status_code, response.url, read_today(site)) == (302, "/admin/a-relire/?quand=mois", ["Échue"])
    assert titles(reader) == ["Périmée", "Finit"]


def test_page_that_is_over_is_shown_with_a_new_end_before_it_is_marked(site, reader):
    page = site["Périmée"]
    shown = reader.post(reverse("a_relire_marquer"), {"seule": page.pk})
    assert (shown.status_code, "jusqu_au" in shown.content.decode(), read_today(site)) == (200, True, [])

    sent = {"page": page.pk, "confirmer": "oui"}
    past = reader.post(reverse("a_relire_marquer"), {**sent, "jusqu_au": "2026-06-01"})
    assert (past.status_code, "Choisissez une date à venir." in past.content.decode()) == (422, True)
    assert past.context["form"]["jusqu_au"].value() == "2026-06-01"

    reader.post(reverse("a_relire_marquer"), {**sent, "jusqu_au": "2027-06-01"})
    found = Ressource.objects.get(pk=page.pk)
    assert (found.relu_le, found.valable_jusqu_au) == (TODAY, date(2027, 6, 1))


def test_all_of_a_narrowed_list_is_shown_then_marked(site, reader):
    sent = {"choix": "tout", "liste": "motif=rythme&motif=validite"}
    shown = reader.post(reverse("a_relire_marquer"), sent)
    assert ([page.title for page in shown.context["pages"]], shown.context["total"]) == (["Échue", "Finit"], 2)
    assert (read_today(site), PageLogEntry.objects.filter(action=READ).count()) == ([], 0)

    done = reader.post(reverse("a_relire_marquer"), {**sent, "confirmer": "oui"}, follow=True)
    assert [str(one).strip() for one in done.context["messages"]] == ["2 pages sont notées comme relues."]
    assert (read_today(site), titles(reader)) == (["Finit", "Échue"], ["Périmée"])


def test_opening_the_address_of_a_mail_changes_nothing(site, reader):
    page = site["Échue"]
    response = reader.get(reverse("a_relire_marquer") + f"?page={page.pk}")

    assert (response.status_code, [one.title for one in response.context["pages"]]) == (200, ["Échue"])
    assert read_today(site) == []


def test_nothing_chosen_is_said(site, reader):
    response = reader.post(reverse("a_relire_marquer"), {"choix": "page"})
    assert (response.status_code, "Aucune page n’est choisie" in response.content.decode()) == (200, True)


def test_pages_of_others_are_left_and_told(there):
    Ressource.objects.update(relu_le=date(2020, 1, 1))
    client = logged_in(there.comptes[Role.EDITEUR])
    chosen = [there.pages["own"].pk, there.pages["other"].pk]
    done = client.post(reverse("a_relire_marquer"), {"page": chosen, "confirmer": "oui"}, follow=True)

    assert [str(one).strip() for one in done.context["messages"]] == [
        "Une page est notée comme relue. Une autre n’a pas changé\u00a0: vous ne pouvez pas la modifier."
    ]
    today = timezone.localdate()
    assert sorted(Ressource.objects.filter(relu_le=today).values_list("title", flat=True)) == ["Page own"]


def test_who_writes_nothing_is_refused(there):
    client = logged_in(there.comptes[Role.OBSERVATEUR])
    own = there.pages["own"].pk
    answers = [client.get(reverse("a_relire_marquer")), client.post(reverse("a_relire_marquer"), {"seule": own})]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert not Ressource.objects.filter(relu_le=timezone.localdate()).exists()
    assert people.anew(there.comptes[Role.OBSERVATEUR]).pk


def test_list_asks_as_much_for_many_pages_as_for_few(site, reader, django_assert_max_num_queries):
    titles(reader)
    with django_assert_max_num_queries(100) as few:
        titles(reader)
    for rank in range(12):
        pages.ressource(site["Échue"].get_parent().specific, title=f"Autre {rank}", relu_le=date(2024, 1, 1))
    with django_assert_max_num_queries(len(few)):
        titles(reader)
