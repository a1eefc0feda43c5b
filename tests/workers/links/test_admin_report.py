"""The report: buckets, filters, sorts and exports; what a hostile site writes stays text; the cost of 100 000 links."""

import io
import itertools
import time
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from liens.enums import EtatLien, OrigineOccurrence
from liens.models import Lien, OccurrenceLien
from taxonomy.models import Partenaire
from tests.factories import pages as pages_factory
from tests.factories import taxonomy
from workers.links.admin.baskets import CONFIRMABLES, Panier, comptes, dans, panier_de
from workers.links.admin.trend import draw
from workers.links.client.classes import ObservationClass
from workers.links.decisions import take_decision
from workers.links.enums import SorteDecision
from workers.links.ledger.daily_counts import count_today
from workers.links.models import ReleveDuJour, Suivi
from workers.links.verdict.sentences import CLASS_SENTENCES, sentence_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def editor(client):
    client.force_login(get_user_model().objects.create_superuser("redaction"))
    return client


def a_lien(number, etat=EtatLien.OK, *, suivi=None, **fields):
    now = timezone.now()
    host = fields.pop("hote", f"h{number}.example")
    lien = Lien.objects.create(
        url=fields.pop("url", f"https://{host}/{number}"),
        hote=host,
        etat=etat,
        controle_le=fields.pop("controle_le", now - number * DAY),
        prochain_controle_le=now,
        **fields,
    )
    Suivi.objects.create(lien=lien, **(suivi or {}))
    return lien


def decide(lien, sorte, **fields):
    return take_decision(lien=lien, sorte=sorte, at=timezone.now(), **fields)


def listed(editor, **query):
    response = editor.get(reverse("links_report"), query)
    return [lien.url for lien in response.context["object_list"]]


class TestBuckets:
    def some_of_each(self):
        liens = [a_lien(number, etat) for number, etat in enumerate(EtatLien)]
        liens += [a_lien(10 + number, etat) for number, etat in enumerate(sorted(CONFIRMABLES))]
        for lien in liens[-len(CONFIRMABLES) :]:
            decide(lien, SorteDecision.FONCTIONNE)
        aside = [a_lien(20, EtatLien.CASSE), a_lien(21, EtatLien.SUSPECT)]
        decide(aside[0], SorteDecision.IGNORER)
        decide(aside[1], SorteDecision.PAUSE, jusqu_au=timezone.now() + DAY)

    def test_every_cited_link_is_in_one_bucket_and_counted_there(self):
        self.some_of_each()
        cites = list(Lien.objects.cites())
        for panier in Panier:
            assert set(Lien.objects.cites().filter(dans(panier))) == {
                lien for lien in cites if panier_de(lien) is panier
            }
        counted = {compte.panier: compte.nombre for compte in comptes()}
        assert counted == {panier: sum(panier_de(lien) is panier for lien in cites) for panier in Panier}
        assert counted == {
            Panier.FONCTIONNE: 2 + len(CONFIRMABLES),
            Panier.A_CONFIRMER: 3,
            Panier.CASSE: 1,
            Panier.A_DECIDER: 1,
            Panier.DE_COTE: 2,
        }

    def test_confidence_is_what_the_links_of_a_bucket_earn_on_average(self):
        a_lien(0)
        a_lien(1, EtatLien.ATTENTION)
        a_lien(2, EtatLien.SUSPECT, suivi={"confiance": 0.25})
        a_lien(3, EtatLien.INVERIFIABLE)
        assert {compte.panier.value: compte.confiance for compte in comptes()} == {
            "fonctionne": 95,
            "a_confirmer": 38,
            "casse": None,
            "a_decider": None,
            "de_cote": None,
        }

    def test_the_report_shows_them_with_a_way_in(self, editor):
        self.some_of_each()
        page = editor.get(reverse("links_report")).content.decode()
        for panier in Panier:
            assert f'href="{reverse("links_report")}?panier={panier.value}"' in page


