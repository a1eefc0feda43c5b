"""The closed lists of the pages."""

from django.db import models


class EtatLien(models.TextChoices):
    """What editors and visitors read about a link; the values are those of the verdicts."""

    NOUVEAU = "nouveau", "Pas encore vérifié"
    OK = "ok", "Fonctionne"
    SUSPECT = "suspect", "À confirmer"
    CASSE = "casse", "Indisponible"
    ATTENTION = "attention", "Fonctionne, à regarder"
    INVERIFIABLE = "inverifiable", "Vérification impossible"
    DANGER = "danger", "À examiner avant d’ouvrir"
    RETIRE = "retire", "Plus cité"


class RoleLien(models.TextChoices):
    """What a resource's link leads to."""

    PRINCIPAL = "principal", "Accès principal"
    DOCUMENTATION = "documentation", "Documentation"
    ARCHIVE = "archive", "Archive"
    VIDEO = "video", "Vidéo"


class Acces(models.TextChoices):
    """On what terms a resource is open."""

    LIBRE = "libre", "Libre et gratuit"
    INSCRIPTION = "inscription", "Gratuit, sur inscription"
    ADHESION = "adhesion", "Réservé aux adhérents"
    PAYANT = "payant", "Payant"


class RythmeRelecture(models.TextChoices):
    """How often the responsable reads a page again."""

    TRIMESTRE = "trimestre", "Tous les trois mois"
    SEMESTRE = "semestre", "Tous les six mois"
    ANNEE = "annee", "Tous les ans"
    DEUX_ANS = "deux_ans", "Tous les deux ans"


class OrigineOccurrence(models.TextChoices):
    """Where in a page, or beside pages, an address stands."""

    CHAMP = "champ", "Champ"
    BLOC = "bloc", "Bloc de contenu"
    TEXTE = "texte", "Lien dans un texte"
    PARTENAIRE = "partenaire", "Site d’un partenaire"
    REDIRECTION = "redirection", "Redirection du site"


class IssueRemplacement(models.TextChoices):
    """What became of a page in which an address was to be replaced."""

    PREVUE = "prevue", "En attente"
    BROUILLON = "brouillon", "Enregistrée en brouillon"
    PUBLIEE = "publiee", "Publiée"
    MODIFIEE = "modifiee", "Modifiée"
    REFUSEE = "refusee", "Non modifiée"
    ANNULEE = "annulee", "Remplacement annulé"


class AttenteRemplacement(models.TextChoices):
    """What a worker still has to do with it."""

    REMPLACER = "remplacer", "Remplacement demandé"
    ANNULER = "annuler", "Annulation demandée"


class FormeQuestion(models.TextChoices):
    """How a question of the A.D.O.C. is answered."""

    UNIQUE = "unique", "Une réponse"
    PLUSIEURS = "plusieurs", "Plusieurs réponses"
    ECHELLE = "echelle", "Échelle de 1 à 5"
    TERRITOIRE = "territoire", "Un territoire"
    DOMAINES = "domaines", "Des domaines"


class GenreDefaut(models.TextChoices):
    """What may be wrong with a parcours A.D.O.C."""

    INATTEIGNABLE = "inatteignable", "Question que personne ne rencontre"
    CONTRADICTOIRE = "contradictoire", "Conditions qui ne tiennent jamais ensemble"
    IMPASSE = "impasse", "Question sans réponse possible"
    SANS_FAMILLE = "sans_famille", "Chemin qui ne mène à rien dans une colonne"
    NON_PUBLIEE = "non_publiee", "Page proposée qui n’est pas publiée"
    LIEN_CASSE = "lien_casse", "Page proposée dont le lien ne répond plus"
    JAMAIS = "jamais", "Proposition que personne ne reçoit"
    SANS_RESULTAT = "sans_resultat", "Recherche qui ne trouve rien"
    NIVEAUX = "niveaux", "Dimension sans niveau de départ"
    VIDE = "vide", "Parcours sans question"
    LONG = "long", "Parcours trop long"

    @property
    def est_bloquant(self) -> bool:
        """Whether a parcours with such a fault is not published."""
        return self not in {
            GenreDefaut.LIEN_CASSE,
            GenreDefaut.JAMAIS,
            GenreDefaut.SANS_RESULTAT,
            GenreDefaut.LONG,
        }
