"""The rooms of the project, the lowest first: each may import those before it, and none after it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Each room with what stands there. The order is the law of imports.
ROOMS = {
    "ground": "what everybody uses: problems, secrets, who asks, dates, addresses",
    "acces": "sign-in, and the rights of the API’s tokens",
    "taxonomy": "the terms: territoires, acteurs, domaines, ODD, natures, partenaires",
    "comite": "who belongs to the Comité, and the one rule of what they may do",
    "pages": "page types, blocks, their admin",
    "liens": "what is known of an outgoing link: occurrences, state, replacement",
    "doublons": "pages that may be one and the same thing: found, decided, merged",
    "qualite": "checks of pages: what is to be seen to, the score, what holds a publication back",
    "public": "the public face of pages: what their templates show",
    "search": "the query, the index, French, two engines, the indexing outbox",
    "sheets": "sheets of partners: read, tried, made drafts, undone, taken out",
    "adoc": "the A.D.O.C.: questionnaires, walks, proposals",
    "couverture": "what the site covers, term by term: its gaps, and what is asked of partners",
    "propositions": "what partners see behind a link of theirs, and propose to editors",
    "cap": "the C.A.P. 2030: an organisation’s own roadmap",
    "demo": "demo content and the generated corpus",
    "workers": "Celery, its schedule; links fetched, judged, kept and told",
    "headless": "what other sites read: contenus, journal, aperçus, webhooks",
    "parutions": "sets of pages that appear together, whole or not at all",
    "cms": "wiring: settings, URLs, the API’s mount, checks, health",
}
ORDER = tuple(ROOMS)
#: Beside the rooms: scripts use them, tests use both.
SCRIPTS = "scripts"
