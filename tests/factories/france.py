"""A part of the France that ships: a few communes with all that stands above them, as the files tell of it."""

from taxonomy.loading.france import releve_de_france
from taxonomy.loading.terms import load_territoires
from taxonomy.models import slug_de_territoire

#: One of each kind: capitals, homonyms, communes nouvelles, over several départements, overseas, without EPCI.
COMMUNES = (
    *("23096", "23193", "23220", "37261", "75056", "69123", "13055", "74010", "74042"),
    *("97411", "93066", "11339", "97418", "97228", "92051", "94028", "91326", "97501", "85113", "14654"),
)


def releve(codes=COMMUNES):
    """What the shipped files say of these communes and of what stands above them."""
    found = releve_de_france()
    found.communes = {code: found.communes[code] for code in codes}
    found.epci_de_commune = {code: found.epci_de_commune[code] for code in codes}
    found.ept_de_commune = {code: ept for code, ept in found.ept_de_commune.items() if code in codes}
    found.epci = {siren: nom for siren, nom in found.epci.items() if siren in found.epci_de_commune.values()}
    found.ept = {siren: nom for siren, nom in found.ept.items() if siren in found.ept_de_commune.values()}
    return found


def load(codes=COMMUNES):
    """These communes in the database; returns their slugs."""
    load_territoires(releve(codes), keeping=True)
    return [slug_de_territoire("commune", code) for code in codes]
