"""What a report says, in plain French: from `delta.Delta` to `letter.Lettre`. Words only, no layout."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ground.templatetags.typography import jour_long, typo
from workers.links.reports.contents import lines
from workers.links.reports.contents.clean import une_ligne
from workers.links.reports.contents.delta import Delta, LinkGroup
from workers.links.reports.contents.letter import Action, LetterLine, Lettre, Section
from workers.links.reports.contents.lines import counted_noun
from workers.links.reports.contents.situation import Couverture

LIGNES_AU_PLUS = 15
SUJET_AU_PLUS = 120


def write_letter(delta: Delta, *, du: datetime | None) -> Lettre:
    """The whole letter; `du` is when the reader was last written to."""
    resume = summary(delta)
    qui = une_ligne(delta.nom, 60) or "tout le site"
    depuis = f"Depuis le {jour_long(du)}." if du else "Premier rapport : tout ce qui mérite un regard."
    portee = "les liens de vos pages" if delta.nom else "tous les liens du site"
    return Lettre(
        sujet=une_ligne(typo(f"{resume} – {qui}"), SUJET_AU_PLUS),
        titre=typo(resume),
        chapo=typo(f"{depuis} Ce rapport porte sur {portee}."),
        sections=tuple(section for section in _sections(delta) if section.lignes or section.suite),
        actions=(Action("Ouvrir la liste des liens", lines.admin("links_report", organisation=_whose(delta))),),
        pied=tuple(typo(phrase) for phrase in _pied(delta)),
    )


def _whose(delta: Delta) -> str:
    """As the list of links says it (`pages.admin.scope`): whoever reads this letter sees what it is about."""
    return str(delta.partenaire_id or "toutes")


def summary(delta: Delta) -> str:
    """The two most useful facts: « 2 nouveaux liens cassés, 1 lien réparé »."""
    sites = sum(groupe.panne is not None for groupe in delta.nouveaux)
    faits = [
        (sites, "site en panne", "sites en panne"),
        (len(delta.nouveaux) - sites, "nouveau lien cassé", "nouveaux liens cassés"),
        (_repares(delta), "lien réparé", "liens réparés"),
        (len(delta.deplaces), "lien à remplacer", "liens à remplacer"),
        (len(delta.certificats), "certificat bientôt expiré", "certificats bientôt expirés"),
        (len(delta.pages), "page à relire", "pages à relire"),
        (len(delta.pauses), "pause qui se termine", "pauses qui se terminent"),
    ]
    dits = [counted_noun(*fait) for fait in faits if fait[0]]
    return ", ".join(dits[:2]) or "Rien de nouveau sur les liens"


def _repares(delta: Delta) -> int:
    return len(delta.repares) + sum(delta.sites_revenus.values())


def _sections(delta: Delta) -> Iterable[Section]:
    au = delta.au
    yield _groupes("Nouveaux liens cassés", delta.nouveaux, au, grave=True)
    yield _groupes("Toujours cassés", delta.toujours, au)
    sites = [lines.de_site_revenu(hote, nombre) for hote, nombre in delta.sites_revenus.items()]
    repares = [*sites, *map(lines.from_repaired_link, delta.repares)]
    yield _section("Réparés", repares, nombre=_repares(delta))
    yield _section("Ont changé d’adresse", map(lines.de_lien_deplace, delta.deplaces), deja=delta.deja_deplaces)
    yield _groupes("À confirmer", delta.a_confirmer, au, doute=True)
    yield _section("Certificats bientôt expirés", map(lines.de_certificat, delta.certificats))
    yield _section("Pages à relire", map(lines.de_page, delta.pages), deja=delta.pages_deja_dites)
    yield _section("Pauses qui se terminent", map(lines.de_pause, delta.pauses))


def _groupes(
    titre: str, groupes: Iterable[LinkGroup], au: datetime, *, doute: bool = False, grave: bool = False
) -> Section:
    """Links and whole sites under a heading that counts links."""
    tous = list(groupes)
    liens = sum(len(un.liens) for un in tous)
    section = _section(titre, [lines.de_groupe(un, au, doute=doute) for un in tous], nombre=liens)
    return replace(section, grave=grave)


def _section(titre: str, toutes: Iterable[LetterLine], *, nombre: int | None = None, deja: int = 0) -> Section:
    """The first lines under a heading that counts them all (or says `nombre`, where a line stands for several things).

    What is left out is said and stands in the table.
    """
    ecrites = list(toutes)
    reste = len(ecrites) - LIGNES_AU_PLUS
    suites = [
        f"{counted_noun(reste, 'autre est', 'autres sont')} dans le tableau joint." if reste > 0 else "",
        f"Déjà dans un rapport : {deja}." if deja else "",
    ]
    return Section(
        titre=f"{titre} ({nombre or len(ecrites)})" if ecrites else titre,
        lignes=tuple(ecrites[:LIGNES_AU_PLUS]),
        suite=" ".join(phrase for phrase in suites if phrase),
    )


def _pied(delta: Delta) -> Iterable[str]:
    ecartes = delta.situation.ecartes
    yield _couverture(delta.situation.couverture)
    if ecartes:
        yield f"{counted_noun(ecartes, 'lien en échec est mis', 'liens en échec sont mis')} de côté par une décision."
    yield (
        "« Il fonctionne chez moi » ouvre une page avec un bouton, sans mot de passe, pendant un mois. Si le résultat"
        " change ensuite, le lien reviendra ici."
    )
    yield "Le jour, l’heure et les destinataires se règlent dans l’administration, menu « Courriels »."


def _couverture(couverture: Couverture) -> str:
    if not couverture.total:
        return "Aucun lien n’est suivi."
    debut = f"Liens vérifiés depuis 30 jours : {couverture.recents} sur {couverture.total}."
    if couverture.jamais:
        debut += f" {counted_noun(couverture.jamais, 'attend son', 'attendent leur')} premier contrôle."
    if couverture.plus_ancien:
        debut += f" Le contrôle le plus ancien date du {jour_long(couverture.plus_ancien)}."
    return debut
