"""The words of one fiche of the corpus: sentences filled with drawn words, in French that contracts as it should."""

import uuid
from html import escape
from random import Random
from typing import Any

from demo.corpus import vocabulary as mots
from demo.corpus.draws import Tirage

MENTION = "Contenu fictif, pour essayer le site à grande échelle."


class Redaction:
    """The words of one fiche."""

    def __init__(self, alea: Random, nature: str, domaines: list[str], acteur: str, territoire: str) -> None:
        self.alea = alea
        self.objets = [TIRAGES_OBJETS[domaine] for domaine in domaines]
        self.support = alea.choice(mots.SUPPORTS.get(nature, mots.SUPPORTS_PAR_DEFAUT))
        self.acteurs = mots.ACTEURS.get(acteur, "les personnes")
        self.territoire = territoire
        self.objet = self.objets[0].un(alea)
        self.nom = nom_invente(alea)

    def titre(self) -> str:
        return self._fill(MODELES_TITRE.un(self.alea))

    def chapo(self) -> str:
        return f"{self._fill(self.alea.choice(mots.CHAPOS))} {MENTION}"

    def corps(self) -> list[dict[str, Any]]:
        """Raw StreamField data: two to four headed paragraphs."""
        blocs = []
        for titre in self.alea.sample(mots.INTERTITRES, self.alea.choice((1, 2, 2, 3))):
            blocs.append(self._bloc("titre", titre))
            paragraphes = [self._paragraphe() for _ in range(self.alea.choice((1, 1, 2)))]
            blocs.append(self._bloc("paragraphe", "".join(f"<p>{texte}</p>" for texte in paragraphes)))
        return blocs

    def _paragraphe(self) -> str:
        phrases = TIRAGE_PHRASES.plusieurs(self.alea, self.alea.choice((2, 3, 3, 4)))
        return " ".join(escape(self._fill(phrase), quote=False) for phrase in phrases)

    def _bloc(self, genre: str, valeur: str) -> dict[str, Any]:
        return {"type": genre, "value": valeur, "id": str(uuid.UUID(int=self.alea.getrandbits(128), version=4))}

    def _fill(self, modele: str) -> str:
        alea = self.alea
        objet3 = TOUS_LES_OBJETS.un(alea)
        methode, methode2 = TIRAGE_METHODES.plusieurs(alea, 2)
        texte = modele.format(
            support=self.support,
            support_nu=sans_article(self.support),
            objet=self.objet,
            de_objet=de(self.objet),
            objet2=alea.choice(self.objets).un(alea),
            a_objet3=a(objet3),
            acteurs=self.acteurs,
            verbe=TIRAGE_VERBES.un(alea),
            contexte=TIRAGE_CONTEXTES.un(alea),
            methode=methode,
            methode2=methode2,
            duree=alea.choice(mots.DUREES),
            territoire=self.territoire,
            nom=self.nom,
            nb=mots.ESPACE,
        )
        return texte[0].upper() + texte[1:]


def nom_invente(alea: Random) -> str:
    """A proper noun that means nothing: the long tail of a vocabulary."""
    return "".join(alea.choice(mots.SYLLABES) for _ in range(alea.choice((2, 3, 3, 4)))).capitalize()


def sans_article(nom: str) -> str:
    for article in ("le ", "la ", "les ", "l’"):
        if nom.startswith(article):
            return nom.removeprefix(article)
    return nom


def de(nom: str) -> str:
    """« de » before a noun that carries its article."""
    return _contracte(nom, {"le ": "du ", "les ": "des "}, "de ")


def a(nom: str) -> str:
    """« à » before a noun that carries its article."""
    return _contracte(nom, {"le ": "au ", "les ": "aux "}, "à ")


def _contracte(nom: str, contractions: dict[str, str], sinon: str) -> str:
    for article, contraction in contractions.items():
        if nom.startswith(article):
            return contraction + nom.removeprefix(article)
    return sinon + nom


MODELES_TITRE = Tirage(mots.TITRES, biais=0.4)
TIRAGE_PHRASES = Tirage(mots.PHRASES, biais=0.4)
TIRAGE_METHODES = Tirage(mots.METHODES, biais=0.8)
TIRAGE_VERBES = Tirage(mots.VERBES, biais=0.8)
TIRAGE_CONTEXTES = Tirage(mots.CONTEXTES, biais=0.8)
TIRAGES_OBJETS = {domaine: Tirage(objets, biais=0.9) for domaine, objets in mots.OBJETS.items()}
TOUS_LES_OBJETS = Tirage([objet for objets in mots.OBJETS.values() for objet in objets], biais=0.5)
