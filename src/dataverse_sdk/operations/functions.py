"""Functions of the service that every client needs.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/whoami
"""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from ..errors import InvalidReply
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import json_object

__all__ = ["WhoAmI", "who_am_i"]


@frozen
class WhoAmI:
    """Who the service takes the caller for: user, business unit and organization (the environment)."""

    user_id: UUID
    business_unit_id: UUID
    organization_id: UUID


def who_am_i() -> Operation[WhoAmI]:
    """Asks who the caller is; the cheapest way to test a connection."""

    def read(reply: Reply) -> WhoAmI:
        document = json_object(reply)
        try:
            return WhoAmI(*(UUID(document[name]) for name in ("UserId", "BusinessUnitId", "OrganizationId")))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise InvalidReply("the reply to WhoAmI lacks an id", request_id=reply.request_id) from None

    return Operation(Request("GET", "WhoAmI()"), read)