class TestFilters:
    def test_by_bucket_state_class_and_site(self, editor):
        a_lien(0, classe="ok")
        a_lien(1, EtatLien.CASSE, classe="gone", hote="www.perdu.example")
        a_lien(2, EtatLien.SUSPECT, classe="gone")
        gone, doubtful = "https://www.perdu.example/1", "https://h2.example/2"
        assert listed(editor, panier="casse") == [gone]
        assert listed(editor, etat=["casse", "suspect"]) == [gone, doubtful]
        assert listed(editor, classe="gone") == [gone, doubtful]
        assert listed(editor, hote="PERDU") == [gone]
        assert listed(editor, q="/2") == [doubtful]

    def test_by_decision_age_and_steadiness(self, editor):
        now = timezone.now()
        a_lien(0, etat_depuis=now - 40 * DAY)
        ignored = a_lien(1, EtatLien.CASSE, etat_depuis=now - 10 * DAY, suivi={"instable": True})
        decide(ignored, SorteDecision.IGNORER)
        first, second = "https://h0.example/0", "https://h1.example/1"
        assert listed(editor, decision="ignorer") == [second]
        assert listed(editor, decision="sans") == [first]
        assert listed(editor, decision=["sans", "ignorer"]) == [first, second]
        assert listed(editor, depuis="plus_7") == [first, second]
        assert listed(editor, depuis="plus_30") == [first]
        assert listed(editor, depuis="moins_7") == []
        assert listed(editor, instable="oui") == [second]
        assert listed(editor, instable="non") == [first]

    def test_by_responsable_and_partner_without_doubling_a_row(self, editor):
        tree = pages_factory.arbre()
        owner, partner = (Partenaire.objects.create(nom=nom, slug=nom, est_comite=True) for nom in ("un", "deux"))
        for _ in range(2):
            pages_factory.ressource(
                tree.rubrique, urls=["https://p.example/guide"], responsable=owner, partenaires=[partner]
            )
        pages_factory.ressource(tree.rubrique, urls=["https://q.example/"])
        assert listed(editor, organisation=owner.pk) == ["https://p.example/guide"]
        assert listed(editor, partenaire=partner.pk) == ["https://p.example/guide"]
        assert listed(editor, organisation=partner.pk) == []

    def test_nonsense_in_the_address_is_no_error(self, editor):
        a_lien(0)
        for query in ({"panier": "x"}, {"depuis": "x"}, {"organisation": "x"}, {"ordering": "x"}, {"p": "x"}):
            assert editor.get(reverse("links_report"), query).status_code == 200


@pytest.mark.parametrize(
    ("ordering", "order"),
    [
        (None, [0, 1, 2]),
        ("controle_le", [2, 1, 0]),
        ("depuis", [1, 2, 0]),
        ("-depuis", [2, 1, 0]),
        ("-citations", [1, 0, 2]),
        ("etat", [2, 0, 1]),
    ],
)
def test_the_report_is_sorted(editor, ordering, order):
    now = timezone.now()
    liens = [
        a_lien(0, EtatLien.OK),
        a_lien(1, EtatLien.SUSPECT, etat_depuis=now - 2 * DAY),
        a_lien(2, EtatLien.CASSE, etat_depuis=now - DAY),
    ]
    cite(liens[1])
    assert listed(editor, **({"ordering": ordering} if ordering else {})) == [liens[number].url for number in order]


def cite(lien):
    partenaire = Partenaire.objects.create(nom="Une fédération", slug="une-federation")
    OccurrenceLien.objects.create(
        lien=lien,
        partenaire=partenaire,
        origine=OrigineOccurrence.PARTENAIRE,
        champ="site",
        url_saisie=lien.url,
        en_ligne=True,
    )


def test_both_exports_hold_the_filtered_list_with_decisions_and_counts(editor):
    since = timezone.now() - DAY
    lien = a_lien(1, EtatLien.CASSE, classe="gone", code_http=404, etat_depuis=since, suivi={"confiance": 0.5})
    a_lien(0)
    cite(lien)
    decide(lien, SorteDecision.IGNORER)
    query = {"etat": "casse", "export": "xlsx"}
    book = load_workbook(io.BytesIO(b"".join(editor.get(reverse("links_report"), query).streaming_content)))
    heading, row = ([cell.value for cell in line] for line in book.active.iter_rows())
    found = dict(zip(heading, row, strict=True))
    named = ("Adresse", "État", "Ce qui a été vu", "Confiance (%)", "Décision", "Nombre de citations")
    assert [found[name] for name in named] == [lien.url, "Indisponible", "Page introuvable", 50, "Ignoré", 1]
    csv = b"".join(editor.get(reverse("links_report"), {**query, "export": "csv"}).streaming_content).decode()
    assert [line.split(",")[0] for line in csv.splitlines()] == ["Adresse", lien.url]


def test_what_a_hostile_site_writes_is_text_everywhere(editor):
    lien = a_lien(0, EtatLien.CASSE, url=f"https://h.example/{HOSTILE}", classe="gone", raison=HOSTILE)
    lien.controles.create(le=timezone.now(), classe="gone", etat="casse", duree_ms=1, raison=HOSTILE)
    decide(lien, SorteDecision.IGNORER, raison=HOSTILE)
    cite(lien)
    OccurrenceLien.objects.update(texte=HOSTILE)
    Partenaire.objects.update(nom=HOSTILE)
    partner = reverse("links_partner", args=[Partenaire.objects.get().pk])
    card, host = reverse("links_card", args=[lien.pk]), reverse("links_host", args=[lien.hote])
    for url in (reverse("links_report"), card, host, partner, reverse("links_partners")):
        page = editor.get(url)
        assert (page.status_code, "<script>alert(1)" in page.content.decode()) == (200, False)


