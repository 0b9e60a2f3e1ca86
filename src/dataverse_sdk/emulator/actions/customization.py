"""Messages that change or read definitions: CreateEntities, options of choices, publishing, privileges of a user.

Knows their parameters and replies. Refuses to know how definitions are kept.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from ..behaviours.permissions import PRIVILEGES
from ..definitions.changes import add_customer_lookup, create_tables
from ..definitions.table_definitions import bad_definition, label_of
from ..definitions.views import attribute, column_id, entity, privilege_id, table_id
from ..http.messages import Reply
from ..http.refusals import Refusal, not_imitated
from .invocation import Invocation

__all__ = ["HANDLERS"]

FIRST_VALUE = 100_000_000
"""Options that are given no value get the publisher's prefix and a running number; this is the prefix of the default publisher."""

OptionList = tuple[tuple[int, str], ...]


def create_entities(asked: Invocation) -> Reply:
    """CreateEntities: tables with all their columns."""
    documents = asked.arguments.get("Entities")
    found = [each for each in documents if isinstance(each, dict)] if isinstance(documents, list) else []
    tables = create_tables(asked.call, list(found))
    columns = [column_id(table, column) for table in tables for column in table.columns]
    return asked.response({"EntityIds": [table_id(table) for table in tables], "AttributeIds": columns})


def create_customer_relationships(asked: Invocation) -> Reply:
    """CreateCustomerRelationships: a lookup that points to accounts and to contacts."""
    lookup, documents = asked.arguments.get("Lookup"), asked.arguments.get("OneToManyRelationships")
    if not isinstance(lookup, dict) or not isinstance(documents, list):
        raise bad_definition("A customer lookup needs a Lookup and OneToManyRelationships.")
    ids, column = add_customer_lookup(asked.call, lookup, [each for each in documents if isinstance(each, dict)])
    return asked.response({"RelationshipIds": ids, "AttributeId": column})


def publish(asked: Invocation) -> Reply:
    """PublishXml and PublishAllXml: changes took effect already."""
    return asked.done()


def _changed_options(asked: Invocation, change: Callable[[OptionList], OptionList]) -> None:
    house = asked.call.records.behaviours.customizing
    name = asked.text("OptionSetName")
    if name:
        known = house.choices()
        if name not in known:
            raise bad_definition(f"The global choice '{name}' does not exist.")
        house.put_choice(name, (known[name][0], change(known[name][1])))
        return
    table = asked.table_named(asked.text("EntityLogicalName"))
    wanted = asked.text("AttributeLogicalName")
    if not any(column.logical_name == wanted for column in table.columns):
        raise bad_definition(f"The attribute '{wanted}' does not exist.")
    columns = (evolve(each, options=change(each.options)) if each.logical_name == wanted else each for each in table.columns)
    house.put(evolve(table, columns=tuple(columns)))


def insert_option(asked: Invocation) -> Reply:
    """InsertOptionValue and InsertStatusValue: one more option; its value, where none was given, is the next free one."""
    given = asked.arguments.get("Value")
    values: list[int] = []

    def change(options: OptionList) -> OptionList:
        value = int(given) if isinstance(given, int) else max([FIRST_VALUE - 1, *(each for each, _ in options)]) + 1
        if value in dict(options):
            raise bad_definition(f"The option value {value} already exists.")
        values.append(value)
        return (*options, (value, label_of(asked.arguments.get("Label")) or str(value)))

    _changed_options(asked, change)
    return asked.response({"NewOptionValue": values[0]})


def update_option(asked: Invocation) -> Reply:
    """UpdateOptionValue: another label."""
    value, label = asked.number("Value"), label_of(asked.arguments.get("Label"))
    _changed_options(asked, lambda options: tuple((each, label or old if each == value else old) for each, old in options))
    return asked.done()


def delete_option(asked: Invocation) -> Reply:
    """DeleteOptionValue: rows that hold it keep it."""
    value = asked.number("Value")
    _changed_options(asked, lambda options: tuple(each for each in options if each[0] != value))
    return asked.done()


def user_privileges(asked: Invocation) -> Reply:
    """RetrieveUserPrivileges: every privilege that was not taken away."""
    asked.bound_row()
    held = asked.call.records.behaviours.permissions
    user, unit = asked.call.terms.user_id, asked.call.records.identity.business_unit_id
    found: list[Mapping[str, object]] = []
    for table in asked.call.schema.tables.values():
        for kind in PRIVILEGES:
            try:
                held.require(kind, table, user, unit)
            except Refusal:
                continue
            name = f"prv{kind}{table.schema_name or table.logical_name}"
            found.append({"Depth": "Global", "PrivilegeId": privilege_id(name), "BusinessUnitId": unit, "PrivilegeName": name})
    return asked.response({"RolePrivileges": found})


def metadata_changes(asked: Invocation) -> Reply:
    """RetrieveMetadataChanges, as far as a list of tables and columns by LogicalName goes."""
    query = asked.arguments.get("Query")
    query = query if isinstance(query, dict) else {}
    if "ClientVersionStamp" in asked.arguments:
        raise not_imitated("changes of metadata since a version stamp")
    names = _named(query.get("Criteria"))
    columns = query.get("AttributeQuery")
    wanted = None if not isinstance(columns, dict) else _named(columns.get("Criteria"))
    shown = []
    for table in asked.call.schema.tables.values():
        if table.abstract or (names is not None and table.logical_name not in names):
            continue
        item = _chosen(entity(table), query.get("Properties"))
        if isinstance(columns, dict):
            item["Attributes"] = [
                _chosen(attribute(table, column), columns.get("Properties"))
                for column in table.columns
                if wanted is None or column.logical_name in wanted
            ]
        shown.append(item)
    return asked.response({"ServerVersionStamp": str(asked.call.store.version), "DeletedMetadata": None, "EntityMetadata": shown})


def _named(criteria: Any) -> set[str] | None:
    conditions = criteria.get("Conditions") if isinstance(criteria, dict) else None
    if not conditions:
        return None
    names: set[str] = set()
    for each in conditions:
        value = each.get("Value")
        if (
            each.get("PropertyName") != "LogicalName"
            or each.get("ConditionOperator") not in ("Equals", "In")
            or not isinstance(value, dict)
        ):
            raise not_imitated("conditions of RetrieveMetadataChanges other than on LogicalName")
        found = value.get("Value")
        names |= {str(one) for one in found} if isinstance(found, list) else {str(found)}
    return names


def _chosen(item: dict[str, object], properties: Any) -> dict[str, object]:
    wanted = properties.get("PropertyNames") if isinstance(properties, dict) and not properties.get("AllProperties") else None
    always = ("@odata.type", "LogicalName", "MetadataId")
    return dict(item) if wanted is None else {name: value for name, value in item.items() if name in wanted or name in always}


HANDLERS: Mapping[str, Callable[[Invocation], Reply]] = {
    "CreateCustomerRelationships": create_customer_relationships,
    "CreateEntities": create_entities,
    "DeleteOptionValue": delete_option,
    "InsertOptionValue": insert_option,
    "InsertStatusValue": insert_option,
    "PublishAllXml": publish,
    "PublishXml": publish,
    "RetrieveMetadataChanges": metadata_changes,
    "RetrieveUserPrivileges": user_privileges,
    "UpdateOptionValue": update_option,
}
