"""The one table of rights: which role may do what, with whose pages. `docs/comite.md` shows it, and a test compares."""

from collections.abc import Mapping

from comite.enums import Act, RoleComite

READERS: frozenset[Act] = frozenset({Act.READ, Act.COMMENT, Act.PROPOSE})
WRITERS = READERS | {Act.CREATE, Act.EDIT, Act.SUBMIT}
EDITORS = WRITERS | {
    *(Act.COPY, Act.LOCK, Act.SHARE),
    *(Act.REPLACE_LINKS, Act.DECIDE_LINKS, Act.DECIDE_PROPOSALS, Act.DELETE, Act.MOVE, Act.GATHER),
}
REVIEWERS = EDITORS | {Act.APPROVE, Act.PUBLISH, Act.UNPUBLISH, Act.ALIAS, Act.UNLOCK, Act.ENTRUST}
EVERYTHING: frozenset[Act] = frozenset(Act)

#: With the pages of one's own organisation, those for which it is the deputy among them.
OWN: Mapping[RoleComite, frozenset[Act]] = {
    RoleComite.CONTRIBUTEUR: WRITERS,
    RoleComite.EDITEUR: EDITORS,
    RoleComite.RELECTEUR: REVIEWERS | {Act.LOG},
    RoleComite.REFERENT: READERS | {Act.PEOPLE, Act.LOG},
}
#: With pages for which no organisation answers: the home page, the axes, the rubriques.
NO_ONES: Mapping[RoleComite, frozenset[Act]] = {
    RoleComite.SECRETARIAT: REVIEWERS,
    RoleComite.ADMINISTRATEUR: EVERYTHING,
}
#: With every page, whoever answers for it.
ANY: Mapping[RoleComite, frozenset[Act]] = dict.fromkeys(RoleComite, READERS) | {
    RoleComite.SECRETARIAT: READERS | {Act.APPROVE_FOR_COMITE, Act.GATHER, Act.PREPARE, Act.LOG},
    RoleComite.ADMINISTRATEUR: EVERYTHING,
}
