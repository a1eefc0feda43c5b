"""What people of the Comité are told of pages on their way: words only. Both versions come from one `Letter`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from acces.accounts.naming import nom_de
from acces.notices import MARK, Letter
from ground.templatetags.typography import jour_long, typo

TITLE_AT_MOST = 90
FOR_APPROVERS = "Vous recevez ce message parce que votre rôle vous permet d’approuver cette page."
FOR_AUTHORS = "Vous recevez ce message parce que vous avez écrit ou soumis cette page."
FOR_FOLLOWERS = "Vous recevez ce message parce que vous suivez cette page, ou avez écrit dans cet échange."
FOR_DECIDERS = "Vous recevez ce message parce que votre rôle vous permet d’accepter des propositions pour cette page."
FOR_PROPOSERS = "Vous recevez ce message parce que vous avez proposé cette modification."
PREFERENCES = "Vos préférences de courriels se règlent dans votre compte, sur le site."


def to_review(page: Any, *, by: Any, step: str, changes: str) -> Letter:
    """For those who may approve: a page has come to their step."""
    who = f"{nom_de(by)} a soumis" if by else "On a soumis"
    return _letter(
        f"À relire : {quoted(page)}",
        [
            f"{who} {quoted(page)}{_whose(page)}. Elle attend l’étape « {step} ».",
            changes,
            "S’il y manque quelque chose, renvoyez-la « à compléter » en disant quoi.",
        ],
        ("Relire la page", at("relecture_decider", page.pk)),
        FOR_APPROVERS,
    )


def to_complete(page: Any, *, by: Any, comment: str) -> Letter:
    """For the author: the page comes back."""
    return _letter(
        f"À compléter : {quoted(page)}",
        [
            f"{_somebody(by)} vous renvoie {quoted(page)} pour la compléter.",
            f"Son mot : « {comment.strip()} »" if comment.strip() else "",
            "Votre brouillon est tel que vous l’avez laissé. Soumettez-le de nouveau quand il est prêt.",
        ],
        ("Reprendre la page", at("wagtailadmin_pages:edit", page.pk)),
        FOR_AUTHORS,
    )


def approved(page: Any, *, by: Any, step: str, following: str) -> Letter:
    """For the author: one step is done, another comes."""
    return _letter(
        f"Approuvée : {quoted(page)}",
        [
            f"{_somebody(by)} a approuvé {quoted(page)} à l’étape « {step} ».",
            f"Elle attend maintenant l’étape « {following} ». Vous n’avez rien à faire.",
        ],
        ("Voir où en est la page", at("relecture_suivi")),
        FOR_AUTHORS,
    )


def hour_given_up(page: Any, *, why: str) -> Letter:
    """For who chose the hour and who wrote the version: it did not appear."""
    return _letter(
        f"Pas parue à son heure : {quoted(page)}",
        [
            f"{quoted(page)} devait paraître d’elle-même, et n’a pas pu.",
            why,
            "Rien n’est perdu : corrigez la page, puis publiez-la ou choisissez une autre heure.",
        ],
        ("Reprendre la page", at("wagtailadmin_pages:edit", page.pk)),
        FOR_AUTHORS,
    )


def published(page: Any, *, by: Any, changes: str) -> Letter:
    """For the author: the page is online."""
    return _letter(
        f"En ligne : {quoted(page)}",
        [f"{quoted(page)} est en ligne{f', publiée par {nom_de(by)}' if by else ''}.", changes],
        ("Voir la page", page.full_url or at("wagtailadmin_pages:edit", page.pk)),
        FOR_AUTHORS,
    )


def reminder(waiting: Sequence[tuple[Any, str, datetime]]) -> Letter:
    """For one who may approve: pages (page, step, since) that have waited for days."""
    several = len(waiting) > 1
    subject = (
        f"Rappel : {len(waiting)} pages attendent d’être relues"
        if several
        else f"Rappel : {quoted(waiting[0][0])} attend"
    )
    return _letter(
        subject,
        [
            "Ces pages attendent depuis trois jours ou plus :" if several else "",
            *(f"{quoted(page)}, à l’étape « {step} » depuis le {jour_long(since)}." for page, step, since in waiting),
            "Ce rappel ne sera pas répété.",
        ],
        ("Voir ce qui attend", at("relecture_suivi")),
        FOR_APPROVERS,
    )


def commented(page: Any, *, by: Any, words: str) -> Letter:
    """For those who follow the page: somebody says something of it."""
    return _letter(
        f"Un commentaire sur {quoted(page)}",
        [f"{nom_de(by)} commente {quoted(page)} :", f"« {words} »"],
        ("Répondre", at("relecture_commenter", page.pk)),
        FOR_FOLLOWERS,
    )


def proposed(page: Any, *, by: Any, words: str, changes: str, number: int) -> Letter:
    """For those who decide: somebody proposes a change."""
    return _letter(
        f"Une modification est proposée pour {quoted(page)}",
        [
            f"{nom_de(by)} propose de modifier {quoted(page)}{_whose(page)}.",
            changes,
            f"Son mot : « {words.strip()} »" if words.strip() else "",
        ],
        ("Voir la proposition", at("relecture_proposition", number)),
        FOR_DECIDERS,
    )


def proposal_accepted(title: str, *, by: Any, number: int) -> Letter:
    """For whoever proposed."""
    return _letter(
        f"Proposition acceptée : « {_short(title)} »",
        [
            f"{nom_de(by)} a accepté votre proposition pour « {_short(title)} ».",
            "Elle est maintenant dans le brouillon de la page, à votre nom. Elle sera en ligne une fois publiée.",
        ],
        ("Voir la proposition", at("relecture_proposition", number)),
        FOR_PROPOSERS,
    )


def proposal_declined(title: str, *, by: Any, answer: str, number: int) -> Letter:
    """For whoever proposed."""
    return _letter(
        f"Proposition déclinée : « {_short(title)} »",
        [
            f"{nom_de(by)} n’a pas retenu votre proposition pour « {_short(title)} ».",
            f"Sa réponse : « {answer.strip()} »",
            "Ce que vous aviez écrit reste lisible sur la page de la proposition.",
        ],
        ("Voir la proposition", at("relecture_proposition", number)),
        FOR_PROPOSERS,
    )


def changes_said(fields: Sequence[str], *, new: bool, against: str = "la page en ligne") -> str:
    """What differs from what visitors read, as a sentence. `against`: what that is called."""
    if new:
        return "C’est une nouvelle page."
    if not fields:
        return f"Rien n’y est dit autrement que dans {against}."
    return f"Ce qui change par rapport à {against} : {', '.join(fields)}."


def quoted(page: Any) -> str:
    """The title of the last draft, between its signs."""
    return f"« {_short(page.get_admin_display_title())} »"


def at(name: str, *args: Any) -> str:
    """The whole address of a screen."""
    return settings.SITE_URL + reverse(name, args=args)


def _letter(subject: str, sentences: Sequence[str], action: tuple[str, str], why: str) -> Letter:
    said = tuple(typo(one) for one in sentences if one)
    return Letter(f"{MARK}{typo(subject)}", said, action, (why, PREFERENCES))


def _short(title: str) -> str:
    one_line = " ".join(title.split())
    return one_line if len(one_line) <= TITLE_AT_MOST else f"{one_line[: TITLE_AT_MOST - 1].rstrip()}…"


def _somebody(by: Any) -> str:
    return nom_de(by) if by else "Quelqu’un"


def _whose(page: Any) -> str:
    responsable = getattr(page.specific, "responsable", None)
    return f" (responsable : {responsable})" if responsable else ""
