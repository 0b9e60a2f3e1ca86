"""What a client sent into what is stored: columns checked, lookups resolved.

Knows which columns a client may write and how a navigation property becomes a lookup. Refuses to know what else happens to the row.
"""

from attrs import frozen

from ...schema.model import NavigationSchema, TableSchema
from ..http import refusals
from ..http.refusals import bad_payload
from ..storage.relations import accepts, lookup_column
from ..storage.store import Row, Store, target_column
from .addressing import resolve
from .payload import Bind, Payload
from .states import Switches
from .terms import References
from .validation import checked

__all__ = ["Given", "bind", "bound", "given", "linked"]


@frozen
class Given:
    """The columns a client gave, in stored form, state and status apart."""

    values: Row
    state: int | None = None
    status: int | None = None


def given(table: TableSchema, payload: Payload, switches: Switches, *, creating: bool) -> Given:
    """Check the columns of a payload.

    A value for a column that is not valid for the operation is dropped without a word, as SDK callers know it (createdon, fullname); a
    switch makes it an error instead. The same goes for file columns, which are written through their own address.
    """
    values: Row = {}
    state = status = None
    for column, value in payload.columns:
        valid = column.valid_for_create if creating else column.valid_for_update
        if column.name == table.key:
            valid = creating
        if not valid or not column.valid_for_read or column.attribute_type == "File":
            if switches.read_only_columns == "refuse":
                raise bad_payload(table.set_name or "", f"Microsoft.Crm.CrmException: The property '{column.name}' is read-only.")
            continue
        stored = checked(table, column, value)
        if stored == "":
            stored = None  # the platform keeps no empty text
        if column.name == "statecode":
            state = stored if isinstance(stored, int) else None
        elif column.name == "statuscode":
            status = stored if isinstance(stored, int) else None
        elif column.name == "overriddencreatedon" and creating and stored is not None:
            values |= {"overriddencreatedon": stored, "createdon": stored}
        else:
            values[column.name] = stored
    return Given(values, state, status)


def bound(store: Store, table: TableSchema, payload: Payload, references: References) -> Row:
    """The lookups that a payload sets through `@odata.bind`."""
    row: Row = {}
    for each in payload.binds:
        row |= bind(store, table, each, references)
    return row


def bind(store: Store, table: TableSchema, each: Bind, references: References) -> Row:
    """The stored form of one lookup to set or to clear."""
    if each.reference is None:
        column = _column(table, each.navigation)
        schema = table.column(column)
        if schema is not None and schema.required_level == "SystemRequired":
            raise refusals.null_refused(schema.logical_name)
        return {column: None, target_column(column): None}
    target, row = resolve(store, each.reference, references)
    if not accepts(each.navigation, target):
        raise bad_payload(
            table.set_name or "",
            f"Microsoft.OData.ODataException: The entity type 'Microsoft.Dynamics.CRM.{target.logical_name}' is not "
            f"compatible with the type of the navigation property '{each.navigation.name}'.",
        )
    return linked(table, each.navigation, target, str(row[target.key or ""]))


def _column(table: TableSchema, navigation: NavigationSchema) -> str:
    column = lookup_column(table, navigation)
    if column is None:
        raise refusals.not_imitated(f"the navigation property '{navigation.name}', for which no lookup is known")
    return column


def linked(table: TableSchema, navigation: NavigationSchema, target: TableSchema, record_id: str) -> Row:
    """The stored form of a lookup that points to a row of `target`, and of what follows from it."""
    column = _column(table, navigation)
    row: Row = {column: record_id, target_column(column): target.logical_name}
    if column == "_ownerid_value":
        for name, owner in (("_owninguser_value", "systemuser"), ("_owningteam_value", "team")):
            if table.column(name) is not None:
                same = owner == target.logical_name
                row |= {name: record_id if same else None, target_column(name): owner if same else None}
    if table.logical_name in ("annotation", "customeraddress", "activitymimeattachment") and table.column("objecttypecode") is not None:
        row["objecttypecode"] = target.logical_name
    return row
