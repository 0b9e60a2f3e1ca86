"""Who asks, and where: the user, business unit, organization and currency of an emulated environment.

Knows fixed ids, so that runs compare. Refuses to know tokens and requests.
"""

from attrs import frozen

from ...schema.model import Schema
from .store import Row, Store, target_column
from .values import to_sql

__all__ = ["Identity", "install"]


@frozen
class Identity:
    """The ids that WhoAmI answers with, and the base currency; lower-case text."""

    user_id: str = "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e1001"
    business_unit_id: str = "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e2001"
    organization_id: str = "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e3001"
    currency_id: str = "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e4001"
    tenant_id: str = "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e5001"


def install(store: Store, identity: Identity) -> None:
    """Put the environment's own rows into a new store; rows that are there stay."""
    rows = {
        "businessunit": (identity.business_unit_id, {"name": "emulator", "isdisabled": False}),
        "systemuser": (
            identity.user_id,
            {
                "ownerid": identity.user_id,
                "systemuserid": identity.user_id,
                "firstname": "Emulated",
                "lastname": "User",
                "fullname": "Emulated User",
                "domainname": "user@emulator.test",
                "internalemailaddress": "user@emulator.test",
                "isdisabled": False,
                "_businessunitid_value": identity.business_unit_id,
            },
        ),
        "organization": (identity.organization_id, {"name": "emulator", "languagecode": 1033}),
        "transactioncurrency": (
            identity.currency_id,
            {"currencyname": "US Dollar", "currencysymbol": "$", "isocurrencycode": "USD", "exchangerate": 1},
        ),
    }
    schema: Schema = store.schema
    with store.transaction():
        for name, (record_id, values) in rows.items():
            table = schema.tables.get(name)
            if table is None or table.key is None or store.get(table, record_id) is not None:
                continue
            row: Row = {table.key: record_id, "versionnumber": store.next_version()}
            for column_name, value in values.items():
                column = table.column(column_name)
                if column is not None:
                    row[column_name] = to_sql(column, value)
                    if column.is_lookup:
                        row[target_column(column_name)] = column.targets[0] if column.targets else "businessunit"
            store.insert(table, row)
