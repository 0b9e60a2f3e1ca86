"""Two made-up tables, so that these tests depend on nobody's classes of the standard ones."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from dataverse_sdk.model import Collection, Column, Entity, Lookup, Navigation, collection, column, entity, lookup, navigation


@entity("zoo_keeper", set_name="zoo_keepers", key="zoo_keeperid", primary_name="zoo_name", alternate_keys={"zoo_badge": ("zoo_badge",)})
class Keeper(Entity):
    """Somebody who keeps animals."""

    zoo_keeperid: Column[UUID] = column(update=False)
    zoo_name: Column[str | None] = column(max_length=100)
    zoo_badge: Column[int | None] = column()
    zoo_animals: Collection[Animal] = collection("zoo_animal")


@entity("zoo_animal", set_name="zoo_animals", key="zoo_animalid", primary_name="zoo_name")
class Animal(Entity):
    """Somebody who is kept."""

    zoo_animalid: Column[UUID] = column(update=False)
    zoo_name: Column[str | None] = column(max_length=100)
    zoo_weight: Column[Decimal | None] = column()
    zoo_born: Column[datetime | None] = column()
    zoo_full: Column[str | None] = column(create=False, update=False)
    zoo_photo: Column[bytes | None] = column()
    zoo_keeper: Lookup[Keeper] = lookup({"zoo_keeper": "zoo_Keeper"})
    zoo_Keeper: Navigation[Keeper] = navigation("zoo_keeper")  # noqa: N815  (as the service spells it)


K1, K2, A1, A2, A3 = (UUID(int=number) for number in (0xA1, 0xA2, 0xB1, 0xB2, 0xB3))
