"""An environment, as far as requests have to know it: its own row, who is asking, which tables and columns it has.

Searches that run side by side ask once and share the answer. Refuses to know persons and their records.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dataverse_sdk import Batch, Column, Entity, column, entity
from dataverse_sdk.operations import who_am_i

from .checks import TableFacts, ask_facts
from .declarations import AnyDeclaration, Catalogue
from .queries import Purpose, extra_columns, read_columns

__all__ = ["Environment", "Organization"]


@entity("organization", set_name="organizations", key="organizationid")
class Organization(Entity):
    """The environment's own row; its id is what WhoAmI calls OrganizationId."""

    organizationid: Column[UUID] = column(create=False, update=False)


class Environment:
    """What the searches of one run know of the environment. Mutable: it is asked in the first batch, and answers once that was sent.

    `facts` are what is known of its tables already; without them a validated catalogue asks.
    """

    def __init__(self, catalogue: Catalogue, purpose: Purpose, batch: Batch, facts: Mapping[str, TableFacts] | None) -> None:
        self.catalogue = catalogue
        self.purpose = purpose
        self._me = batch.add(who_am_i())
        self._asked = ask_facts(batch, catalogue) if facts is None and _needs_facts(catalogue, purpose) else {}
        self._known = facts
        self.facts: Mapping[str, TableFacts] = {}
        self._columns: dict[str, tuple[list[Any], frozenset[str]]] = {}
        self._further: dict[str, tuple[list[Any], frozenset[str]]] = {}

    def learn(self) -> None:
        """Takes the answers, after the first batch was sent; a second time does nothing. Raises when the service did not say who asks."""
        if self._known is None:
            self._known = {name: read() for name, read in self._asked.items()}
        if self.facts is not self._known:
            self.facts = self._known
            self._columns.clear()
        _ = self._me.value

    @property
    def environment_id(self) -> UUID:
        """The environment's id."""
        return self._me.value.organization_id

    @property
    def user_id(self) -> UUID:
        """The id of the user who asks."""
        return self._me.value.user_id

    def columns(self, declaration: AnyDeclaration) -> tuple[list[Any], frozenset[str]]:
        """Gives the columns to read of a table, as expressions and as attributes."""
        if declaration.name not in self._columns:
            table = declaration.info.logical_name
            followed = [way.lookup for each in self.catalogue for way in each.follows if way.source == table]
            self._columns[declaration.name] = _named(read_columns(declaration, self.purpose, self.facts.get(table), followed))
        return self._columns[declaration.name]

    def further(self, declaration: AnyDeclaration) -> tuple[list[Any], frozenset[str]]:
        """Gives the columns of a table that it was not known to have when its first records were read. Only after `learn`."""
        if declaration.name not in self._further:
            facts = self.facts.get(declaration.info.logical_name)
            self._further[declaration.name] = _named(extra_columns(declaration, self.purpose, facts))
        return self._further[declaration.name]


def _named(columns: list[Any]) -> tuple[list[Any], frozenset[str]]:
    return columns, frozenset(column.info.attribute for column in columns)


def _needs_facts(catalogue: Catalogue, purpose: Purpose) -> bool:
    """A plan is held against the metadata; an access request needs it to know which of the optional columns can be asked for."""
    return catalogue.validated and (purpose == "erasure" or any(one.optional or one.optional_columns for one in catalogue))
