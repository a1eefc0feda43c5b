"""C.A.P. to set: an ordinary one, an empty one, a full one, and one whose texts are anything but text."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime

from cap.takeaway.content import Chose, Contenu, Remplacant, TakeawayPart
from taxonomy.enums import Famille

LE = datetime(2026, 11, 27, 9, tzinfo=UTC)
LECTURE = "https://www.odd17.example/cap/lire/AAAAAAAAAAAAAAAAAAAAAA/"
NOTE = "Lire en équipe, puis décider à l’assemblée générale.\nCoût\u00a0: 1\u202f200\u00a0€."
EN_TROP = '✅ 😀 漢字 العربية ] #panic() [ \\ " \x18 \u200d'


def samples() -> Iterator[tuple[str, Contenu]]:
    """(what it is, the content) of each."""
    yield "ordinary, 60 elements", cap(60)
    yield "empty", cap(0, nom="")
    yield "full, 300 elements with the longest notes", cap(300, note=(NOTE + " ") * 24)
    yield "hostile texts", cap(30, nom=EN_TROP, note=EN_TROP)
    yield "any character at all", cap(30, note=_anything(random.Random(17)))  # noqa: S311  any will do


def cap(nombre: int, *, nom: str = "Les Deux-Rives", note: str = NOTE) -> Contenu:
    """One with so many elements, a seventh of which have lost their link."""
    each = nombre // len(Famille)
    parties = tuple(
        TakeawayPart(one.value, one.pluriel, tuple(_chose(rang * each + n, note) for n in range(each)))
        for rang, one in enumerate(Famille)
    )
    return Contenu(nom, "Faire vivre l’ODD 17\nd’ici 2030.", "Deux bénévoles.", "", "", 4, LECTURE, LE, LE, parties)


def _chose(n: int, note: str) -> Chose:
    lost, changed = n % 7 == 3, n % 5 == 0
    instead = (Remplacant("Un guide voisin", "https://www.odd17.example/agir/guide-voisin/"),)
    return Chose(
        cle=f"c{n}",
        page=n,
        titre=f"Guide {n} des alliances territoriales",
        url=f"https://www.odd17.example/agir/guides/guide-{n}/",
        nature="Guide",
        partenaires=("Réseau fictif", "Agence fictive"),
        statut="en_cours",
        statut_dit="En cours",
        echeance=date(2028, 6, 1 + n % 28) if n % 2 else None,
        note=note if n % 2 == 0 else "",
        ajoute_le=LE,
        lien="casse" if lost else "ok",
        lien_verifie_le=LE,
        lien_dit="lien indisponible depuis le 3 mars 2026" if lost else "vérifié le 12 novembre 2026",
        est_indisponible=lost,
        devenir="modifiee" if changed else "",
        devenir_dit="Modifiée depuis votre sélection du 1er juin 2026" if changed else "",
        evenement_le=LE if lost or changed else None,
        remplacants=instead if lost else (),
    )


def _anything(rng: random.Random) -> str:
    points = [point for point in (rng.randrange(0x110000) for _ in range(2000)) if not 0xD800 <= point < 0xE000]
    return "".join(map(chr, points))
