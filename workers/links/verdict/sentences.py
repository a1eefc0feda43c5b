"""What an editor reads of a check: for every class a title, what it means and what to do; for every state a label."""

from dataclasses import dataclass

from workers.links.client.classes import AttentionReason as R
from workers.links.client.classes import LienState as S
from workers.links.client.classes import ObservationClass as C


@dataclass(frozen=True, slots=True)
class Sentence:
    """`title` for a list, `meaning` and `advice` for the evidence card. Plain text."""

    title: str
    meaning: str
    advice: str


NOTHING_TO_DO = "Rien à faire."
WAIT = "Attendez la prochaine vérification : nous recommençons plusieurs fois avant de conclure."
LOOK = "Ouvrez le lien dans votre navigateur : s’il fonctionne, signalez « fonctionne chez moi »."

CLASS_SENTENCES: dict[C, Sentence] = {
    C.OK: Sentence("Fonctionne", "La page a répondu normalement.", NOTHING_TO_DO),
    C.OK_REDIRECT_TEMP: Sentence(
        "Fonctionne, avec un détour", "Le site renvoie provisoirement vers une autre adresse.", NOTHING_TO_DO
    ),
    C.OK_REDIRECT_PERM: Sentence(
        "Déplacé définitivement",
        "Le site indique une nouvelle adresse et y conduit encore.",
        "Remplacez l’adresse par la nouvelle avant que le renvoi ne disparaisse.",
    ),
    C.NOT_MODIFIED: Sentence("Inchangé", "La page n’a pas changé depuis la dernière vérification.", NOTHING_TO_DO),
    C.GONE: Sentence(
        "Page introuvable",
        "Le site répond, mais cette page n’y est plus.",
        "Cherchez la page sur le site du partenaire ou retirez le lien.",
    ),
    C.CLIENT_ERROR: Sentence(
        "Demande rejetée",
        "Le site n’accepte pas cette adresse telle qu’elle est écrite.",
        "Vérifiez l’adresse, caractère par caractère.",
    ),
    C.AUTH: Sentence(
        "Page réservée",
        "La page demande de s’identifier, d’accepter des conditions ou de payer : nous ne voyons pas la suite.",
        "Vérifiez que le public visé y a bien accès, et dites-le à côté du lien.",
    ),
    C.BLOCKED: Sentence(
        "Robots écartés",
        "Le site refuse les vérifications automatiques ; il fonctionne peut-être très bien pour vos lecteurs.",
        LOOK,
    ),
    C.RATE_LIMITED: Sentence(
        "Trop de demandes",
        "Le site nous demande de venir moins souvent.",
        "Rien à faire : nous espaçons nos visites. " + LOOK,
    ),
    C.LEGAL: Sentence(
        "Retiré pour une raison légale",
        "Le site a dû retirer cette page.",
        "Voyez avec le partenaire s’il existe une autre source.",
    ),
    C.SERVER_ERROR: Sentence("Site en panne", "Le site répond par une erreur de son côté.", WAIT),
    C.TIMEOUT_DNS: Sentence("Annuaire muet", "Les serveurs qui connaissent l’adresse du site n’ont pas répondu.", WAIT),
    C.TIMEOUT_CONNECT: Sentence("Site injoignable", "Le site n’a pas décroché.", WAIT),
    C.TIMEOUT_TLS: Sentence(
        "Connexion protégée sans fin", "Le site n’a pas achevé d’établir la connexion protégée.", WAIT
    ),
    C.TIMEOUT_HEADERS: Sentence(
        "Aucune réponse", "Le site a décroché mais n’a rien répondu dans le temps imparti.", WAIT
    ),
    C.TIMEOUT_BODY: Sentence("Contenu jamais arrivé", "Le site a commencé à répondre, puis rien n’est venu.", WAIT),
    C.DNS_NX: Sentence(
        "Nom de domaine inexistant",
        "Plus personne ne porte ce nom de site.",
        "Vérifiez l’écriture du nom ; sinon, demandez au partenaire sa nouvelle adresse.",
    ),
    C.DNS_FAIL: Sentence("Annuaire en erreur", "Les serveurs qui connaissent l’adresse du site sont en erreur.", WAIT),
    C.REFUSED: Sentence("Connexion refusée", "La machine du partenaire répond qu’aucun site n’y fonctionne.", WAIT),
    C.RESET: Sentence("Connexion coupée", "Le site a raccroché avant de répondre.", WAIT),
    C.TLS_EXPIRED: Sentence(
        "Certificat expiré",
        "La protection du site n’est plus à jour : les navigateurs affichent un avertissement.",
        "Prévenez le partenaire : il lui suffit de renouveler son certificat.",
    ),
    C.TLS_NAME: Sentence(
        "Certificat d’un autre site",
        "La protection présentée est celle d’un autre nom : les navigateurs affichent un avertissement.",
        "Vérifiez le nom du site (avec ou sans « www »), puis prévenez le partenaire.",
    ),
    C.TLS_CHAIN: Sentence(
        "Certificat incomplet",
        "Le site ne présente pas toutes les preuves de son identité ; la plupart des navigateurs s’en accommodent.",
        "Signalez-le au partenaire : c’est un simple réglage.",
    ),
    C.TLS_SELFSIGNED: Sentence(
        "Certificat non reconnu",
        "Le site, ou une autorité privée, se porte garant de lui-même : les navigateurs affichent un avertissement.",
        "Prévenez le partenaire ou cherchez une autre adresse.",
    ),
    C.TLS_PROTO: Sentence(
        "Connexion protégée impossible",
        "Le site ne sait pas établir une connexion protégée comme les navigateurs l’exigent.",
        "Essayez l’adresse en http:// ; sinon, prévenez le partenaire.",
    ),
    C.PROTOCOL: Sentence("Réponse incompréhensible", "Le site a répondu quelque chose qui n’est pas une page.", WAIT),
    C.REDIRECT_LOOP: Sentence(
        "Renvois en boucle",
        "Le site renvoie sans cesse d’une adresse à l’autre.",
        "Cherchez l’adresse directe de la page sur le site du partenaire.",
    ),
    C.REDIRECT_MANY: Sentence(
        "Trop de renvois",
        "Le site renvoie d’adresse en adresse, au-delà de ce qu’un navigateur accepte.",
        "Cherchez l’adresse directe de la page sur le site du partenaire.",
    ),
    C.REDIRECT_BAD: Sentence(
        "Renvoi vers nulle part",
        "Le site renvoie vers une adresse absente ou inutilisable.",
        "Cherchez l’adresse directe de la page sur le site du partenaire.",
    ),
    C.SOFT_GONE: Sentence(
        "Page d’erreur déguisée",
        "Le site dit que tout va bien, mais la page affichée annonce que le contenu n’existe plus.",
        "Ouvrez le lien pour vous en assurer, puis remplacez-le ou retirez-le.",
    ),
    C.TYPE_DRIFT: Sentence(
        "Ce n’est plus le document",
        "Une page s’affiche à la place du document attendu.",
        "Cherchez le document sur le site du partenaire.",
    ),
    C.DOMAIN_DRIFT: Sentence(
        "Le site a peut-être changé de mains",
        "Ce que la page montre n’a plus de rapport avec ce que nous connaissions.",
        "Ouvrez le lien avec prudence et décidez : retirer, remplacer ou confirmer.",
    ),
    C.PARKED: Sentence(
        "Domaine à vendre",
        "Un revendeur de noms de domaine répond à la place du partenaire.",
        "Retirez le lien sans attendre et demandez au partenaire sa nouvelle adresse.",
    ),
    C.UNSAFE_TARGET: Sentence(
        "Adresse non publique",
        "Le lien conduit vers une machine interne, que vos lecteurs ne doivent pas appeler.",
        "Corrigez l’adresse ; si vous ne l’avez pas écrite ainsi, alertez l’équipe technique.",
    ),
    C.INVALID_URL: Sentence(
        "Adresse mal écrite", "Aucun navigateur ne peut ouvrir cette adresse.", "Corrigez l’adresse."
    ),
    C.UNSUPPORTED: Sentence(
        "Adresse d’un autre type",
        "Nous ne pouvons pas ouvrir ce type d’adresse ; seule son écriture est vérifiée.",
        "Assurez-vous que vos lecteurs, eux, peuvent l’ouvrir.",
    ),
    C.FRAGMENT_MISSING: Sentence(
        "Ancre disparue",
        "La page existe, mais l’endroit précis que vise le lien n’y est plus.",
        "Choisissez une autre ancre ou retirez la partie après « # ».",
    ),
    C.SKIPPED_ROBOTS: Sentence(
        "Vérification non souhaitée",
        "Le site demande aux robots de ne pas lire cette page, et nous le respectons.",
        LOOK,
    ),
    C.SKIPPED_COOLDOWN: Sentence(
        "Vérification reportée", "Le site a demandé une pause : nous attendons qu’elle se termine.", NOTHING_TO_DO
    ),
    C.INCONCLUSIVE_SELF: Sentence(
        "Vérification sans valeur", "Notre propre réseau ne fonctionnait pas : ce passage ne compte pas.", NOTHING_TO_DO
    ),
}

