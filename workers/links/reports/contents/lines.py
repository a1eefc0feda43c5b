"""One thing of a report as its reader sees it: a link, a site, a certificate, a page. Words only."""

import re
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from ground.templatetags.typography import jour_long, typo
from liens.enums import EtatLien
from workers.links.client.classes import ObservationClass
from workers.links.reports.contents.clean import ouvrable, une_ligne
from workers.links.reports.contents.delta import LinkGroup
from workers.links.reports.contents.letter import Action, LetterLine
from workers.links.reports.contents.signature import adresse_de_confirmation
from workers.links.reports.contents.situation import Certificat, CitingPage, LienVu, PageARelire, Panne, Pause
from workers.links.verdict.sentences import CLASS_SENTENCES, WAIT, Sentence

CITATIONS_AU_PLUS = 3
PLUS_D_ATTENTE = "Demandez au partenaire ce qu’il en est ; sans réponse, remplacez ou retirez le lien."
INCONNU = Sentence("Pas encore vérifié", "Cette adresse attend son premier contrôle.", "Rien à faire.")
#: What is wrong with these addresses is how they are written: nobody can have seen them work.
MAL_ECRITES = frozenset({ObservationClass.INVALID_URL, ObservationClass.UNSUPPORTED})


def counted_noun(nombre: int, un: str, plusieurs: str) -> str:
    """« 1 lien », « 3 liens »."""
    return f"{nombre} {un if nombre < 2 else plusieurs}"


def duree(depuis: datetime, au: datetime) -> str:
    """« moins d’un jour », « 5 jours », « 3 mois »."""
    jours = (au - depuis).days
    if jours < 1:
        return "moins d’un jour"
    return counted_noun(jours, "jour", "jours") if jours < 61 else f"{jours // 30} mois"


def phrase_de(classe: str) -> Sentence:
    """What an editor reads of an observation."""
    return CLASS_SENTENCES[ObservationClass(classe)] if classe else INCONNU


def conseil_de(lien: LienVu) -> str:
    """What to do about it. Waiting is no advice any more once the link is surely broken."""
    conseil = phrase_de(lien.classe).advice
    return PLUS_D_ATTENTE if lien.etat == EtatLien.CASSE and conseil == WAIT else conseil


def admin(nom: str, *args: int, **parametres: str) -> str:
    """An address of the admin, from outside."""
    question = f"?{urlencode(parametres)}" if parametres else ""
    return f"{settings.SITE_URL}{reverse(nom, args=args)}{question}"


def _links_of_site(hote: str) -> Action:
    return Action("Voir les liens de ce site", admin("links_report", hote=hote, organisation="toutes"))


def de_groupe(groupe: LinkGroup, au: datetime, *, doute: bool = False) -> LetterLine:
    """A link that fails, or a site and all that it takes along; `doute` while it may still be a passing trouble."""
    if groupe.panne is not None:
        return _site_en_panne(groupe.panne, groupe.liens, au)
    return _lien_en_echec(groupe.liens[0], au, doute=doute)


def _site_en_panne(panne: Panne, liens: tuple[LienVu, ...], au: datetime) -> LetterLine:
    phrase = phrase_de(panne.classe)
    citations = tuple(dict.fromkeys(citation for lien in liens for citation in lien.citations))
    return LetterLine(
        titre=typo(f"{une_ligne(panne.hote)} : {counted_noun(len(liens), 'lien touché', 'liens touchés')}"),
        phrases=_phrases(
            f"{phrase.title}, depuis {duree(panne.depuis, au)}. {phrase.meaning}",
            _cite_dans(citations),
            f"Que faire : {conseil_de(liens[0])}",
        ),
        actions=(_links_of_site(panne.hote),),
    )


def _lien_en_echec(lien: LienVu, au: datetime, *, doute: bool) -> LetterLine:
    phrase = phrase_de(lien.classe)
    danger = lien.etat == EtatLien.DANGER
    depuis = f" En échec depuis {duree(lien.depuis, au)}." if lien.depuis and not danger else ""
    actions = [Action("Voir le détail", admin("links_card", lien.id))]
    if not danger and lien.classe not in MAL_ECRITES:
        actions.append(Action("Il fonctionne chez moi", adresse_de_confirmation(lien)))
    return LetterLine(
        titre=typo(phrase.title),
        adresse=une_ligne(lien.url),
        cliquable=not danger and ouvrable(lien.url),
        phrases=_phrases(
            _cite_dans(lien.citations),
            f"{phrase.meaning}{depuis}",
            "" if doute else f"Que faire : {conseil_de(lien)}",
        ),
        actions=(*([] if doute else _edit_actions(lien.citations)), *actions),
        etiquettes=_etiquettes(lien),
    )


