"""The links of the corpus, and the rows that `liens.recording` would have written had each page been published."""

import random
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from demo.corpus.generator import FicheCorpus, LienCorpus
from ground.addresses.keys import cle_de
from liens.enums import EtatLien, OrigineOccurrence
from liens.models import Lien, OccurrenceLien
from pages.models import LienRessource

#: How many links of the corpus are in each state, so that the facet « état du lien » has something to count.
ETATS = {
    EtatLien.OK: 86,
    EtatLien.NOUVEAU: 5,
    EtatLien.CASSE: 3,
    EtatLien.ATTENTION: 3,
    EtatLien.SUSPECT: 2,
    EtatLien.INVERIFIABLE: 1,
}
JAMAIS_VUS = (EtatLien.NOUVEAU, EtatLien.INVERIFIABLE)


def write_links(ecrites: Sequence[tuple[FicheCorpus, int]], graine: int) -> None:
    """The links of these fiches, written on the pages of these ids, with their rows of the registry."""
    LienRessource.objects.bulk_create(
        LienRessource(page_id=pk, libelle=lien.texte, url=lien.url, role=lien.role, sort_order=rang)
        for fiche, pk in ecrites
        for rang, lien in enumerate(fiche.liens)
    )
    cites = {lien.url: lien for fiche, _ in ecrites for lien in (*fiche.liens, *fiche.citations)}
    liens = _liens_pour(list(cites), graine)
    OccurrenceLien.objects.bulk_create(
        _occurrence(lien, pk, liens) for fiche, pk in ecrites for lien in (*fiche.liens, *fiche.citations)
    )


def _occurrence(lien: LienCorpus, page: int, liens: dict[str, int]) -> OccurrenceLien:
    return OccurrenceLien(
        lien_id=liens[lien.url],
        page_id=page,
        origine=OrigineOccurrence.TEXTE if lien.bloc else OrigineOccurrence.CHAMP,
        champ=lien.champ,
        bloc=lien.bloc,
        texte=lien.texte,
        url_saisie=lien.url,
        en_ligne=True,
        en_brouillon=False,
    )


def _liens_pour(urls: Sequence[str], graine: int) -> dict[str, int]:
    """Ids by address as written. States are drawn, not observed: the sites do not exist."""
    cles = {url: cle for url in urls if (cle := cle_de(url)) is not None}
    alea = random.Random(f"{graine}:{urls[0]}")  # noqa: S311  a corpus, not a secret
    now = timezone.now()
    rows = []
    for normalisee, hote in dict.fromkeys(cles.values()):
        etat = alea.choices(list(ETATS), weights=list(ETATS.values()))[0]
        vu_le = now - timedelta(seconds=alea.randrange(90 * 86400))
        rows.append(
            Lien(
                url=normalisee,
                hote=hote,
                etat=etat,
                verifie_le=None if etat in JAMAIS_VUS else vu_le,
                controle_le=None if etat == EtatLien.NOUVEAU else vu_le,
                prochain_controle_le=now + timedelta(seconds=alea.randrange(86400, 30 * 86400)),
            )
        )
    Lien.objects.bulk_create(rows, ignore_conflicts=True)
    connus = dict(Lien.objects.filter(url__in=[lien.url for lien in rows]).values_list("url", "pk"))
    return {url: connus[normalisee] for url, (normalisee, _) in cles.items()}
