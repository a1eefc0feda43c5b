"""An A.D.O.C. of twelve questions whose proposals are searches: its evaluation, its result, and its check."""

import time
from typing import Any

from scripts.bench.place import HOST
from scripts.bench.report import Section, Table
from scripts.bench.timing import REPETITIONS, Timing, measure, ms

MS_AT_MOST, SECONDS_AT_MOST = 30.0, 10.0
QUESTIONS = 12
RECHERCHES = 9
CHEMINS = 100_000
Row = tuple[int, Timing, Timing, int, float, int]
TEXT = (
    "One questionnaire of twelve questions, all answered, and nine searches among its proposals, three a column, in a "
    "territoire and two domaines. The evaluation is asked of the API, the result as a page, through Django’s test "
    "client and all middlewares. The check walks a hundred thousand paths."
)


def row(*, repetitions: int = REPETITIONS) -> Row:
    """(documents, evaluation, page of the result, its SQL, seconds of the check, paths)."""
    from django.test import Client  # Django is set up by now, not when this module is read

    from adoc.parcours.definition import definition_de
    from adoc.parcours.verification import verify
    from pages.models import PageEditoriale
    from scripts.bench.public import sql_of

    page = _parcours()
    client = Client(SERVER_NAME=HOST)
    answers = _reponses()
    body = {"reponses": {code: list(given) for code, given in answers.items()}}
    place = f"/api/v3/adoc/{page.pk}/evaluation/"
    evaluation = measure(lambda: _sent(client, place, body), repetitions=repetitions)
    result = f"{page.get_url()}?etape=resultat&r={_lien(page, answers)}"
    shown = measure(lambda: client.get(result), repetitions=repetitions)
    begun = time.perf_counter()
    report = verify(definition_de(page), publiques=(), au_plus=CHEMINS)
    return (
        PageEditoriale.objects.live().count(),
        evaluation,
        shown,
        sql_of(result, client),
        time.perf_counter() - begun,
        report.chemins,
    )


def section(found: Row) -> Section:
    """The report."""
    documents, evaluation, shown, sql, seconds, paths = found
    rows = [
        ("evaluation by the API", str(documents), evaluation.shown, ms(evaluation.cpu), ""),
        ("page of the result", str(documents), shown.shown, ms(shown.cpu), str(sql)),
        (f"check of {paths} paths", "", f"{1000 * seconds:.0f}", f"{1000 * seconds:.0f}", ""),
    ]
    return Section(
        "adoc",
        "The A.D.O.C.",
        TEXT,
        [Table(("what", "documents on the site", "p50 / p95 ms", "CPU ms", "SQL"), rows)],
        [
            (
                f"evaluation of {QUESTIONS} answers, {RECHERCHES} searches, p50",
                f"≤ {MS_AT_MOST:.0f} ms",
                f"{ms(evaluation.p50)} ms",
                evaluation.p50 <= MS_AT_MOST,
            ),
            ("check of 100 000 paths", f"≤ {SECONDS_AT_MOST:.0f} s", f"{seconds:.1f} s", seconds <= SECONDS_AT_MOST),
        ],
    )


def _sent(client: Any, place: str, body: dict[str, Any]) -> None:
    answer = client.post(place, body, content_type="application/json")
    if answer.status_code != 200:
        raise RuntimeError(f"{place} answered {answer.status_code} instead of 200")


def _parcours() -> Any:
    """A published questionnaire; the same one on each run."""
    from adoc.enums import FormeQuestion  # as above
    from adoc.models import ChoixAdoc, DimensionAdoc, NiveauAdoc, ParcoursAdoc, QuestionAdoc, RegleAdoc
    from pages.models import Accueil
    from taxonomy.enums import Famille
    from taxonomy.models import Acteur

    children: dict[str, Any] = {
        "dimensions": [
            DimensionAdoc(
                code="d", nom="Dimension", **_avec(niveaux=[NiveauAdoc(nom="Début", seuil=0, texte="Tout commence.")])
            )
        ],
        "questions_adoc": [
            QuestionAdoc(code="lieu", texte="Où ?", forme=FormeQuestion.TERRITOIRE, sort_order=0),
            QuestionAdoc(code="themes", texte="Quoi ?", forme=FormeQuestion.DOMAINES, sort_order=1),
            *(
                QuestionAdoc(
                    code=f"q{rank}",
                    texte=f"Question {rank} ?",
                    dimension="d",
                    sort_order=rank,
                    **_avec(choix=[ChoixAdoc(code=f"c{n}", texte=str(n), points=n) for n in range(4)]),
                )
                for rank in range(2, QUESTIONS)
            ),
        ],
        "regles": [
            RegleAdoc(
                code=f"r{famille}{rank}",
                famille=famille,
                mots=mots,
                selon_domaines=rank < 2,
                pour_le_profil=False,
                sort_order=rank,
                **({"dimension": "d", "plafond": 100} if rank else {}),
            )
            for famille in Famille
            for rank, mots in enumerate(["", "mobilité", "alliance"])
        ],
    }
    profil = Acteur.objects.filter(a_un_parcours=True).first()
    ParcoursAdoc.objects.filter(profil=profil).update(live=False)
    page = ParcoursAdoc(title="Parcours mesuré", slug="parcours-mesure", profil=profil, **children)
    accueil = Accueil.objects.first()
    if accueil is None:
        raise RuntimeError("the corpus has no home page")
    accueil.add_child(instance=page)
    return ParcoursAdoc.objects.get(pk=page.pk)


def _avec(**children: Any) -> dict[str, Any]:
    """Children of a child, which its type does not tell of."""
    return children


def _reponses() -> dict[str, tuple[str, ...]]:
    from taxonomy.models import Domaine, Territoire  # as above

    place = Territoire.objects.filter(niveau="departement").order_by("slug").first()
    themes = Domaine.objects.order_by("slug")[:2]
    return {
        "lieu": (place.slug if place else "france",),
        "themes": tuple(one.slug for one in themes),
        **{f"q{rank}": (f"c{rank % 4}",) for rank in range(2, QUESTIONS)},
    }


def _lien(page: Any, answers: dict[str, tuple[str, ...]]) -> str:
    from adoc.walk.answer_links import AnswerBook, write_answers  # as above

    return write_answers(AnswerBook(page=page.pk, revision=page.live_revision_id or 0, reponses=answers))