NOT_YET = Sentence(
    "Pas encore vérifié",
    "Cette adresse attend son premier contrôle.",
    "Rien à faire : elle sera vérifiée dans la minute.",
)


def sentence_of(class_: str) -> Sentence:
    """What to say of the last observation of a link; "" is a link that was never checked."""
    return CLASS_SENTENCES[C(class_)] if class_ else NOT_YET


def title_of(class_: str) -> str:
    """The same in a few words."""
    return sentence_of(class_).title


STATE_LABELS: dict[S, str] = {
    S.NEW: "Pas encore vérifié",
    S.OK: "Fonctionne",
    S.SUSPECT: "À confirmer",
    S.BROKEN: "Cassé",
    S.ATTENTION: "Fonctionne, à regarder",
    S.UNVERIFIABLE: "Vérification impossible",
    S.DANGER: "Dangereux",
    S.RETIRED: "N’est plus utilisé",
}

REASON_LABELS: dict[R, str] = {
    R.MOVED: "a changé d’adresse",
    R.CHAIN: "passe par plusieurs renvois",
    R.SLOW: "répond lentement",
    R.TLS_SOON: "certificat bientôt expiré",
    R.TLS_CHAIN: "certificat incomplet",
    R.FRAGMENT: "ancre disparue",
    R.CREDENTIALS: "contient un identifiant ou un mot de passe",
    R.CHANGED: "contenu changé",
}
