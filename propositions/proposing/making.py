"""What a partner’s press becomes: a proposal that waits for an editor. Nothing of any page changes.

Each is made in one transaction with its entry in the log. `token` is that of the form: pressed twice, it makes one.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from propositions.accesses.limits import count_act
from propositions.accesses.noting import PROPOSED, note_proposal
from propositions.enums import EtatDeDemarche, SorteDeDemarche
from propositions.models import AccesDePartenaire, PropositionDePartenaire
from propositions.proposing.fields import differing
from propositions.ressources import own_ressources

NOTHING = "Rien n’y est changé\u00a0: corrigez au moins un champ, ou écrivez un mot."


class SaidValid(NamedTuple):
    """Of how many ressources it was said, and of how many it had been said before and waits."""

    said: int
    before: int


def say_valid(*, access: AccesDePartenaire, keys: Collection[int], token: str) -> SaidValid:
    """Propose that these of the partner’s ressources are still valid; others’ are left out. Raises TooManyError."""
    pages = list(own_ressources(access.partenaire).filter(pk__in=keys).only("pk", "title", "responsable"))
    if not pages:
        return SaidValid(0, 0)
    count_act(access, more=len(pages))
    said = 0
    with transaction.atomic():
        _hold(access)
        waiting = set(
            PropositionDePartenaire.objects.filter(
                partenaire=access.partenaire,
                sorte=SorteDeDemarche.VALABLE,
                etat=EtatDeDemarche.ATTENTE,
                page__in=[page.pk for page in pages],
            ).values_list("page", flat=True)
        )
        for page in pages:
            if page.pk not in waiting:
                said += _make(access, SorteDeDemarche.VALABLE, f"{token}.{page.pk}", page=page)[1]
    return SaidValid(said, len(pages) - said)


def propose_correction(
    *, access: AccesDePartenaire, page: Any, seen: Mapping[str, Any], wanted: Mapping[str, Any], word: str, token: str
) -> PropositionDePartenaire:
    """Propose that a page say otherwise what differs of `seen`. Raises ValidationError, TooManyError."""
    changed = differing(wanted, seen)
    if not changed and not word.strip():
        raise ValidationError(NOTHING)
    count_act(access)
    before = {name: seen.get(name) for name in changed}
    with transaction.atomic():
        _hold(access)
        said = {"page": page, "depart": before, "valeurs": changed, "mot": word.strip()}
        return _make(access, SorteDeDemarche.CORRECTION, token, **said)[0]


def propose_ressource(
    *, access: AccesDePartenaire, wanted: Mapping[str, Any], word: str, token: str
) -> PropositionDePartenaire:
    """Propose a ressource that is not there. Raises TooManyError."""
    count_act(access)
    with transaction.atomic():
        _hold(access)
        said = {"titre": wanted["titre"], "valeurs": dict(wanted), "mot": word.strip()}
        return _make(access, SorteDeDemarche.RESSOURCE, token, **said)[0]


def propose_sheet(*, access: AccesDePartenaire, imp: Any, word: str, token: str) -> PropositionDePartenaire:
    """Propose a sheet that was read."""
    with transaction.atomic():
        said = {"titre": imp.fichier, "imp": imp, "mot": word.strip()}
        return _make(access, SorteDeDemarche.FEUILLE, token, **said)[0]


def _hold(access: AccesDePartenaire) -> None:
    """Two presses of one link are done one after the other."""
    AccesDePartenaire.objects.select_for_update(of=("self",)).get(pk=access.pk)


def _make(
    access: AccesDePartenaire, kind: SorteDeDemarche, token: str, *, page: Any = None, titre: str = "", **said: Any
) -> tuple[PropositionDePartenaire, bool]:
    """The proposal, and whether it was made now; its page says who decides, else the link does."""
    organisation = page.responsable_id if page is not None else access.organisation
    named = (page.title if page is not None else titre)[:255]
    proposal, made = PropositionDePartenaire.objects.get_or_create(
        acces=access,
        jeton=token,
        defaults={
            "partenaire": access.partenaire,
            "organisation": organisation,
            "sorte": kind,
            "page_id": None if page is None else page.pk,
            "titre": named,
            **said,
        },
    )
    if made:
        note_proposal(proposal, PROPOSED)
    return proposal, made
