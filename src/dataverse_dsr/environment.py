"""The one table this module knows outside catalogues: the environment's own row, by which an environment is told from another."""

from uuid import UUID

from dataverse_sdk import Column, Entity, column, entity

__all__ = ["Organization"]


@entity("organization", set_name="organizations", key="organizationid")
class Organization(Entity):
    """The environment's own row; its id is what WhoAmI calls OrganizationId."""

    organizationid: Column[UUID] = column(create=False, update=False)
