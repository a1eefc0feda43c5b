"""What those who prepare a set are told by mail, HTML and text, through the outbox: it has appeared, or why not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from acces.notices import MARK, Letter
from ground.templatetags.typography import typo
from parutions.enums import EtatParution, Issue, Sorte
from parutions.models import PageDeParution, Parution
from workers.links.reports.enums import SorteMessage
from workers.links.reports.mailing.editions import post_message
from workers.links.reports.mailing.recipients import Adresse
from workers.links.reports.models import Message

FOOT = "Vous recevez ce message parce que vous avez préparé, proposé ou approuvé cette parution."
FOR_AUTHORS = "Vous recevez ce message parce que vous avez écrit ces pages."
SUBJECT_AT_MOST = 250
#: Pages that a letter names.
NAMED = 12


def tell_success(parution: Parution, elements: Sequence[PageDeParution], *, now: datetime) -> None:
    """That it has appeared, and what was left out."""
    done = sum(one.issue == Issue.FAITE for one in elements)
    left = [f"« {one.titre} »" for one in elements if one.issue == Issue.ECARTEE]
    sentences = [f"La parution « {parution} » a paru le {_hour(now)} : {_count(done)}, d’un seul coup."]
    if left:
        sentences.append(f"Laissée de côté parce qu’elle avait expiré : {', '.join(left)}.")
    sentences.append("Tant que personne n’a republié ces pages, elle se défait d’un bouton.")
    _post(parution, f"« {parution} » a paru", sentences, now=now)
    _tell_authors(parution, elements, now=now)


def _tell_authors(parution: Parution, elements: Sequence[PageDeParution], *, now: datetime) -> None:
    """One letter to each of those who wrote a page that is online now, whatever the number of their pages."""
    told = {account.pk for account in _those_of(parution)}
    theirs: dict[Any, list[str]] = defaultdict(list)
    for one in elements:
        author = one.revision.user if one.revision and one.sorte == Sorte.PUBLIER and one.issue == Issue.FAITE else None
        if author is not None and author.is_active and author.pk not in told:
            theirs[author].append(f"« {one.titre} »")
    for author, titles in theirs.items():
        more = len(titles) - NAMED
        named = ", ".join(titles[:NAMED]) + (f" et {_count(more)} de plus" if more > 0 else "")
        sentence = (
            f"Avec la parution « {parution} », ce que vous avez écrit est en ligne depuis le {_hour(now)} : {named}."
        )
        _post(parution, f"En ligne avec « {parution} »", [sentence], now=now, accounts=[author], foot=FOR_AUTHORS)


def tell_failure(parution: Parution, *, now: datetime) -> None:
    """That it did not, why, and what comes next."""
    if parution.etat == EtatParution.APPROUVEE and parution.prochain_essai_le:
        then = f"Le prochain essai est à {timezone.localtime(parution.prochain_essai_le):%H:%M}."
    else:
        then = "Plus rien ne sera essayé : corrigez, proposez de nouveau, et faites approuver."
    sentences = [
        f"La parution « {parution} » devait paraître le {_hour(parution.le)}. Elle n’a pas paru, pas même en partie.",
        *parution.echec.splitlines(),
        then,
    ]
    _post(parution, f"« {parution} » n’a pas paru", sentences, now=now)


def tell_proposed(parution: Parution, accounts: Iterable[Any], *, now: datetime) -> None:
    """Those who may approve, that something waits for them."""
    sentences = [
        f"« {parution} » attend votre accord : {_count(parution.elements.count())}, pour le {_hour(parution.le)}."
    ]
    foot = "Vous recevez ce message parce que votre rôle permet d’approuver des parutions."
    _post(parution, f"À approuver : « {parution} »", sentences, now=now, accounts=accounts, foot=foot)


def _post(
    parution: Parution,
    subject: str,
    sentences: Sequence[str],
    *,
    now: datetime,
    accounts: Iterable[Any] | None = None,
    foot: str = FOOT,
) -> None:
    told = _those_of(parution) if accounts is None else accounts
    addresses = {account.email: Adresse(account.email, account) for account in told if account.email}
    if not addresses:
        return
    letter = Letter(
        f"{MARK}{typo(subject)}"[:SUBJECT_AT_MOST],
        tuple(typo(sentence) for sentence in sentences),
        ("Ouvrir la parution", settings.SITE_URL + reverse("parutions_une", args=[parution.pk])),
        (typo(foot),),
    )
    message = Message(sorte=SorteMessage.PARUTION, sujet=letter.subject, texte=letter.text(), html=letter.html())
    post_message(message, addresses.values(), now=now)


def _those_of(parution: Parution) -> list[Any]:
    known = (parution.preparee_par, parution.proposee_par, parution.approuvee_par)
    return [account for account in known if account is not None and account.is_active]


def _hour(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y à %H:%M}"


def _count(number: int) -> str:
    return f"{number} pages" if number > 1 else f"{number} page"
