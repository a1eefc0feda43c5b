"""Sheets of partners. They are no drafts: what is imported holds at once, and is taken back field by field."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from wagtail.log_actions import log

from comite.refusing import RuleError
from ground.addresses.validation import validate_url
from sheets.doubles import Doubles
from sheets.enums import IssueDeLigne, SorteDeFeuille
from sheets.kinds.base import Cells, KnownThere, Like, LineIdentity, Now, SheetKind, Written
from sheets.meaning.cells import CellError, addresses_in, as_line, as_number, completed, fold
from sheets.meaning.columns import Building, Column, IdentifierColumn, NumberColumn, TextColumn
from sheets.meaning.link_columns import AddressColumn
from sheets.meaning.looking import Looking
from sheets.models import IdentifiantExterne, ImportDeFeuille, LigneDeFeuille
from taxonomy.models import Partenaire
from taxonomy.usages import count_usages

FIELDS = ("nom", "sigle", "site", "courriel", "description")
NOT_ADDED = "Votre compte ne peut pas ajouter de partenaire."
NOT_CHANGED = "Votre compte ne peut pas modifier les partenaires."
CHANGED = "Ce partenaire a été modifié depuis\u00a0: reprenez-le à la main."
USED = "Ce partenaire est cité depuis\u00a0: retirez-le d’abord des pages qui le citent."
CREATED, EDITED, UNDONE = "wagtail.create", "feuilles.import", "feuilles.annulation"

NUMBER = NumberColumn(
    key="numero",
    label="Numéro de partenaire",
    help="Rempli par l’export\u00a0: il fait retrouver le partenaire. Laissez vide pour un nouveau.",
)
IDENTIFIER = IdentifierColumn(
    key="identifiant",
    label="Identifiant",
    names=("id", "reference", "siren", "siret"),
    help="Celui que vous lui donnez chez vous.",
)
NAME = TextColumn(
    key="nom",
    label="Nom",
    field="nom",
    names=("organisation", "organisme", "structure", "raison sociale", "partenaire", "denomination"),
    help="Obligatoire. C’est par lui qu’un partenaire se retrouve.",
    example="Union fictive des associations",
)
SITE = AddressColumn(
    key="site",
    label="Site internet",
    field="site",
    names=("site", "url", "adresse internet", "site web", "lien"),
    help="L’adresse complète, avec https://.",
    example="https://www.exemple.org/",
)


class PartenaireKind(SheetKind):
    """Lines that are partners."""

    key = SorteDeFeuille.PARTENAIRES.value
    label = SorteDeFeuille.PARTENAIRES.label
    noun = "un partenaire"
    feminine = False
    natural_words = "même nom"
    title_word = "nom"
    columns: ClassVar[tuple[Column, ...]] = (
        NUMBER,
        IDENTIFIER,
        NAME,
        TextColumn(key="sigle", label="Sigle", field="sigle", names=("acronyme",), help="Facultatif."),
        SITE,
        TextColumn(
            key="courriel",
            label="Adresse électronique générique",
            field="courriel",
            names=("courriel", "email", "e mail", "mail", "contact"),
            help="Une adresse de l’organisation, jamais celle d’une personne.",
        ),
        TextColumn(
            key="description",
            label="Présentation",
            field="description",
            lines=True,
            names=("description", "resume", "activite"),
            help="Quelques phrases.",
        ),
    )

    def identity(self, cells: Cells, look: Looking) -> LineIdentity:
        number = None
        if cell := cells.get(NUMBER.key):
            try:
                number = as_number(cell.text)
            except CellError:
                number = None
        identifier, name = (as_line(cells[key].text) if key in cells else "" for key in (IDENTIFIER.key, NAME.key))
        found = addresses_in(cells[SITE.key]) if SITE.key in cells else []
        self._sites[fold(name)] = completed(found[0][0]) if found else ""
        return LineIdentity(number, identifier[:200], fold(name), name)

    @cached_property
    def _sites(self) -> dict[str, str]:
        """The sites that lines name, by the folded names of their partners."""
        return {}

    def every(self) -> list[int]:
        return list(Partenaire.objects.order_by("nom", "pk").values_list("pk", flat=True))

    def known(self, source: str) -> KnownThere:
        named = IdentifiantExterne.objects.filter(source=source, partenaire__isnull=False)
        names = list(Partenaire.objects.order_by("-pk").values_list("pk", "nom"))
        return KnownThere(
            frozenset(key for key, _ in names),
            dict(named.values_list("identifiant", "partenaire")),
            {fold(name): key for key, name in names},
        )

    @cached_property
    def doubles(self) -> Doubles:
        """By the sites of those that are there, and by their sigles as if they were names."""
        rows = list(Partenaire.objects.values_list("pk", "nom", "sigle", "site"))
        return Doubles([(key, sigle or nom, site) for key, nom, sigle, site in rows])

    def likes(self, identity: LineIdentity) -> list[Like]:
        found = self.doubles.doubles_of(self._sites.get(identity.natural, ""), identity.title)
        names = dict(Partenaire.objects.filter(pk__in=[one.key for one in found]).values_list("pk", "nom"))
        words = {"même titre": "même sigle", "même adresse": "même site"}
        return [Like(one.key, names[one.key], words[one.why]) for one in found]

    def now(self, keys: Collection[int]) -> dict[int, Now]:
        rows = Partenaire.objects.filter(pk__in=keys).values("pk", *FIELDS)
        return {row["pk"]: Now({**row, "numero": row.pop("pk")}, None) for row in rows}

    def refused_changes(self, keys: Collection[int], by: Any) -> dict[int, str]:
        return {} if by.has_perm("taxonomy.change_partenaire") else dict.fromkeys(keys, NOT_CHANGED)

    def refused_creation(self, building: Building, imp: ImportDeFeuille) -> str:
        by: Any = imp.par
        return "" if by.has_perm("taxonomy.add_partenaire") else NOT_ADDED

    def wrong(self, values: Mapping[str, Any], *, new: bool) -> list[str]:
        found = []
        if (new or "nom" in values) and not values.get("nom"):
            found.append("«\u00a0Nom\u00a0» est obligatoire\u00a0: remplissez la colonne.")
        labels = {getattr(one, "field", ""): one.label for one in self.columns}
        for name, value in values.items():
            one: Any = Partenaire._meta.get_field(name)
            try:
                if value:
                    one.run_validators(value)
                    validate_url(value) if name == "site" else None
            except ValidationError as exc:
                found += [f"{labels[name]}\u00a0: {said}" for said in dict.fromkeys(exc.messages)]
        return found

    def create(self, made: Sequence[tuple[LigneDeFeuille, Building]], imp: ImportDeFeuille) -> list[Written]:
        by: Any = imp.par
        if not by.has_perm("taxonomy.add_partenaire"):
            raise RuleError(NOT_ADDED)
        written = []
        for _, building in made:
            one = Partenaire(**building.values)
            one.full_clean()
            one.save()
            log(instance=one, action=CREATED, user=imp.par)
            if building.identifier:
                IdentifiantExterne.objects.create(source=imp.source, identifiant=building.identifier, partenaire=one)
            written.append(Written(one.pk, fields={name: ["", value] for name, value in building.values.items()}))
        return written

    def change(self, key: int, building: Building, imp: ImportDeFeuille) -> Written:
        by: Any = imp.par
        if not by.has_perm("taxonomy.change_partenaire"):
            raise RuleError(NOT_CHANGED)
        one = Partenaire.objects.select_for_update().get(pk=key)
        fields = {}
        for name, value in building.values.items():
            fields[name] = [getattr(one, name), value]
            setattr(one, name, value)
        one.full_clean()
        one.save()
        log(instance=one, action=EDITED, user=imp.par)
        self.name(key, building, imp)
        return Written(key, fields=fields)

    def name(self, key: int, building: Building, imp: ImportDeFeuille) -> None:
        if building.identifier and building.number is None:
            IdentifiantExterne.objects.get_or_create(
                source=imp.source, identifiant=building.identifier, partenaire__isnull=False,
                defaults={"partenaire_id": key},
            )  # fmt: skip

    def undo(self, lines: Sequence[LigneDeFeuille], by: Any) -> str:
        line = lines[-1]
        one = Partenaire.objects.select_for_update().filter(pk=line.partenaire or 0).first()
        if one is None:
            return ""
        if any(getattr(one, name) != after for name, (_, after) in line.champs.items()):
            return CHANGED
        if line.issue == IssueDeLigne.CREEE:
            if not by.has_perm("taxonomy.add_partenaire"):
                return NOT_ADDED
            if any(count_usages(Partenaire, [one.pk]).values()):
                return USED
            log(instance=one, action="wagtail.delete", user=by, deleted=True)
            one.delete()
            return ""
        if not by.has_perm("taxonomy.change_partenaire"):
            return NOT_CHANGED
        for name, (before, _) in line.champs.items():
            setattr(one, name, before)
        one.save()
        log(instance=one, action=UNDONE, user=by)
        return ""

    def rows(self, keys: Collection[int], look: Looking, *, drafts: bool) -> list[list[str]]:
        said = self.now(keys)
        return [[column.show(said[key].values, look) for column in self.columns] for key in keys]
