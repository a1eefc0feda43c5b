"""What a check can see (`ObservationClass`) and what an editor or a visitor reads (`LienState`).

Importable without Django: the model's choices carry the same strings.
"""

from enum import StrEnum


class ObservationClass(StrEnum):
    OK = "ok"
    OK_REDIRECT_TEMP = "ok_redirect_temp"
    OK_REDIRECT_PERM = "ok_redirect_perm"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"
    CLIENT_ERROR = "client_error"
    AUTH = "auth"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    LEGAL = "legal"
    SERVER_ERROR = "server_error"
    TIMEOUT_DNS = "timeout_dns"
    TIMEOUT_CONNECT = "timeout_connect"
    TIMEOUT_TLS = "timeout_tls"
    TIMEOUT_HEADERS = "timeout_headers"
    TIMEOUT_BODY = "timeout_body"
    DNS_NX = "dns_nx"
    DNS_FAIL = "dns_fail"
    REFUSED = "refused"
    RESET = "reset"
    TLS_EXPIRED = "tls_expired"
    TLS_NAME = "tls_name"
    TLS_CHAIN = "tls_chain"
    TLS_SELFSIGNED = "tls_selfsigned"
    TLS_PROTO = "tls_proto"
    PROTOCOL = "protocol"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_MANY = "redirect_many"
    REDIRECT_BAD = "redirect_bad"
    SOFT_GONE = "soft_gone"
    TYPE_DRIFT = "type_drift"
    DOMAIN_DRIFT = "domain_drift"
    PARKED = "parked"
    UNSAFE_TARGET = "unsafe_target"
    INVALID_URL = "invalid_url"
    UNSUPPORTED = "unsupported"
    FRAGMENT_MISSING = "fragment_missing"
    SKIPPED_ROBOTS = "skipped_robots"
    SKIPPED_COOLDOWN = "skipped_cooldown"
    INCONCLUSIVE_SELF = "inconclusive_self"


class LienState(StrEnum):
    NEW = "nouveau"
    OK = "ok"
    SUSPECT = "suspect"
    BROKEN = "casse"
    ATTENTION = "attention"
    UNVERIFIABLE = "inverifiable"
    DANGER = "danger"
    RETIRED = "retire"


class AttentionReason(StrEnum):
    """Why a living link still asks for an editor's eye."""

    MOVED = "deplace"
    CHAIN = "chaine"
    SLOW = "lent"
    TLS_SOON = "certificat_bientot"
    TLS_CHAIN = "certificat_incomplet"
    FRAGMENT = "ancre_absente"
    CREDENTIALS = "identifiants"
    CHANGED = "change"


class Signal(StrEnum):
    """A single thing seen in an answer; several of them make a class."""

    SLOW = "lent"
    CHAIN = "chaine"
    CREDENTIALS = "identifiants"
    PORT = "port"
    SYNTAX_ONLY = "syntaxe_seule"
    TRUNCATED = "corps_incomplet"
    RETRIED = "second_essai"
    BROWSER_HEADERS = "en_tetes_de_navigateur"
    COOKIES = "temoins_de_connexion"
    MAINTENANCE = "maintenance"
    GONE_TITLE = "titre_introuvable"
    GONE_HEADING = "intitule_introuvable"
    GONE_TEXT = "texte_introuvable"
    GONE_ADDRESS = "adresse_d_erreur"
    SMALL = "page_minuscule"
    NOINDEX = "hors_index"
    ROOT = "renvoi_a_l_accueil"
    SIBLING = "voisine_identique"
    FOR_SALE = "domaine_a_vendre"
    DEFAULT_PAGE = "page_d_attente"
    PARKING_HOST = "hebergeur_de_stationnement"
    PARKING_SCRIPT = "script_de_stationnement"
    PARKING_NAME = "marchand_de_domaines"
    SPAM_WORDS = "mots_sans_rapport"
    OTHER_DOMAIN = "autre_domaine"
    OTHER_TITLE = "autre_titre"
    OTHER_TEXT = "autre_texte"
    NEVER_SEEN = "jamais_vu"


C = ObservationClass

ALIVE: frozenset[ObservationClass] = frozenset(
    {C.OK, C.OK_REDIRECT_TEMP, C.OK_REDIRECT_PERM, C.NOT_MODIFIED, C.FRAGMENT_MISSING, C.TLS_CHAIN}
)
UNVERIFIABLE: frozenset[ObservationClass] = frozenset({C.BLOCKED, C.AUTH, C.RATE_LIMITED, C.LEGAL, C.SKIPPED_ROBOTS})
UNCOUNTED: frozenset[ObservationClass] = frozenset({C.INCONCLUSIVE_SELF, C.SKIPPED_COOLDOWN})
TIMEOUTS: frozenset[ObservationClass] = frozenset(
    {C.TIMEOUT_DNS, C.TIMEOUT_CONNECT, C.TIMEOUT_TLS, C.TIMEOUT_HEADERS, C.TIMEOUT_BODY}
)
# What the checker's own broken network would look like.
NETWORK: frozenset[ObservationClass] = TIMEOUTS | {C.DNS_NX, C.DNS_FAIL, C.REFUSED, C.RESET}
# A machine that does not answer shows now one of these, now another.
NO_ANSWER: frozenset[ObservationClass] = TIMEOUTS | {C.REFUSED, C.RESET, C.DNS_FAIL}
