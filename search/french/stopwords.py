"""Words a query may leave out. No index drops any: « Grand Est » and « économie sociale et solidaire » need them.

Three lists, from the surest on. `ARTICLES` go even inside a hyphenated word; `SMALL` go wherever they stand; the words
of `ASKING` say something elsewhere (*Grand Est*, *faire*, *le droit*) and go only from a query that is asked as a
sentence (`search.planning.questions`). Keyed without accents.
"""

from search.french.folding import fold

_ARTICLES = "le la les un une des du de d l au aux a et ou en"
_SMALL = """
    dans sur pour par avec chez ce cet cette ces qui que qu dont se s y
    je j tu il elle ils elles on nous vous ne n me m te t moi toi lui eux c ça cela
    mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs
    comment combien quand pourquoi quoi quel quelle quels quelles lequel laquelle lesquels lesquelles auquel duquel
    où jusqu lorsqu puisqu quoiqu quelqu
"""
# Forms of être, avoir, pouvoir, devoir, falloir, vouloir, faire, aller and savoir that people ask with, and what fills
# a sentence. Infinitives that may be what is looked for (devenir, créer, payer) are not here.
_ASKING = """
    est es suis sommes êtes sont étais était étaient étant sera seront serai serait été être soit soient
    ai as avons avez ont avais avait avaient aura aurai auront aurais aurait aient ait eu avoir
    peut peux peuvent pouvons pouvez puis pourra pourrai pourrait pourrais pourront pouvoir
    doit dois devons devez doivent devra devrai devrait devrais
    faut faudra faudrait
    veut veux voulons voulez veulent voudrais voudrait voudrions vouloir souhaite souhaitons
    faire fait fais faisons faites font fera ferai ferait
    va vais vas vont allons allez irai
    sais sait savoir savons
    sert servent devient deviennent
    passe arrive
    plus très trop bien aussi encore alors déjà tout tous toute toutes même mêmes autre autres
    pas si quelque quelques chose choses quelqu aucun aucune
    comme car donc lors pendant avant après depuis toujours jamais vraiment maintenant
    besoin bonjour merci svp presque environ plutôt surtout seulement également
"""
_SIGNS = """
    comment combien quand pourquoi quoi quel quelle quels quelles lequel laquelle lesquels lesquelles qui où que qu
    je j tu il elle ils elles on nous vous mon ma mes ton ta tes notre nos votre vos
"""


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


ARTICLES = _folded(_ARTICLES)
STOPWORDS = ARTICLES | _folded(_SMALL)
ASKING = _folded(_ASKING)
#: A query that has one of these is asked as a sentence.
SIGNS_OF_A_QUESTION = _folded(_SIGNS) - ARTICLES


def is_article(folded: str) -> bool:
    """Whether a folded, lower-case word says nothing even inside a hyphenated one."""
    return folded in ARTICLES


def is_stopword(folded: str, *, asked: bool = False) -> bool:
    """Whether a folded, lower-case word is one a query may leave out; `asked`: from a query that is a sentence."""
    return folded in STOPWORDS or (asked and folded in ASKING)