def from_repaired_link(lien: LienVu) -> LetterLine:
    """A link that was said broken and works."""
    return LetterLine(
        titre="Fonctionne de nouveau",
        adresse=une_ligne(lien.url),
        cliquable=ouvrable(lien.url),
        phrases=_phrases(_cite_dans(lien.citations)),
    )


def de_site_revenu(hote: str, liens: int) -> LetterLine:
    """A site that was said down and answers."""
    retrouves = counted_noun(liens, "lien fonctionne", "liens fonctionnent")
    return LetterLine(titre=typo(f"{une_ligne(hote)} répond de nouveau : {retrouves}"))


def de_lien_deplace(lien: LienVu) -> LetterLine:
    """A link whose site names another address for good."""
    return LetterLine(
        titre="Nouvelle adresse",
        adresse=une_ligne(lien.nouvelle_adresse),
        cliquable=ouvrable(lien.nouvelle_adresse),
        # An address is not prose: French typography would change it.
        phrases=(f"À la place de {une_ligne(lien.url)}", *_phrases(_cite_dans(lien.citations))),
        actions=(Action("Remplacer", admin("links_remplacer", lien.id)),),
    )


def de_certificat(certificat: Certificat) -> LetterLine:
    """A site whose visitors will soon be warned off."""
    return LetterLine(
        titre=typo(f"{une_ligne(certificat.hote)} : jusqu’au {jour_long(certificat.fin)}"),
        phrases=_phrases(
            f"{counted_noun(certificat.liens, 'lien y conduit', 'liens y conduisent')}. Passé cette date, les"
            " navigateurs afficheront un avertissement : prévenez le partenaire."
        ),
        actions=(_links_of_site(certificat.hote),),
    )


def de_page(page: PageARelire) -> LetterLine:
    """A page whose content is no longer fresh."""
    return LetterLine(
        titre=typo(une_ligne(page.titre, 120)),
        phrases=_phrases(page.motif),
        actions=(Action("Ouvrir la page", page.modifier), Action("Relue aujourd’hui", page.relue)),
    )


def de_pause(pause: Pause) -> LetterLine:
    """A pause that ends soon."""
    lien = pause.lien
    return LetterLine(
        titre=typo(f"Jusqu’au {jour_long(pause.fin)}"),
        adresse=une_ligne(lien.url),
        cliquable=lien.etat != EtatLien.DANGER and ouvrable(lien.url),
        phrases=_phrases(
            _cite_dans(lien.citations), "Ensuite, le lien reviendra dans les rapports s’il ne va pas mieux."
        ),
        actions=(Action("Voir le détail", admin("links_card", lien.id)),),
    )


def _cite_dans(citations: tuple[CitingPage, ...]) -> str:
    if not citations:
        return ""
    noms = [f"« {_sans_guillemets(citation.titre, 90)} »" for citation in citations[:CITATIONS_AU_PLUS]]
    reste = len(citations) - len(noms)
    autres = f" et {counted_noun(reste, 'autre page', 'autres pages')}" if reste else ""
    return f"Cité dans {', '.join(noms)}{autres}."


def _sans_guillemets(titre: str, au_plus: int) -> str:
    """A title that will stand between quotation marks: its own become those of the second rank."""
    return re.sub(r"«\s*", "“", re.sub(r"\s*»", "”", une_ligne(titre, au_plus)))


def _edit_actions(citations: tuple[CitingPage, ...]) -> tuple[Action, ...]:
    """One action for each of the first pages; the only one needs no name."""
    a_modifier = [citation for citation in citations if citation.modifier][:CITATIONS_AU_PLUS]
    if len(a_modifier) == 1:
        return (Action("Corriger dans la page", a_modifier[0].modifier),)
    return tuple(
        Action(typo(f"Corriger « {_sans_guillemets(citation.titre, 40)} »"), citation.modifier)
        for citation in a_modifier
    )


def _etiquettes(lien: LienVu) -> tuple[str, ...]:
    suppleance = lien.citations and all(citation.suppleance for citation in lien.citations)
    dites = [
        ("va et vient", lien.instable),
        ("dangereux : n’ouvrez pas", lien.etat == EtatLien.DANGER),
        ("vous êtes suppléant", suppleance),
    ]
    return tuple(typo(mot) for mot, vrai in dites if vrai)


def _phrases(*phrases: str) -> tuple[str, ...]:
    return tuple(typo(phrase) for phrase in phrases if phrase)
