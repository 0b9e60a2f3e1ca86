"""AddMembersTeam and RemoveMembersTeam: who belongs to a team.

Knows the relationship that keeps the members. Refuses to know what membership is good for.
"""

from typing import TYPE_CHECKING

from ..storage.relations import ManyLink, many_link
from ..storage.store import Row
from ..writing.addressing import need
from ..writing.pairs import add_pair, far_ids, remove_pair

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["add_members", "remove_members"]

MEMBERSHIP = "teammembership_association"


def _parts(asked: "Invocation") -> tuple[ManyLink, Row, list[Row]]:
    table, team = asked.bound_row()
    navigation = table.navigation(MEMBERSHIP)
    link = None if navigation is None else many_link(asked.call.schema, table, navigation)
    assert link is not None  # noqa: S101 -- every schema with teams has it
    given = asked.arguments.get("Members")
    members = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    ids = [str(each.get("systemuserid") or each.get("ownerid")) for each in members]
    return link, team, [need(asked.call.store, link.target, each) for each in ids]


def add_members(asked: "Invocation") -> "Reply":
    """AddMembersTeam: who is a member already stays one."""
    link, team, users = _parts(asked)
    known = set(far_ids(asked.call.store, link, team["teamid"]))
    for user in users:
        if user["systemuserid"] not in known:
            add_pair(asked.call.store, link, team["teamid"], link.target, user)
    return asked.done()


def remove_members(asked: "Invocation") -> "Reply":
    """RemoveMembersTeam."""
    link, team, users = _parts(asked)
    for user in users:
        remove_pair(asked.call.store, link, team["teamid"], user["systemuserid"])
    return asked.done()
