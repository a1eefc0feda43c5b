"""The closed lists of the A.D.O.C."""

from django.db import models


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
