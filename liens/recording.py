"""Keeps the registry in step with what is saved: one `Lien` per address, one occurrence per place.

Runs in the transaction that saves the page or the partner, asks nothing of the network, and never refuses a save:
an address that cannot be read stays on the page and is reported by the checker as invalid.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from ground.addresses.keys import cle_de
from ground.addresses.urls import without_secrets
from liens.enums import EtatLien, OrigineOccurrence
from liens.extraction import Citation, citations_de
from liens.holding import held
from liens.models.lien import Lien, OccurrenceLien
from liens.signals import citations_changed, links_discovered
from pages.models.base import PageEditoriale
from taxonomy.models import Partenaire

Place = tuple[str, str, str, str, str, str]


def record_page(page: PageEditoriale, brouillon: PageEditoriale | None = None) -> list[int]:
    """Bring the occurrences of `page` in step with its live version and its latest draft.

    `brouillon` is a draft so new that the page's own row does not know of it yet. Returns the ids of links that are to
    be checked at once.
    """
    versions: dict[Place, list[bool]] = defaultdict(lambda: [False, False])
    if page.live:
        for citation in citations_de(type(page).objects.get(pk=page.pk)):
            versions[_place(citation)][0] = True
    for version in _brouillons(page, brouillon):
        for citation in citations_de(version):
            versions[_place(citation)][1] = True
    with transaction.atomic():
        anciens = _delete(page.occurrences.all())
        new = _write(versions, page=page)
        _retire_orphans(anciens)
        citations_changed.send(sender=OccurrenceLien, page=page.pk)
    return new


def record_new_drafts(pages: Iterable[PageEditoriale]) -> None:
    """The occurrences of pages that were made together and never published, from what they hold in memory."""
    cited = [
        (page, citation, cle) for page in pages for citation in citations_de(page) if (cle := cle_de(citation.url))
    ]
    liens, new = liens_pour({cle for _, _, cle in cited})
    Lien.objects.filter(pk__in=[lien.pk for lien in liens.values() if lien.prive]).update(prive=False)
    occurrences: dict[tuple[Any, ...], OccurrenceLien] = {}
    for page, one, cle in cited:
        lien = liens[cle[0]]
        occurrences.setdefault(
            (page.pk, lien.pk, one.champ, one.bloc, one.texte),
            OccurrenceLien(
                lien=lien,
                page=page,
                origine=one.origine,
                champ=one.champ[:200],
                bloc=one.bloc,
                lieu=one.lieu[:300],
                texte=one.texte,
                url_saisie=without_secrets(one.url)[:2048],
                en_brouillon=True,
            ),
        )
    OccurrenceLien.objects.bulk_create(occurrences.values())
    if new:
        links_discovered.send(sender=Lien, ids=new)


def _brouillons(page: PageEditoriale, brouillon: PageEditoriale | None) -> Iterator[PageEditoriale]:
    """What may yet be published: the latest draft, and the version that is scheduled if a later draft hides it."""
    if brouillon or not page.live or page.has_unpublished_changes:
        yield brouillon or page.get_latest_revision_as_object()
        prevue = page.scheduled_revision
        if prevue is not None and not prevue.is_latest_revision():
            yield prevue.as_object()


def record_partenaire(partenaire: Partenaire) -> list[int]:
    """Bring the occurrences of a partner's card in step with it."""
    citations = citations_de(partenaire)
    with transaction.atomic():
        anciens = _delete(partenaire.occurrences.all())
        versions = {
            (one.url, OrigineOccurrence.PARTENAIRE.value, one.champ, one.bloc, partenaire.nom, one.lieu): [True, False]
            for one in citations
        }
        new = _write(versions, partenaire=partenaire)
        _retire_orphans(anciens)
        citations_changed.send(sender=OccurrenceLien, page=None)
    return new


def record_redirection(redirection: Redirect) -> list[int]:
    """Bring the occurrence of one of our old addresses in step: where it leads to outside of the site, if it does."""
    with transaction.atomic():
        anciens = _delete(OccurrenceLien.objects.filter(redirection=redirection))
        versions: dict[Place, list[bool]] = {}
        if redirection.redirect_link and not redirection.redirect_page_id:
            place = (
                redirection.redirect_link,
                OrigineOccurrence.REDIRECTION.value,
                "redirect_link",
                "",
                "",
                "Destination",
            )
            versions[place] = [True, False]
        new = _write(versions, redirection=redirection)
        _retire_orphans(anciens)
        citations_changed.send(sender=OccurrenceLien, page=None)
    return new