def test_every_class_has_its_sentence_and_a_link_never_checked_too():
    assert set(CLASS_SENTENCES) == set(ObservationClass)
    for class_ in ("", *(each.value for each in ObservationClass)):
        sentence = sentence_of(class_)
        for text in (sentence.title, sentence.meaning, sentence.advice):
            assert text
            assert "'" not in text
        assert sentence.meaning.endswith(".")
        assert sentence.advice.endswith(".")


class TestTrend:
    def test_is_drawn_from_two_days_on(self):
        assert draw([(date(2026, 3, 1), "casse", 2)]) is None

    def test_draws_three_lines_and_the_table_behind_them(self):
        rows = [
            (date(2026, 3, 1), "casse", 4),
            (date(2026, 3, 1), "ok", 90),
            (date(2026, 3, 3), "casse", 8),
            (date(2026, 3, 3), "suspect", 1),
            (date(2026, 3, 3), "inverifiable", 1),
            (date(2026, 3, 3), "nouveau", 7),
            (date(2026, 3, 3), "ok", 80),
            (date(2026, 3, 3), "attention", 5),
        ]
        drawn = draw(rows)
        assert drawn.colonnes == ["Cassé", "À confirmer", "À décider", "Fonctionne"]
        assert drawn.jours == [(date(2026, 3, 3), [8, 2, 0, 85]), (date(2026, 3, 1), [4, 0, 0, 90])]
        assert [(courbe.cle, courbe.points, courbe.dernier) for courbe in drawn.courbes] == [
            ("casse", "44.0,82.0 600.0,12.0", 8),
            ("a_confirmer", "44.0,152.0 600.0,117.0", 2),
            ("a_decider", "44.0,152.0 600.0,152.0", 0),
        ]
        names = sorted(courbe.nom_y for courbe in drawn.courbes)
        assert all(after - before >= 16 for before, after in itertools.pairwise(names))

    def test_the_days_last_count_stays(self):
        a_lien(0)
        noon = timezone.now()
        count_today(now=noon)
        a_lien(1, EtatLien.CASSE)
        a_lien(2, EtatLien.RETIRE)
        count_today(now=noon)
        kept = dict(ReleveDuJour.objects.filter(nombre__gt=0).values_list("etat", "nombre"))
        assert kept == {"ok": 1, "casse": 1}
        assert ReleveDuJour.objects.count() == len(EtatLien) - 1


@pytest.mark.parametrize("links", [3_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_the_report_takes_twenty_queries_at_most_however_many_links(editor, record_property, links):
    now = timezone.now()
    etats = [EtatLien.OK] * 90 + [EtatLien.CASSE] * 4 + [EtatLien.SUSPECT] * 3 + [EtatLien.INVERIFIABLE] * 3
    Lien.objects.bulk_create(
        [
            Lien(
                url=f"https://h{n % 2000}.example/{n}",
                hote=f"h{n % 2000}.example",
                etat=etats[n % 100],
                classe="ok",
                controle_le=now - timedelta(seconds=n),
                etat_depuis=now,
                prochain_controle_le=now,
            )
            for n in range(links)
        ],
        batch_size=5000,
    )
    ids = list(Lien.objects.values_list("pk", flat=True))
    Suivi.objects.bulk_create([Suivi(lien_id=pk) for pk in ids], batch_size=5000)
    partenaire = taxonomy.partenaire()
    OccurrenceLien.objects.bulk_create(
        [
            OccurrenceLien(lien_id=pk, partenaire=partenaire, origine="partenaire", champ="site", en_ligne=True)
            for pk in ids
        ],
        batch_size=5000,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    editor.get(reverse("links_report"))
    queries = ({}, {"panier": "casse"}, {"p": str(links // 111)}, {"partenaire": partenaire.pk})
    # The best of three: what others do on the machine only ever adds.
    costs = {str(query): min(cost_of(editor, query) for _ in range(3)) for query in queries}
    # 300 ms are wanted: `make bench-links` holds them against that, the report of `--junit-xml` tells these.
    record_property("queries and milliseconds", costs)
    assert {query: asked for query, (asked, _) in costs.items() if asked > 20} == {}


def cost_of(editor, query):
    """(queries, milliseconds): this process's own time and the database's, whoever else uses the machine."""
    with CaptureQueriesContext(connection) as asked:
        started = time.process_time()
        assert editor.get(reverse("links_report"), query).status_code == 200
        own = time.process_time() - started
    elsewhere = 0 if connection.vendor == "sqlite" else sum(float(query["time"]) for query in asked.captured_queries)
    return len(asked), round(1000 * (own + elsewhere))
