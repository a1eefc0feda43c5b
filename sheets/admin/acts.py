"""What the buttons of an import do. Each gives (what is said, what is refused)."""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.http import HttpRequest

from comite.refusing import RuleError
from sheets.admin.forms import NEW_PARTNER, choices_of_terms
from sheets.admin.undecided import undecided_of
from sheets.enums import DONE, AttenteDeLigne, DecisionDeLigne, EtatImport, VerdictDeLigne
from sheets.meaning.looking import Looking
from sheets.models import ImportDeFeuille
from sheets.running.choices import decide_term, decided_terms
from sheets.running.depositing import begin_trial
from sheets.running.undoing import request_undoing
from sheets.running.writing import NOT_NOW, begin_writing
from taxonomy.models import Partenaire

Said = tuple[str, str]
TRIED = (EtatImport.ESSAYE, EtatImport.FAIT, EtatImport.ANNULE)


def write(imp: ImportDeFeuille, request: HttpRequest) -> Said:
    """Write what the trial announced."""
    try:
        # Whoever presses the button writes.
        number = begin_writing(imp.pk, by=request.user, submit=bool(request.POST.get("soumettre")))
    except RuleError as refused:
        return "", str(refused)
    if not number:
        return "", "Aucune ligne n’est à écrire."
    return f"Import commencé\u00a0: {number} ligne{'s' if number > 1 else ''} à écrire.", ""


def try_again(imp: ImportDeFeuille, request: HttpRequest) -> Said:
    """Try all lines that are not written again."""
    with transaction.atomic():
        held = _held(imp)
        if held.etat not in TRIED:
            return "", NOT_NOW.format(state=held.get_etat_display())
        begin_trial(held)
    return "L’essai est refait.", ""


def undo(imp: ImportDeFeuille, request: HttpRequest) -> Said:
    """Take back all that was written."""
    with transaction.atomic():
        held = _held(imp)
        if held.etat not in TRIED:
            return "", NOT_NOW.format(state=held.get_etat_display())
        number = request_undoing(held, by=request.user)
    return (f"Annulation commencée\u00a0: {number} ligne{'s' if number > 1 else ''}.", "") if number else (
        "",
        "Rien n’est à annuler.",
    )  # fmt: skip


def give_up(imp: ImportDeFeuille, request: HttpRequest) -> Said:
    """Forget a sheet of which nothing is written."""
    with transaction.atomic():
        held = _held(imp)
        if held.lignes.filter(issue__in=DONE).exists() or held.etat in (EtatImport.ECRITURE, EtatImport.ANNULATION):
            return "", "Des lignes sont écrites\u00a0: annulez d’abord l’import."
        held.delete()
    return "La feuille est retirée\u00a0; rien n’avait été écrit.", ""


def decide_terms(imp: ImportDeFeuille, request: HttpRequest) -> Said:
    """Keep what words mean, and try again."""
    look = Looking(decided_terms(imp.organisation))
    forms = choices_of_terms(undecided_of(imp), look=look, user=request.user, data=request.POST)
    wrong = [
        f"«\u00a0{one.text}\u00a0»\u00a0: {' '.join([str(said) for of in one.errors.values() for said in of])}"
        for one in forms
        if not one.is_valid()
    ]
    number = 0
    with transaction.atomic():
        for one in forms:
            if not one.is_valid() or one.decided is None:
                continue
            slug = one.decided
            if slug == NEW_PARTNER:
                made = Partenaire(nom=one.text[:200])
                made.full_clean()
                made.save()
                slug = made.slug
            decide_term(organisation=imp.organisation, facette=one.facette, text=one.text, slug=slug)
            number += 1
        held = _held(imp)
        if number and held.etat in TRIED:
            begin_trial(held)
    return (
        f"{number} mot{'s' if number > 1 else ''} décidé{'s' if number > 1 else ''}, pour toutes les lignes."
        if number
        else ""
    ), " ".join(wrong)


def decide_line(imp: ImportDeFeuille, request: HttpRequest) -> Said:
    """Keep what a line that looks like a double is, and try it again."""
    number, chosen = request.POST.get("ligne", ""), request.POST.get("decision", "")
    if chosen not in DecisionDeLigne.values or not number.isdecimal():
        return "", "Choisissez ce qu’est la ligne."
    with transaction.atomic():
        held = _held(imp)
        lines = held.lignes.filter(numero=number, verdict=VerdictDeLigne.DOUBLE).exclude(issue__in=DONE)
        if held.etat not in TRIED or not lines.update(decision=chosen, attente=AttenteDeLigne.JUGER):
            return "", "Cette ligne n’attend pas de décision."
        held.etat = EtatImport.ESSAI
        held.save(update_fields=["etat"])
    return f"Ligne {number}\u00a0: c’est noté.", ""


def _held(imp: ImportDeFeuille) -> ImportDeFeuille:
    return ImportDeFeuille.objects.select_for_update(of=("self",)).get(pk=imp.pk)


ACTS: Mapping[str, Callable[[ImportDeFeuille, HttpRequest], Said]] = {
    "importer": write,
    "essayer": try_again,
    "annuler": undo,
    "retirer": give_up,
    "termes": decide_terms,
    "ligne": decide_line,
}