def forget_citer(**porteur: models.Model) -> None:
    """Before a `partenaire` or a `redirection` goes: the links that nobody else cites are retired."""
    with transaction.atomic():
        _retire_orphans(_delete(OccurrenceLien.objects.filter(**porteur)))
        citations_changed.send(sender=OccurrenceLien, page=None)


def forget_page(pk: int) -> None:
    """When a page is deleted: its occurrences go, and links that nobody cites any more are retired."""
    with transaction.atomic():
        _retire_orphans(_delete(OccurrenceLien.objects.filter(page_id=pk)))
        citations_changed.send(sender=OccurrenceLien, page=pk)


def _delete(occurrences: models.QuerySet[OccurrenceLien]) -> set[int]:
    """Delete these occurrences; the ids of the links that they cited."""
    liens = set(occurrences.values_list("lien_id", flat=True))
    occurrences.delete()
    return liens


def _place(citation: Citation) -> Place:
    return (citation.url, citation.origine.value, citation.champ, citation.bloc, citation.texte, citation.lieu)


def _write(
    versions: dict[Place, list[bool]],
    *,
    page: PageEditoriale | None = None,
    partenaire: Partenaire | None = None,
    redirection: Redirect | None = None,
) -> list[int]:
    cles = {place: cle for place in versions if (cle := cle_de(place[0])) is not None}
    liens, new = liens_pour(set(cles.values()))
    Lien.objects.filter(pk__in=[lien.pk for lien in liens.values() if lien.prive]).update(prive=False)
    occurrences: dict[tuple[int, str, str, str], OccurrenceLien] = {}
    for place, cle in cles.items():
        url, origine, champ, bloc, texte, lieu = place
        en_ligne, en_brouillon = versions[place]
        lien = liens[cle[0]]
        occurrence = occurrences.setdefault(
            (lien.pk, champ, bloc, texte),
            OccurrenceLien(
                lien=lien,
                page=page,
                partenaire=partenaire,
                redirection=redirection,
                origine=origine,
                champ=champ[:200],
                bloc=bloc,
                lieu=lieu[:300],
                texte=texte,
                url_saisie=without_secrets(url)[:2048],
            ),
        )
        occurrence.en_ligne |= en_ligne
        occurrence.en_brouillon |= en_brouillon
    OccurrenceLien.objects.bulk_create(occurrences.values())
    if new:
        links_discovered.send(sender=Lien, ids=new)
    return new


def liens_pour(cles: Iterable[tuple[str, str]], *, prive: bool = False) -> tuple[dict[str, Lien], list[int]]:
    """The row of each address (`cle_de`), by address, and the ids of those that are to be checked at once.

    `prive` says what the rows are that nobody cited until now.
    """
    hotes = dict(cles)
    etats = dict(Lien.objects.filter(url__in=hotes).values_list("url", "etat"))
    known = {url for url, etat in etats.items() if etat != EtatLien.RETIRE}
    now = timezone.now()
    Lien.objects.bulk_create(
        (Lien(url=url, hote=hotes[url], prochain_controle_le=now, prive=prive) for url in hotes if url not in etats),
        ignore_conflicts=True,
    )
    retired = Lien.objects.filter(url__in=hotes, etat=EtatLien.RETIRE)
    retired.update(etat=EtatLien.NOUVEAU, prochain_controle_le=now, prive=prive)
    liens = {lien.url: lien for lien in Lien.objects.filter(url__in=hotes)}
    return liens, [lien.pk for url, lien in liens.items() if url not in known]


def _retire_orphans(ids: set[int]) -> None:
    orphans = Lien.objects.filter(pk__in=ids, occurrences__isnull=True)
    wanted = list(orphans.filter(held()).values_list("pk", flat=True))
    orphans.exclude(pk__in=wanted).update(etat=EtatLien.RETIRE)
    orphans.filter(pk__in=wanted).update(prive=True)
