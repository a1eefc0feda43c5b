"""What time and the rest of the site have done to a page: doubles, freshness."""

from collections.abc import Iterator

from ground.templatetags.typography import jour_long
from liens.extraction import Lieu
from pages.freshness.rules import MotifRelecture
from qualite.enums import Verification
from qualite.reading import PageRead
from qualite.remarks import Remark

TITLE = Lieu("title", "", ("Titre",))
UNTIL = Lieu("valable_jusqu_au", "", ("Valable jusqu’au",))
READ = Lieu("relu_le", "", ("Relu le",))
YEAR = Lieu("millesime", "", ("Année des données",))


def doubles(page: PageRead) -> Iterator[Remark]:
    """Pages that may be the same thing."""
    for title, why in page.around.doubles:
        phrase = (
            f"Cette page est peut-être la même que «\u00a0{title}\u00a0» ({why})\u00a0: comparez-les, et fusionnez-les"
            " ou dites que ce sont deux choses."
        )
        yield Remark.at(Verification.DOUBLES, phrase, TITLE)


def freshness(page: PageRead) -> Iterator[Remark]:
    """Each reason for which the page is to be read again today."""
    days = page.freshness.due_days()
    due = {why for why, day in days.items() if day <= page.today}
    until = page.freshness.valable_jusqu_au
    if MotifRelecture.PERIMEE in due and until is not None:
        phrase = f"La page n’est plus valable depuis le {jour_long(until)}\u00a0: changez la date, ou retirez la page."
        yield Remark.at(Verification.FRAICHEUR, phrase, UNTIL)
    if MotifRelecture.RYTHME in due:
        phrase = f"Sa relecture est attendue depuis le {jour_long(days[MotifRelecture.RYTHME])}\u00a0: relisez-la."
        yield Remark.at(Verification.FRAICHEUR, phrase, READ)
    if MotifRelecture.DONNEES in due:
        phrase = f"Ses données datent de {page.freshness.millesime}\u00a0: cherchez-en de plus récentes."
        yield Remark.at(Verification.FRAICHEUR, phrase, YEAR)
