"""Reads the situation of one reader from the database, in a number of queries that does not grow with the site."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from liens.enums import EtatLien
from liens.models import Lien, OccurrenceLien
from pages.models import PageEditoriale
from pages.reading.due import pages_a_relire
from pages.reading.words import why_again
from taxonomy.models import Partenaire
from workers.links.enums import SorteDecision
from workers.links.models import Decision, EtatHote, Incident, Suivi
from workers.links.reports.contents.delta import Instantane
from workers.links.reports.contents.situation import (
    CASSES,
    VIVANTS,
    Certificat,
    CitingPage,
    Couverture,
    LienVu,
    PageARelire,
    Panne,
    Pause,
    Situation,
)
from workers.links.verdict.rules import TLS_SOON

#: A check older than this is no longer called recent.
RECENT = timedelta(days=30)
#: A pause that ends within this time is announced.
PREAVIS_DE_PAUSE = timedelta(days=7)
PAGES_AU_PLUS = 200
#: SQLite takes no more values than this in one question.
PAR_QUESTION = 500


def read_situation(*, partenaire: Partenaire | None, avant: Instantane | None, at: datetime) -> Situation:
    """All that the report of `partenaire` (None: of the whole site) can speak of at `at`."""
    portee = _Portee(partenaire)
    liens = portee.liens()
    silence = _silence(portee, at).values("lien")
    a_suivre = Q(etat__in=[*CASSES, EtatLien.SUSPECT]) | (Q(etat=EtatLien.ATTENTION) & ~Q(suivi__remplacement=""))
    en_cause = list(liens.filter(a_suivre).exclude(pk__in=silence).select_related("suivi").order_by("hote", "url"))
    revenus = _revenus(liens, avant.casses if avant else frozenset())
    pauses = list(_pauses(portee, at))
    citations = portee.citations({lien.pk for lien in (*en_cause, *revenus)} | {p.lien_id for p in pauses})
    vus = [_vu(lien, citations) for lien in en_cause]
    return Situation(
        nom=partenaire.nom if partenaire else "",
        au=at,
        partenaire_id=partenaire.pk if partenaire else None,
        casses=tuple(vu for vu in vus if vu.etat in CASSES),
        a_confirmer=tuple(vu for vu in vus if vu.etat == EtatLien.SUSPECT),
        deplaces=tuple(vu for vu in vus if vu.etat == EtatLien.ATTENTION and vu.nouvelle_adresse),
        revenus=tuple(_vu(lien, citations) for lien in revenus),
        pannes=_pannes({vu.hote for vu in vus}),
        certificats=_certificats(liens, at),
        pages=tuple(_pages(portee, at)),
        pauses=tuple(Pause(p.pk, _vu(p.lien, citations), p.jusqu_au) for p in pauses if p.jusqu_au),
        ecartes=liens.filter(etat__in=[*CASSES, EtatLien.SUSPECT], pk__in=silence).count(),
        couverture=_couverture(liens, at),
    )


class _Portee:
    """Which links and pages one report is about: those of a responsable or deputy, or all."""

    def __init__(self, partenaire: Partenaire | None) -> None:
        self.partenaire = partenaire

    def pages(self) -> "QuerySet[PageEditoriale]":
        pages = PageEditoriale.objects.all()
        if self.partenaire is None:
            return pages
        return pages.filter(Q(responsable=self.partenaire) | Q(adjoint=self.partenaire))

    def occurrences(self) -> QuerySet[OccurrenceLien]:
        occurrences = OccurrenceLien.objects.all()
        return occurrences if self.partenaire is None else occurrences.filter(page__in=self.pages())

    def liens(self) -> QuerySet[Lien]:
        cites = Lien.objects.cites()
        return cites if self.partenaire is None else cites.filter(pk__in=self.occurrences().values("lien"))

    def citations(self, ids: Collection[int]) -> dict[int, tuple[CitingPage, ...]]:
        """The places of these links, the published ones first; one for each page."""
        trouvees: dict[int, dict[str, CitingPage]] = {}
        rangs = ("-en_ligne", F("page__title").asc(nulls_last=True), "pk")
        for lot in _lots(sorted(ids)):
            question = self.occurrences().filter(lien__in=lot).select_related("page", "partenaire")
            for occurrence in question.defer("page__corps").order_by(*rangs):
                citation = self._citation(occurrence)
                trouvees.setdefault(occurrence.lien_id, {}).setdefault(citation.titre, citation)
        return {pk: tuple(citations.values()) for pk, citations in trouvees.items()}

    def _citation(self, occurrence: OccurrenceLien) -> CitingPage:
        page = occurrence.page
        if page is None:
            partenaire = occurrence.partenaire
            return CitingPage(f"Fiche de {partenaire.nom}" if partenaire else "Fiche d’un partenaire", "")
        ancre = f"#block-{occurrence.bloc}-section" if occurrence.bloc else ""
        suppleance = self.partenaire is not None and page.responsable_id != self.partenaire.pk
        return CitingPage(page.title, _edit_url(page.pk) + ancre, page.pk, suppleance)


def _read_url(page_id: int) -> str:
    return f"{settings.SITE_URL}{reverse('a_relire_marquer')}?page={page_id}"


def _edit_url(page_id: int) -> str:
    return settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[page_id])


def _lots(ids: list[int]) -> Iterable[list[int]]:
    return (ids[debut : debut + PAR_QUESTION] for debut in range(0, len(ids), PAR_QUESTION))


def _vu(lien: Lien, citations: dict[int, tuple[CitingPage, ...]]) -> LienVu:
    suivi = getattr(lien, "suivi", None) or Suivi(lien=lien)
    return LienVu(
        id=lien.pk,
        url=lien.url,
        hote=lien.hote,
        etat=EtatLien(lien.etat),
        classe=lien.classe,
        depuis=suivi.en_echec_depuis or lien.etat_depuis,
        instable=suivi.instable,
        nouvelle_adresse=suivi.remplacement,
        citations=citations.get(lien.pk, ()),
    )


def _decisions(portee: _Portee, at: datetime) -> QuerySet[Decision]:
    """Decisions that hold at `at`, whatever the schedule has written down of those whose time is over."""
    tiennent = Decision.objects.ouvertes().filter(Q(jusqu_au__isnull=True) | Q(jusqu_au__gt=at))
    return tiennent if portee.partenaire is None else tiennent.filter(lien__in=portee.occurrences().values("lien"))


def _silence(portee: _Portee, at: datetime) -> QuerySet[Decision]:
    return _decisions(portee, at).exclude(sorte=SorteDecision.DANGER_ECARTE)


def _pauses(portee: _Portee, at: datetime) -> QuerySet[Decision]:
    bientot = _decisions(portee, at).filter(sorte=SorteDecision.PAUSE, jusqu_au__lte=at + PREAVIS_DE_PAUSE)
    return bientot.select_related("lien", "lien__suivi").order_by("jusqu_au", "pk")


def _revenus(liens: QuerySet[Lien], dits_casses: Collection[int]) -> list[Lien]:
    vivants = liens.filter(etat__in=VIVANTS).select_related("suivi").order_by("hote", "url")
    return [lien for lot in _lots(sorted(dits_casses)) for lien in vivants.filter(pk__in=lot)]


def _pannes(hotes: Collection[str]) -> dict[str, Panne]:
    incidents = Incident.objects.ouverts().de_sites().order_by("hote")
    return {un.hote: Panne(un.hote, un.classe, un.ouvert_le) for un in incidents if un.hote in hotes}


def _certificats(liens: QuerySet[Lien], at: datetime) -> tuple[Certificat, ...]:
    """By the date that each site’s certificate bears, as its last check saw it."""
    hotes = EtatHote.objects.filter(certificat_jusqu_au__gt=at, certificat_jusqu_au__lte=at + TLS_SOON)
    fins = {hote: fin for hote, fin in hotes.values_list("hote", "certificat_jusqu_au") if fin is not None}
    vivants = liens.filter(etat__in=VIVANTS, hote__in=fins, url__startswith="https:")
    comptes = vivants.order_by().values_list("hote").annotate(Count("pk"))
    trouves = [Certificat(hote, fins[hote], nombre) for hote, nombre in comptes]
    return tuple(sorted(trouves, key=lambda un: (un.fin, un.hote)))


def _pages(portee: _Portee, at: datetime) -> Iterable[PageARelire]:
    """Pages that somebody should read again, the longest due first."""
    jour = timezone.localdate(at)
    echues = pages_a_relire(jour).filter(pk__in=portee.pages().values("pk")).defer("corps")
    for page in echues[:PAGES_AU_PLUS]:
        yield PageARelire(page.pk, page.title, f"{why_again(page, jour)}.", _edit_url(page.pk), _read_url(page.pk))


def _couverture(liens: QuerySet[Lien], at: datetime) -> Couverture:
    comptes = liens.aggregate(
        total=Count("pk"),
        recents=Count("pk", filter=Q(controle_le__gt=at - RECENT)),
        jamais=Count("pk", filter=Q(controle_le__isnull=True)),
        plus_ancien=Min("controle_le"),
    )
    return Couverture(**comptes)
