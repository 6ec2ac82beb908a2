"""What a visitor asks of the catalogue, read from the address; what makes no sense is ignored."""

from __future__ import annotations

from dataclasses import replace

from phoenix.catalogue.search_rules import LONGEST_QUERY
from phoenix.kernel.values import frozen

TYPES = {
    "abonnement": "subscription",
    "licence": "licence",
    "service": "service",
    "pack": "pack",
}
SORTS = ("conseil", "nom", "prix", "prix-decroissant")
FACETS = ("famille", "editeur", "type")
LAST_PAGE = 100_000


@frozen
class Asked:
    """A question to the catalogue; each field is one parameter of the address."""

    q: str = ""
    famille: str = ""
    editeur: str = ""
    type: str = ""
    tri: str = ""
    page: int = 1

    def arguments(self, **changes) -> dict:
        """The address's parameters after these changes; any change but of page goes to page 1."""
        asked = replace(self, **{"page": 1, **changes})
        values = {name: getattr(asked, name) for name in ("q", *FACETS, "tri")}
        found = {name: value for name, value in values.items() if value}
        return {**found, "page": asked.page} if asked.page > 1 else found

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.q or self.famille or self.editeur or self.type)


def read(arguments) -> Asked:
    """The question in a request's query parameters."""
    arguments = arguments.to_dict()
    kind, sort = arguments.get("type", ""), arguments.get("tri", "")
    page = arguments.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    return Asked(
        q=" ".join(arguments.get("q", "").split())[:LONGEST_QUERY],
        famille=arguments.get("famille", "")[:60],
        editeur=arguments.get("editeur", "")[:60],
        type=kind if kind in TYPES else "",
        tri=sort if sort in SORTS[1:] else "",
        page=min(max(1, number), LAST_PAGE),
    )
