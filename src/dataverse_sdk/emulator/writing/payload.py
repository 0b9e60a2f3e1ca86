"""Request bodies, taken apart: which columns, which lookups, which related records to create.

Knows annotations, navigation properties and `@odata.bind`. Refuses to know what is written when, and where.
"""

from collections.abc import Mapping
from decimal import Decimal
from json import JSONDecodeError, loads

from attrs import field, frozen

from ...schema.model import ColumnSchema, NavigationSchema, TableSchema
from ..http.refusals import Refusal, bad_payload, invalid_property, lookup_set_directly, undeclared_property
from ..storage.values import WireValue

__all__ = ["Bind", "Payload", "read_json", "read_payload"]

JsonObject = dict[str, WireValue]


@frozen
class Bind:
    """A lookup to set through its navigation property: `reference` is the text of `@odata.bind`, None to clear it."""

    navigation: NavigationSchema
    reference: str | None


@frozen
class Payload:
    """A body against its table: columns with their wire values, binds, and records to create along with it."""

    columns: tuple[tuple[ColumnSchema, WireValue], ...] = ()
    binds: tuple[Bind, ...] = ()
    collections: tuple[tuple[NavigationSchema, tuple[str | JsonObject, ...]], ...] = ()
    parents: tuple[tuple[NavigationSchema, JsonObject], ...] = ()
    annotations: Mapping[str, WireValue] = field(factory=dict)


def _no_constant(text: str) -> WireValue:
    raise ValueError(text)


def _unique(pairs: list[tuple[str, WireValue]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a property is given twice")
    return found


def read_json(set_name: str, body: bytes) -> JsonObject:
    """The JSON object in a body, numbers exact; Refusal 0x80048d19 when there is none."""
    try:
        value = loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique)
    except (JSONDecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        # the service repeats the offending text here; the emulator does not
        raise bad_payload(set_name, "Microsoft.OData.ODataException: Invalid JSON.") from error
    if not isinstance(value, dict):
        raise bad_payload(
            set_name,
            "Microsoft.OData.ODataException: An unexpected node was found when reading from the JSON reader. "
            "A 'StartObject' node was expected.",
        )
    return value


def _reference(set_name: str, name: str, value: WireValue) -> str:
    if not isinstance(value, str) or not value:
        raise bad_payload(set_name, f"Microsoft.OData.ODataException: The '{name}@odata.bind' value is not a valid URI.")
    return value


def read_payload(table: TableSchema, body: Mapping[str, WireValue]) -> Payload:
    """Sort the members of a body; Refusal for names the table does not have, in the documented words."""
    set_name = table.set_name or ""
    columns: list[tuple[ColumnSchema, WireValue]] = []
    binds: list[Bind] = []
    collections: list[tuple[NavigationSchema, tuple[str | JsonObject, ...]]] = []
    parents: list[tuple[NavigationSchema, JsonObject]] = []
    annotations: JsonObject = {}
    for member, value in body.items():
        name, at, annotation = member.partition("@")
        if at and not name:
            annotations[annotation] = value
        elif at:
            navigation = table.navigation(name)
            if annotation == "odata.bind" and navigation is not None:
                if navigation.collection:
                    texts = value if isinstance(value, list) else [value]
                    collections.append((navigation, tuple(_reference(set_name, name, text) for text in texts)))
                else:
                    binds.append(Bind(navigation, None if value is None else _reference(set_name, name, value)))
            elif navigation is None and (annotation == "odata.bind" or (table.column(name) is None and name not in body)):
                raise undeclared_property(set_name, name)
        elif (column := table.column(name)) is not None:
            if column.is_lookup:
                raise lookup_set_directly(set_name)
            columns.append((column, value))
        elif (navigation := table.navigation(name)) is not None:
            _nested(set_name, navigation, value, binds, collections, parents)
        else:
            raise invalid_property(set_name, table.logical_name, name)
    kind = annotations.get("odata.type")
    if isinstance(kind, str) and kind.lstrip("#").rpartition(".")[2] != table.logical_name:
        raise bad_payload(
            set_name,
            f"Microsoft.OData.ODataException: A resource with type '{kind.lstrip('#')}' was found, but it is not assignable "
            f"to the expected type 'Microsoft.Dynamics.CRM.{table.logical_name}'.",
        )
    return Payload(tuple(columns), tuple(binds), tuple(collections), tuple(parents), annotations)


def _nested(
    set_name: str,
    navigation: NavigationSchema,
    value: WireValue,
    binds: list[Bind],
    collections: list[tuple[NavigationSchema, tuple[str | JsonObject, ...]]],
    parents: list[tuple[NavigationSchema, JsonObject]],
) -> None:
    if navigation.collection:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_payload(
                set_name,
                f"Microsoft.OData.ODataException: The value of the collection '{navigation.name}' is not an array of objects.",
            )
        collections.append((navigation, tuple(value)))
    elif value is None:
        binds.append(Bind(navigation, None))
    elif isinstance(value, dict):
        parents.append((navigation, value))
    else:
        raise _not_an_object(set_name, navigation)


def _not_an_object(set_name: str, navigation: NavigationSchema) -> Refusal:
    return bad_payload(
        set_name,
        "Microsoft.OData.ODataException: A 'PrimitiveValue' node with non-null value was found when trying to read the value "
        f"of the property '{navigation.name}'; however, a 'StartObject' node or null was expected.",
    )
