"""What a user may not do: privileges missing on a table, columns secured against reading and writing.

Knows names of privileges, the documented codes, and who is restricted. Refuses to know requests and rows. There are no access levels
and no teams: a privilege is there for a whole table, or missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from attrs import define, field

from ...schema.model import TableSchema
from ..http.refusals import Refusal

__all__ = ["PRIVILEGES", "Permissions", "Privilege"]

Privilege: TypeAlias = Literal["Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign", "Share"]
PRIVILEGES: tuple[Privilege, ...] = ("Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign", "Share")

EVERYBODY = None


@define
class Permissions:
    """What is withheld, from everybody or from one user; mutable. Nothing is, at first.

    Users are ids of `systemuser` rows, as impersonation headers name them; the caller without such a header is the environment's user.
    """

    _denied: set[tuple[str | None, str, str]] = field(factory=set, init=False)
    _secured: dict[tuple[str | None, str, str], frozenset[str]] = field(factory=dict, init=False)

    def deny(self, privilege: Privilege, table: str, *, user: str | None = EVERYBODY) -> None:
        """Take a privilege on a table away. ValueError for one that does not exist."""
        if privilege not in PRIVILEGES:
            raise ValueError(f"a privilege is one of {', '.join(PRIVILEGES)}, not {privilege!r}")
        self._denied.add((user, privilege, table))

    def allow(self, privilege: Privilege, table: str, *, user: str | None = EVERYBODY) -> None:
        """Give a privilege back that was denied to the same user, or to everybody."""
        self._denied.discard((user, privilege, table))

    def secure(
        self,
        table: str,
        column: str,
        *,
        read: bool = False,
        create: bool = False,
        update: bool = False,
        user: str | None = EVERYBODY,
    ) -> None:
        """Secure a column, by its wire name, against everybody or one user; what stays allowed is said.

        A value that may not be read is null wherever it is read, filtered, sorted or summed by (page "Column-level security"); one that may
        not be written is refused with 403.
        """
        allowed = (("read", read), ("create", create), ("update", update))
        self._secured[user, table, column] = frozenset(name for name, value in allowed if value)

    def reset(self) -> None:
        """Allow everything again."""
        self._denied.clear()
        self._secured.clear()

    def told(self) -> Iterator[str]:
        """What is withheld, in words."""
        for user, privilege, table in sorted(self._denied, key=str):
            yield f"no {privilege} on {table}{'' if user is EVERYBODY else f' for {user}'}"
        for (user, table, column), allowed in self._secured.items():
            but = f", but for {' and '.join(sorted(allowed))}" if allowed else ""
            yield f"{table}.{column} is secured{but}{'' if user is EVERYBODY else f' against {user}'}"

    # -- asking ------------------------------------------------------------------------------------------------------

    def require(self, privilege: Privilege, table: TableSchema, user: str, unit: str = "") -> None:
        """Refuse with 403 when the user lacks a privilege on a table."""
        name = table.logical_name
        if (EVERYBODY, privilege, name) in self._denied or (user, privilege, name) in self._denied:
            raise _missing(privilege, table, user, unit)

    def require_columns(self, table: TableSchema, columns: Iterable[str], user: str, *, creating: bool) -> None:
        """Refuse with 403 when one of the columns is secured against being written so."""
        if self._secured:
            refused = self._withheld("create" if creating else "update", user).get(table.logical_name, frozenset())
            if not refused.isdisjoint(columns):
                raise _secured(creating)

    def secured(self, table: str) -> frozenset[str]:
        """The columns of a table that are secured, against anybody."""
        return frozenset(column for _, name, column in self._secured if name == table)

    def unreadable(self, user: str) -> Mapping[str, frozenset[str]]:
        """The columns whose values this user does not see, by table; with any of them, the texts that audit entries keep of all changes."""
        found = self._withheld("read", user) if self._secured else {}
        return {**found, "audit": frozenset({"changedata"})} if found else {}

    def _withheld(self, what: str, user: str) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for (whom, table, column), allowed in self._secured.items():
            if whom in (EVERYBODY, user) and what not in allowed:
                found[table] = found.get(table, frozenset()) | {column}
        return found


def _missing(privilege: str, table: TableSchema, user: str, unit: str) -> Refusal:
    # the sentence is the service's own, as users report it; the numbers in it are those of an environment like this one
    name = table.schema_name or table.logical_name
    right = f"prv{privilege}{name}"
    code = table.object_type_code or 10_000
    return Refusal(
        403,
        "0x80040220",
        f"Principal user (Id={user}, type=8, roleCount=1, privilegeCount=100, accessMode='0 Read-Write', "
        f"MetadataCachePrivilegesCount=10000, businessUnitId={unit}), is missing {right} privilege "
        f"(Id={uuid5(NAMESPACE_URL, 'emulator:privilege/' + right)}) on OTC={code} for entity '{table.logical_name}' "
        f"(LocalizedName='{table.label or name}'). context.Caller={user}. Consider adding missed privilege to one of the principal "
        "(user/team) roles.",
    )


def _secured(creating: bool) -> Refusal:
    """AttributePrivilegeCreateIsMissing, AttributePermissionUpdateIsMissingDuringUpdate (page "Web service error codes")."""
    if creating:
        message = "The user does not have create permissions to a secured field. The requested operation could not be completed."
        return Refusal(403, "0x8004f502", message)
    return Refusal(
        403,
        "0x8004f507",
        "The user doesn't have AttributePrivilegeUpdate and not granted shared access for a secured attribute during update operation",
    )
