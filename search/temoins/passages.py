"""Runs the témoins on an engine, in service or not yet, and says what fell since the last run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Prefetch
from wagtail.models import Page

from search.answers.widening import grouped, settle
from search.engines.base import SearchEngine
from search.planning.planner import plan_search
from search.temoins.enums import Origine, Role
from search.temoins.measures import PROFONDEUR, RankingMeasure, en_baisse, measure_ranking
from search.temoins.models import PageTemoin, Passage, RequeteTemoin, Resultat

GARDES = 100
#: témoin → (succeeded, nDCG).
Reference = Mapping[int, tuple[bool, float | None]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every active témoin on one engine."""

    mesures: tuple[tuple[RequeteTemoin, RankingMeasure], ...]

    @property
    def reussis(self) -> int:
        return sum(mesure.reussi for _, mesure in self.mesures)

    @property
    def ndcg(self) -> float | None:
        """The mean over the témoins that expect pages."""
        return moyenne(mesure.ndcg for _, mesure in self.mesures)

    @property
    def par_temoin(self) -> Reference:
        return {temoin.pk: (mesure.reussi, mesure.ndcg) for temoin, mesure in self.mesures}


def moyenne(values: Iterable[float | None]) -> float | None:
    """The mean of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def evaluate(engine: SearchEngine) -> Evaluation:
    """Ask the engine every active témoin. Raises EngineError."""
    return Evaluation(tuple((temoin, mesure(engine, temoin)) for temoin in temoins_actifs()))


def temoins_actifs() -> list[RequeteTemoin]:
    """The active témoins with their pages."""
    pages = Prefetch("pages", queryset=PageTemoin.objects.order_by("-valeur", "id"))
    return list(RequeteTemoin.objects.filter(actif=True).prefetch_related(pages))


def mesure(engine: SearchEngine, temoin: RequeteTemoin) -> RankingMeasure:
    """What one témoin gives on this engine."""
    planned = settle(engine, plan_search(temoin.parametres))
    size = max(temoin.premiers, PROFONDEUR)
    raw = engine.search(replace(planned.query, page=1, size=size), planned.plan)
    first = grouped(raw.hits) if planned.plan.is_widened else raw.hits
    pages = list(temoin.pages.all())
    return measure_ranking(
        [hit.id for hit in first],
        gains={one.page_id: one.valeur for one in pages if one.role == Role.ATTENDUE},
        indesirables={one.page_id for one in pages if one.role == Role.INDESIRABLE},
        premiers=temoin.premiers,
        total=raw.total,
    )


def run_temoins(engine: SearchEngine, origine: Origine) -> Passage:
    """Run every active témoin and keep what was found. Raises EngineError."""
    return keep_evaluation(evaluate(engine), engine.name, origine)


@transaction.atomic
def keep_evaluation(evaluation: Evaluation, moteur: str, origine: Origine, *, bascule: bool | None = None) -> Passage:
    """Keep an evaluation; each témoin is compared with the last index that served."""
    before = reference_notee(moteur)
    passage = Passage.objects.create(
        origine=origine,
        moteur=moteur,
        total=len(evaluation.mesures),
        reussis=evaluation.reussis,
        ndcg=evaluation.ndcg,
        bascule=bascule,
    )
    titles = _titres(mesure for _, mesure in evaluation.mesures)
    Resultat.objects.bulk_create(
        Resultat(
            passage=passage,
            temoin=temoin,
            nom=str(temoin),
            reussi=found.reussi,
            ndcg=found.ndcg,
            total=found.total,
            manquantes=_nommees(found.manquantes, titles),
            indesirables=_nommees(found.indesirables, titles),
            baisse=en_baisse(avant=before.get(temoin.pk), reussi=found.reussi, valeur=found.ndcg),
        )
        for temoin, found in evaluation.mesures
    )
    for old in Passage.objects.order_by("-id")[GARDES:]:
        old.delete()
    return passage


def reference_notee(moteur: str) -> Reference:
    """What each témoin gave in the last run on an index that visitors asked."""
    last = Passage.objects.filter(moteur=moteur).exclude(bascule=False).first()
    if last is None:
        return {}
    rows = Resultat.objects.filter(passage=last, temoin__isnull=False)
    return {temoin: (reussi, valeur) for temoin, reussi, valeur in rows.values_list("temoin_id", "reussi", "ndcg")}


def _titres(mesures: Iterable[RankingMeasure]) -> dict[int, str]:
    ids = {page for found in mesures for page in (*found.manquantes, *found.indesirables)}
    return dict(Page.objects.filter(pk__in=ids).values_list("pk", "title"))


def _nommees(ids: Sequence[int], titles: dict[int, str]) -> list[dict[str, int | str]]:
    return [{"id": one, "titre": titles.get(one, "page supprimée")} for one in ids]
