"""Keeps the registry in step with what is saved: one `Lien` per address, one occurrence per place.

Runs in the transaction that saves the page or the partner, asks nothing of the network, and never refuses a save:
an address that cannot be read stays on the page and is reported by the checker as invalid.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from pages.enums import EtatLien, OrigineOccurrence
from pages.liens.extraction import Citation, citations_de
from pages.liens.urls import InvalidUrlError, normalise, scheme_of, without_secrets
from pages.models.base import PageEditoriale
from pages.models.liens import Lien, OccurrenceLien
from taxonomy.models import Partenaire

SCHEMAS_NON_SUIVIS = frozenset({"mailto", "tel", "sms"})
Place = tuple[str, str, str, str, str]

#: Sent in the saving transaction with `ids`, the links that the site did not know before.
liens_decouverts = Signal()


def cle_de(url: str) -> tuple[str, str] | None:
    """(normalised address, host) of an address as typed; None for anchors, own paths, mail and phone."""
    text = url.strip()
    if text.startswith(("#", "/")) or scheme_of(text) in SCHEMAS_NON_SUIVIS:
        return None
    try:
        target = normalise(text)
    except InvalidUrlError:
        return without_secrets(text)[:2048], ""
    return target.text[:2048], target.host


def enregistrer_page(page: PageEditoriale, brouillon: PageEditoriale | None = None) -> list[int]:
    """Bring the occurrences of `page` in step with its live version and its latest draft.

    `brouillon` is a draft so new that the page's own row does not know of it yet. Returns the ids of links that the
    site did not know before.
    """
    versions: dict[Place, list[bool]] = defaultdict(lambda: [False, False])
    if page.live:
        for citation in citations_de(type(page).objects.get(pk=page.pk)):
            versions[_place(citation)][0] = True
    if brouillon or not page.live or page.has_unpublished_changes:
        for citation in citations_de(brouillon or page.get_latest_revision_as_object()):
            versions[_place(citation)][1] = True
    with transaction.atomic():
        anciens = set(page.occurrences.values_list("lien_id", flat=True))
        page.occurrences.all().delete()
        new = _ecrire(versions, page=page)
        _retirer_les_orphelins(anciens)
    return new


def enregistrer_partenaire(partenaire: Partenaire) -> list[int]:
    """Bring the occurrence of a partner's own site in step with its card."""
    with transaction.atomic():
        anciens = set(partenaire.occurrences.values_list("lien_id", flat=True))
        partenaire.occurrences.all().delete()
        versions: dict[Place, list[bool]] = {}
        if partenaire.site:
            place = (partenaire.site, OrigineOccurrence.PARTENAIRE.value, "site", "", partenaire.nom)
            versions[place] = [True, False]
        new = _ecrire(versions, partenaire=partenaire)
        _retirer_les_orphelins(anciens)
    return new


def oublier_partenaire(partenaire: Partenaire) -> None:
    """Before a partner is deleted or merged: the link of its card is retired if nobody else cites it."""
    with transaction.atomic():
        anciens = set(partenaire.occurrences.values_list("lien_id", flat=True))
        partenaire.occurrences.all().delete()
        _retirer_les_orphelins(anciens)


def oublier_page(pk: int) -> None:
    """When a page is deleted: its occurrences go, and links that nobody cites any more are retired."""
    with transaction.atomic():
        occurrences = OccurrenceLien.objects.filter(page_id=pk)
        anciens = set(occurrences.values_list("lien_id", flat=True))
        occurrences.delete()
        _retirer_les_orphelins(anciens)


def _place(citation: Citation) -> Place:
    return (citation.url, citation.origine.value, citation.champ, citation.bloc, citation.texte)


def _ecrire(
    versions: dict[Place, list[bool]],
    *,
    page: PageEditoriale | None = None,
    partenaire: Partenaire | None = None,
) -> list[int]:
    cles = {place: cle for place in versions if (cle := cle_de(place[0])) is not None}
    liens, new = _liens_pour(set(cles.values()))
    occurrences: dict[tuple[int, str, str, str], OccurrenceLien] = {}
    for place, cle in cles.items():
        url, origine, champ, bloc, texte = place
        en_ligne, en_brouillon = versions[place]
        lien = liens[cle[0]]
        occurrence = occurrences.setdefault(
            (lien.pk, champ, bloc, texte),
            OccurrenceLien(
                lien=lien,
                page=page,
                partenaire=partenaire,
                origine=origine,
                champ=champ[:200],
                bloc=bloc,
                texte=texte,
                url_saisie=without_secrets(url)[:2048],
            ),
        )
        occurrence.en_ligne |= en_ligne
        occurrence.en_brouillon |= en_brouillon
    OccurrenceLien.objects.bulk_create(occurrences.values())
    if new:
        liens_decouverts.send(sender=Lien, ids=new)
    return new


def _liens_pour(cles: Iterable[tuple[str, str]]) -> tuple[dict[str, Lien], list[int]]:
    hotes = dict(cles)
    known = set(Lien.objects.filter(url__in=hotes).values_list("url", flat=True))
    now = timezone.now()
    Lien.objects.bulk_create(
        (Lien(url=url, hote=hotes[url], prochain_controle_le=now) for url in hotes if url not in known),
        ignore_conflicts=True,
    )
    Lien.objects.filter(url__in=known, etat=EtatLien.RETIRE).update(etat=EtatLien.NOUVEAU, prochain_controle_le=now)
    liens = {lien.url: lien for lien in Lien.objects.filter(url__in=hotes)}
    return liens, [lien.pk for url, lien in liens.items() if url not in known]


def _retirer_les_orphelins(ids: set[int]) -> None:
    Lien.objects.filter(pk__in=ids, occurrences__isnull=True).update(etat=EtatLien.RETIRE)
