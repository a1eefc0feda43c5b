"""Who one may be in the Comité, and what one may do with a page."""

from django.db import models


class RoleComite(models.TextChoices):
    """What somebody is, for one organisation or for the whole site."""

    CONTRIBUTEUR = "contributeur", "contributeur"
    EDITEUR = "editeur", "éditeur"
    RELECTEUR = "relecteur", "relecteur"
    REFERENT = "referent", "référent"
    SECRETARIAT = "secretariat", "secrétariat du Comité"
    ADMINISTRATEUR = "administrateur", "administrateur"
    OBSERVATEUR = "observateur", "observateur"


#: Roles that are held for one organisation; the others are held for the whole site.
OF_ORGANISATION = (RoleComite.CONTRIBUTEUR, RoleComite.EDITEUR, RoleComite.RELECTEUR, RoleComite.REFERENT)
OF_SITE = (RoleComite.SECRETARIAT, RoleComite.ADMINISTRATEUR, RoleComite.OBSERVATEUR)


class Act(models.TextChoices):
    """What is done with a page. A draft is read, a page cited and a list exported by whoever may read."""

    READ = "lire", "lire, brouillons compris"
    CREATE = "creer", "créer"
    COMMENT = "commenter", "commenter"
    PROPOSE = "proposer", "proposer une modification"
    EDIT = "modifier", "modifier le brouillon"
    SUBMIT = "soumettre", "soumettre à la relecture"
    COPY = "copier", "copier"
    LOCK = "verrouiller", "verrouiller"
    SHARE = "partager", "partager un brouillon"
    REPLACE_LINKS = "remplacer_liens", "remplacer un lien partout"
    DECIDE_LINKS = "decider_liens", "décider d’un lien"
    DECIDE_PROPOSALS = "decider_propositions", "accepter une proposition"
    DELETE = "supprimer", "supprimer"
    MOVE = "deplacer", "déplacer et ranger"
    APPROVE = "approuver", "approuver ou renvoyer"
    APPROVE_FOR_COMITE = "approuver_comite", "approuver pour le Comité"
    PUBLISH = "publier", "publier"
    UNPUBLISH = "depublier", "retirer du site"
    ALIAS = "alias", "faire une copie qui suit"
    UNLOCK = "deverrouiller", "lever le verrou d’un autre"
    ENTRUST = "confier", "confier à un autre membre"
    GATHER = "ajouter_a_une_parution", "ajouter à une parution"
    PREPARE = "preparer_une_parution", "préparer, approuver, défaire une parution"
    PEOPLE = "personnes", "inviter et retirer des personnes"
    LOG = "journal", "lire le journal"
