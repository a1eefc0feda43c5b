"""What a page type says of itself, read by every room that treats types differently.

A new type is one class: it says here what is not as the default has it, and no table elsewhere has to learn of it.
`pages.page_types` finds types by these facts; `pages.checks` names a type that forgot one that has no default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pages.enums import BrowseShelf, NavigationPlace
from taxonomy.enums import CodeAxe


@dataclass(frozen=True, slots=True)
class Kind:
    """What visitors read as the nature of pages that have none of their own, and choose as one.

    `slug` may be that of a nature that editors keep: its pages are then found together with the type's. `rank` is the
    place among the kinds, which come after the editors' natures.
    """

    slug: str
    name: str
    rank: int


class TypeFacts:
    """The facts and their defaults. French names are those that were there first."""

    # In the editor
    #: Whether its French name is feminine: « Nouvelle ressource », « Nouvel exemple ».
    feminine: ClassVar[bool] = True
    #: Whether the editor is asked for whom, where and in which domaines.
    avec_triptyque: ClassVar[bool] = False
    #: Whether the triptych must be filled before publication.
    triptyque_exige: ClassVar[bool] = False

    #: How many words its pages have at least and at most, chapô and body together; 0 where there is no such end.
    words_expected: ClassVar[tuple[int, int]] = (0, 0)

    # What pages of the type are about
    #: The field by which pages of this type carry one more term: what they present, or their nature. "" for none.
    own_term: ClassVar[str] = ""
    #: What stands for their nature. None only for types that are not searched, or whose own term is a nature.
    kind: ClassVar[Kind | None] = None
    #: The axe that they serve, unless a nature says another one.
    axe_served: ClassVar[CodeAxe] = CodeAxe.COMPRENDRE
    #: The type of schema.org that search engines read of them (https://schema.org/docs/full.html).
    schema_type: ClassVar[str] = "WebPage"
    #: Where the address for which a page is there stands, as the registry of links writes it; "" when there is none.
    main_link: ClassVar[str] = ""

    # Where visitors meet them
    #: Whether visitors find them through the facets.
    se_cherche: ClassVar[bool] = False
    #: Which of their lists the search reads beside their bodies, and the fields whose texts it takes.
    searched_lists: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    #: Their place in the navigation; None for those that are reached by lists.
    navigation_place: ClassVar[NavigationPlace | None] = None
    #: Whether they are put forward: on the home page as what is new, on other pages as « Voir aussi ».
    put_forward: ClassVar[bool] = False
    #: The shelf on which they stand while nothing answers searches, None for none, and their order there.
    browse_shelf: ClassVar[BrowseShelf | None] = None
    browse_order: ClassVar[tuple[str, ...]] = ("path",)
    #: Whether editors may put them forward in a list of resources, inside the body of any page.
    offered_in_lists: ClassVar[bool] = False
    #: The path to the critère by which a rubrique that holds only such pages groups them; "" to group them by nature.
    critere_path: ClassVar[str] = ""

    # How they are read
    #: The parameters of an address that change what is shown there; an address with any other shows the same page.
    parameters_read: ClassVar[tuple[str, ...]] = ()
    #: The fields of the type that the API keeps back; all others stand in its `api_fields`.
    kept_back: ClassVar[tuple[str, ...]] = ()
    #: What the public page shows of other tables, read with it in one query.
    lus_avec: ClassVar[tuple[str, ...]] = ("responsable",)

    @classmethod
    def nature_asked(cls) -> str:
        """The slug by which a search for a nature finds all pages of this type; "" where each has its own."""
        return cls.kind.slug if cls.kind else ""

    def schema_org_type(self) -> str:
        """The type of schema.org of this very page."""
        return self.schema_type
