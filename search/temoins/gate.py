"""Before a new index takes over, the témoins are asked of it: a worse one does not without a confirmation.

It is held against the index in service or, where that one no longer fits the software, against what the témoins gave
the last time. Worse means that a témoin that succeeded fails, or that the mean nDCG falls.
"""

from collections.abc import Callable

from search.engines.base import EngineError, SearchEngine
from search.temoins.enums import Origine
from search.temoins.measures import BAISSE
from search.temoins.passages import (
    Evaluation,
    Reference,
    evaluate,
    keep_evaluation,
    moyenne,
    reference_notee,
    temoins_actifs,
)

NOMMES_AU_PLUS = 5


class WorseIndexError(EngineError):
    """The new index answers the témoins less well than the one in service, which stays."""


def controle(engine: SearchEngine, *, confirme: bool) -> Callable[[SearchEngine], None]:
    """What to call with the new index just before it takes over. Raises WorseIndexError unless `confirme`."""

    def accepter(candidat: SearchEngine) -> None:
        if not temoins_actifs():
            return
        found = evaluate(candidat)
        pires = refus_de_bascule(found, reference_de(engine))
        keep_evaluation(found, engine.name, Origine.RECONSTRUCTION, bascule=confirme or not pires)
        if pires and not confirme:
            raise WorseIndexError(
                f"le nouvel index répond moins bien aux requêtes témoins ({pires}). L’ancien reste en service ; "
                "pour passer outre : « python manage.py search_rebuild --confirmer »."
            )

    return accepter


def reference_de(engine: SearchEngine) -> Reference:
    """What the témoins give now on the index in service, or gave the last time if it cannot be asked."""
    try:
        if not engine.state():
            return evaluate(engine).par_temoin
    except EngineError:
        pass  # The index in service does not answer: what was noted of it stands for it.
    return reference_notee(engine.name)


def refus_de_bascule(found: Evaluation, reference: Reference) -> str:
    """What is worse than in the reference, in words; "" when nothing is."""
    failing = [
        str(temoin) for temoin, one in found.mesures if reference.get(temoin.pk, (False, None))[0] and not one.reussi
    ]
    if failing:
        rest = len(failing) - NOMMES_AU_PLUS
        return ", ".join(failing[:NOMMES_AU_PLUS]) + (f" et {rest} autres" if rest > 0 else "")
    known = {pk: value for pk, (_, value) in reference.items()}
    before = moyenne(known.get(temoin.pk) for temoin, _ in found.mesures)
    after = moyenne(one.ndcg for temoin, one in found.mesures if known.get(temoin.pk) is not None)
    if before is not None and after is not None and after < before - BAISSE:
        return f"nDCG@10 moyen : {after:.3f} au lieu de {before:.3f}".replace(".", ",")
    return ""
