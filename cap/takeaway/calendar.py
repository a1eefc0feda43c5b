"""As a calendar: the deadlines, each with an identifier that stays; what is done says so.

The file may be opened once, or its address subscribed to: a calendar that comes back finds what was moved or done.
"""

from datetime import date, timedelta

from icalendar import Calendar, Event

from cap.enums import Statut
from cap.takeaway.content import Chose, Contenu

RELIRE = timedelta(hours=12)


def ics_de(contenu: Contenu) -> bytes:
    """RFC 5545: one event that lasts the day of each deadline."""
    calendar = Calendar()
    calendar.add("prodid", "-//ODD 17 en pratique//C.A.P. 2030//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", contenu.titre_du_document)
    calendar.add("refresh-interval", RELIRE, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", RELIRE)
    for chose in contenu.choses:
        if chose.echeance:
            calendar.add_component(_evenement(chose, chose.echeance, contenu))
    ics: bytes = calendar.to_ical()
    return ics


def _evenement(chose: Chose, jour: date, contenu: Contenu) -> Event:
    event = Event()
    event.add("uid", f"{chose.cle}@cap.odd17")
    event.add("dtstamp", contenu.fait_le)
    event.add("dtstart", jour)
    event.add("dtend", jour + timedelta(days=1))
    event.add("sequence", contenu.version)
    event.add("summary", f"{chose.titre} (fait)" if chose.statut == Statut.FAIT else chose.titre)
    event.add("description", "\n\n".join(part for part in (chose.statut_dit, chose.note, chose.lien_dit) if part))
    event.add("transp", "TRANSPARENT")
    if chose.url:
        event.add("url", chose.url)
    return event
