"""Counts what people search without knowing who, and never makes a search wait or fail.

`note_search` puts one small value in a queue; a thread of the process empties it every few seconds. What is counted:

* a digest of the query under a key of the installation, on how many days it was seen, and a bitmap of the day's
  different visitors. A visitor is a digest of address and browser under a salt drawn each day, kept in the cache until
  midnight and nowhere else, and mixed with the query: it cannot be followed from one query to another, nor to the
  next day. The bitmap can only count too few;
* the words themselves from the moment when `VISITEURS` visitors of one day, or `JOURS` days, have asked for them.

What looks like an address, a number or a long sentence is never counted, nor is a search with filters.
"""

import hashlib
import hmac
import logging
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, reduce
from operator import or_

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from ground.visitors import address_of
from pages.offering import OF_DRAFTS
from search.enums import Tri
from search.french import words
from search.frequent.models import EsquisseDeRecherche, RechercheFrequente
from search.planning.planner import Planned

logger = logging.getLogger(__name__)

VISITEURS = 5
JOURS = 10
GARDE = timedelta(days=60)
GARDE_DES_FREQUENTES = timedelta(days=400)
FILE_AU_PLUS = 2_000
PAUSE = 5.0
_LETTRES_AU_PLUS, _MOTS_AU_PLUS = 80, 8
_SEAUX = 63
_LOT = 50
_PERSONNEL = re.compile(r"@|\d[\d\s.-]{5,}")


@dataclass(frozen=True, slots=True)
class AskedSearch:
    """One search. `seau` is where its visitor falls among the day's."""

    requete: str
    resultats: int
    seau: int
    jour: date


_file: deque[AskedSearch] = deque(maxlen=FILE_AU_PLUS)
_sel: tuple[date, bytes] | None = None
_fil: threading.Thread | None = None
_demarrage = threading.Lock()


def note_search(request: HttpRequest, planned: Planned, resultats: int) -> None:
    """Count this search, if it is one that is counted. Never raises, never waits."""
    if not settings.SEARCH_RECORD_QUERIES or any(getattr(request, mark, None) for mark in OF_DRAFTS):
        return
    try:
        found = demande(request, planned, resultats, timezone.localdate())
        if found:
            _file.append(found)
            _wake()
    except Exception:  # a search that is answered must not fail for having been counted
        logger.exception("A search could not be counted")


def demande(request: HttpRequest, planned: Planned, resultats: int, jour: date) -> AskedSearch | None:
    """What is counted of this search; None when nothing is."""
    query = planned.query
    requete = normalisee(query.text)
    if not requete or query.selection or query.page > 1 or query.tri != Tri.PERTINENCE:
        return None
    visiteur = f"{address_of(request)}\x00{request.META.get('HTTP_USER_AGENT', '')}\x00{requete}"
    digest = hmac.digest(_sel_du_jour(jour), visiteur.encode(), "sha256")
    return AskedSearch(requete, resultats, int.from_bytes(digest[:8], "big") % _SEAUX, jour)


@lru_cache(maxsize=2048)
def normalisee(texte: str) -> str:
    """The query as it is counted: its words, in lower case; "" for what might be about a person."""
    if len(texte) > _LETTRES_AU_PLUS or _PERSONNEL.search(texte):
        return ""
    found = " ".join(word.accented for word in words(texte))
    return found if found.count(" ") < _MOTS_AU_PLUS and len(found) <= _LETTRES_AU_PLUS else ""


def flush() -> int:
    """Write what waits in this process; how many searches there were."""
    waiting = []
    while _file:
        waiting.append(_file.popleft())
    if waiting:
        write_counts(waiting)
    return len(waiting)


def write_counts(demandes: Iterable[AskedSearch]) -> None:
    """Count these searches in the database, those of one query together."""
    groups: dict[tuple[str, date], list[AskedSearch]] = {}
    for one in demandes:
        groups.setdefault((one.requete, one.jour), []).append(one)
    waiting = list(groups.values())
    # By small lots: whoever else writes need not wait for long.
    for first in range(0, len(waiting), _LOT):
        with transaction.atomic():
            for group in waiting[first : first + _LOT]:
                _count(group)


def _count(group: list[AskedSearch]) -> None:
    last = group[-1]
    connue = RechercheFrequente.objects.filter(requete=last.requete)
    if not connue.update(nombre=F("nombre") + len(group), resultats=last.resultats, vue_le=last.jour):
        _sketch(last, reduce(or_, (1 << one.seau for one in group)))


def prune(*, now: datetime) -> None:
    """Erase the visitors and the salts of past days, and what has not been asked for long."""
    today = timezone.localdate(now)
    cache.delete_many([_nom_du_sel(today - timedelta(days=ago)) for ago in range(1, 8)])
    EsquisseDeRecherche.objects.filter(jour__lt=today).exclude(visiteurs=0).update(visiteurs=0)
    EsquisseDeRecherche.objects.filter(jour__lt=today - GARDE).delete()
    RechercheFrequente.objects.filter(vue_le__lt=today - GARDE_DES_FREQUENTES).delete()


def _sketch(one: AskedSearch, visiteurs: int) -> None:
    empreinte = hmac.digest(_cle(), one.requete.encode(), "sha256")[:16].hex()
    sketch, is_new = EsquisseDeRecherche.objects.select_for_update().get_or_create(
        empreinte=empreinte, defaults={"jour": one.jour, "visiteurs": visiteurs}
    )
    if not is_new:
        if one.jour > sketch.jour:
            sketch.jour, sketch.jours, sketch.visiteurs = one.jour, sketch.jours + 1, 0
        if one.jour == sketch.jour:
            sketch.visiteurs |= visiteurs
        sketch.save()
    if sketch.visiteurs.bit_count() >= VISITEURS or sketch.jours >= JOURS:
        counted = {"nombre": 1, "resultats": one.resultats, "vue_le": one.jour}
        RechercheFrequente.objects.get_or_create(requete=one.requete, defaults=counted)
        sketch.delete()


def _cle() -> bytes:
    return hashlib.sha256(b"search.frequentes\x00" + settings.SECRET_KEY.encode()).digest()


def _sel_du_jour(jour: date) -> bytes:
    """The same salt in every process that shares the cache, until midnight."""
    global _sel  # one per process, replaced each day
    if _sel is None or _sel[0] != jour:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        left = max(int((midnight - timezone.now()).total_seconds()), 1)
        salt = cache.get_or_set(_nom_du_sel(jour), lambda: secrets.token_hex(32), left) or secrets.token_hex(32)
        _sel = (jour, bytes.fromhex(salt))
    return _sel[1]


def _nom_du_sel(jour: date) -> str:
    return f"search.frequentes.sel.{jour.isoformat()}"


def _wake() -> None:
    global _fil  # one thread per process, started by its first search: a fork has none
    if _fil is None or not _fil.is_alive():
        with _demarrage:
            if _fil is None or not _fil.is_alive():
                _fil = threading.Thread(target=_write_forever, name="recherches-frequentes", daemon=True)
                _fil.start()


def _write_forever() -> None:
    while True:
        time.sleep(PAUSE)
        try:
            if flush():
                connection.close()
        except Exception:  # the thread must outlive a database that is away; what it held is lost, which is no harm
            logger.exception("Searches could not be counted")
            connection.close()
