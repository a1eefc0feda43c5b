"""The links of each partner: what is wrong on its side, one incident per dead site, and a message ready to be sent."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from liens.enums import EtatLien, OrigineOccurrence
from liens.models import Lien, OccurrenceLien
from pages.models import PagePartenaire
from taxonomy.models import Partenaire
from workers.links.admin.access import ForEditors
from workers.links.admin.baskets import Panier, dans
from workers.links.admin.labels import with_labels
from workers.links.client.classes import ObservationClass
from workers.links.client.classify import registrable_domain
from workers.links.models import Incident
from workers.links.partner_message import LienPerdu, PartnerMessage, SitePerdu, message
from workers.links.verdict.incidents import NO_FAILURE
from workers.links.verdict.sentences import title_of

LIENS_MONTRES = 200
PAGES_NOMMEES = 3
EXEMPLES = 3
PROBLEMES = [class_.value for class_ in ObservationClass if class_ not in NO_FAILURE]
# What a partner can do something about.
A_SIGNALER = frozenset({EtatLien.CASSE, EtatLien.DANGER})


def liens_de(partenaire: Partenaire) -> QuerySet[Lien]:
    """The cited links of a partner: its card, its own domain, and the main links of pages that are its alone."""
    conditions = Q(occurrences__partenaire=partenaire) | Q(
        occurrences__page__in=_pages_a_lui_seul(partenaire), occurrences__origine=OrigineOccurrence.CHAMP
    )
    domaine = domaine_de(partenaire)
    if domaine:
        conditions |= Q(hote=domaine) | Q(hote__endswith=f".{domaine}")
    trouves = Lien.objects.filter(conditions).order_by().values("pk")
    return Lien.objects.cites().filter(pk__in=trouves)


def domaine_de(partenaire: Partenaire) -> str:
    """The registrable domain of its site, "" without one."""
    try:
        hote = urlsplit(partenaire.site).hostname or ""
    except ValueError:
        return ""
    return registrable_domain(hote) if hote else ""


def _pages_a_lui_seul(partenaire: Partenaire) -> QuerySet[Any]:
    partagees = PagePartenaire.objects.exclude(partenaire=partenaire).values("page_id")
    return PagePartenaire.objects.filter(partenaire=partenaire).exclude(page_id__in=partagees).values("page_id")


@dataclass(frozen=True, slots=True)
class LigneDePartenaire:
    """One partner of the list: how many of its links are broken or to decide, and how many are to be confirmed."""

    partenaire: Partenaire
    perdus: int
    a_confirmer: int
    url: str


def partenaires_touches() -> list[LigneDePartenaire]:
    """The partners with something to look at, the worst first; five queries, however many partners."""
    par_domaine = {
        domaine: partenaire.pk for partenaire in Partenaire.objects.all() if (domaine := domaine_de(partenaire))
    }
    problemes = Lien.objects.filter(dans(Panier.CASSE) | dans(Panier.A_DECIDER) | dans(Panier.A_CONFIRMER))
    problemes = problemes.exclude(etat=EtatLien.NOUVEAU)
    touches: dict[int, set[int]] = defaultdict(set)
    etats: dict[int, str] = {}
    for pk, hote, etat in problemes.values_list("pk", "hote", "etat"):
        etats[pk] = etat
        partenaire_id = par_domaine.get(registrable_domain(hote)) if hote else None
        if partenaire_id is not None:
            touches[partenaire_id].add(pk)
    seuls = _partenaires_seuls()
    occurrences = OccurrenceLien.objects.filter(lien__in=problemes.values("pk")).order_by()
    for lien_id, partenaire_id, page_id, origine in occurrences.values_list("lien", "partenaire", "page", "origine"):
        owner = partenaire_id or (seuls.get(page_id) if origine == OrigineOccurrence.CHAMP else None)
        if owner is not None:
            touches[owner].add(lien_id)
    lignes = []
    for partenaire in Partenaire.objects.filter(pk__in=touches):
        nombres = Counter(etats[pk] in A_SIGNALER for pk in touches[partenaire.pk] if pk in etats)
        url = reverse("links_partner", args=[partenaire.pk])
        lignes.append(LigneDePartenaire(partenaire, nombres[True], nombres[False], url))
    return sorted(lignes, key=lambda ligne: (-ligne.perdus, -ligne.a_confirmer, ligne.partenaire.nom))


def _partenaires_seuls() -> dict[int, int]:
    """The partner of each page that has one only."""
    par_page: dict[int, list[int]] = defaultdict(list)
    for page_id, partenaire_id in PagePartenaire.objects.values_list("page_id", "partenaire_id"):
        par_page[page_id].append(partenaire_id)
    return {page_id: partenaires[0] for page_id, partenaires in par_page.items() if len(partenaires) == 1}


def message_a(partenaire: Partenaire, liens: QuerySet[Lien]) -> PartnerMessage | None:
    """The message to a partner, or None when there is nothing to tell it."""
    hotes = set(liens.order_by().values_list("hote", flat=True).distinct())
    incidents = list(Incident.objects.ouverts().de_sites().filter(hote__in=hotes).order_by("hote"))
    en_panne = liens.filter(hote__in=[incident.hote for incident in incidents], classe__in=PROBLEMES).order_by("url")
    exemples: dict[str, list[str]] = defaultdict(list)
    for hote, url in en_panne.values_list("hote", "url"):
        exemples[hote].append(url)
    sites = [
        SitePerdu(
            incident.hote,
            title_of(incident.classe),
            incident.ouvert_le,
            incident.liens_touches,
            tuple(exemples[incident.hote][:EXEMPLES]),
        )
        for incident in incidents
    ]
    perdus = liens.filter(dans(Panier.CASSE) | dans(Panier.A_DECIDER)).select_related("suivi").order_by("hote", "url")
    perdus = perdus.exclude(hote__in=[site.hote for site in sites])
    lignes = [_lien_perdu(lien) for lien in perdus.prefetch_related("occurrences__page")[:LIENS_MONTRES]]
    if not sites and not lignes:
        return None
    return message(
        nom=partenaire.nom, courriel=partenaire.courriel, sites=sites, liens=lignes, site_public=settings.SITE_URL
    )


def _lien_perdu(lien: Lien) -> LienPerdu:
    suivi = getattr(lien, "suivi", None)
    titres = {
        occurrence.page.title
        for occurrence in lien.occurrences.all()
        if occurrence.page is not None and occurrence.en_ligne and occurrence.page.live
    }
    return LienPerdu(
        url=lien.url,
        probleme=title_of(lien.classe),
        depuis=(suivi.en_echec_depuis if suivi else None) or lien.etat_depuis,
        pages=tuple(sorted(titres)[:PAGES_NOMMEES]),
    )


class Partners(ForEditors, WagtailAdminTemplateMixin, TemplateView):
    """The partners whose links need a look."""

    template_name = "workers/links/partenaires.html"
    header_icon = "group"
    page_title = "Liens par partenaire"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("links_report"), "label": "Liens des partenaires"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "lignes": partenaires_touches()}


class Partner(ForEditors, WagtailAdminTemplateMixin, TemplateView):
    """One partner: its dead sites, its links, the message."""

    template_name = "workers/links/partenaire.html"
    header_icon = "group"
    page_title = "Liens d’un partenaire"

    def get_page_subtitle(self) -> str:
        return self.partenaire.nom

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("links_report"), "label": "Liens des partenaires"},
            {"url": reverse("links_partners"), "label": Partners.page_title},
            {"url": "", "label": self.partenaire.nom},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.partenaire = get_object_or_404(Partenaire, pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        liens = liens_de(self.partenaire)
        hotes = liens.order_by().values("hote").distinct()
        incidents = Incident.objects.ouverts().de_sites().filter(hote__in=hotes)
        en_panne = [incident.hote for incident in incidents]
        # One incident stands for all the links of a dead site.
        isoles = liens.exclude(hote__in=en_panne).order_by("etat", "hote", "url")
        return {
            **super().get_context_data(**kwargs),
            "partenaire": self.partenaire,
            "incidents": incidents,
            "liens": with_labels(isoles[:LIENS_MONTRES]),
            "nombre": liens.count(),
            "montres": LIENS_MONTRES,
            "message": message_a(self.partenaire, liens),
        }
