"""What benchmarks read: pages of contacts as the service writes them, 36 columns and an etag a row, plain or with annotations."""

from __future__ import annotations

import json
import random
from typing import Any
from uuid import UUID

ROWS = 5000
FORMATTED = "OData.Community.Display.V1.FormattedValue"
CRM = "Microsoft.Dynamics.CRM."

FIRST, LAST = ("Ada", "Bea", "Çelik", "Dan", "Eve", "Finn", "Grete"), ("Lovelock", "O'Brien", "Zhang", "Müller", "Nowak", "Okafor")
CITIES, JOBS = ("Aachen", "Bergen", "Como", "Delft"), ("Analyst", "Head of Purchasing", "Engineer", "Sales Representative")
TABLES = {"ownerid": "systemuser", "createdby": "systemuser", "parentcustomerid": "account", "transactioncurrencyid": "transactioncurrency"}


def narrow() -> type[Any]:
    """Gives an entity class of contact that declares the 36 columns of the pages, and no others, as the generated class does."""
    from dataverse_sdk.model import Entity, column, entity, lookup
    from dataverse_sdk.tables import Contact
    from dataverse_sdk.tables import contact as module

    body: dict[str, Any] = {"__annotations__": {}, "__module__": module.__name__}
    for name in contact(random.Random(0), 0):
        info = Contact.__table__.columns[name]
        kind = "Lookup[Entity]" if info.is_lookup else Contact.__annotations__[info.attribute]
        body["__annotations__"][info.attribute] = kind
        body[info.attribute] = lookup(dict(info.targets or {}), name=info.logical_name) if info.is_lookup else column()
    return entity("contact", set_name="contacts", key="contactid")(type(Entity)("NarrowContact", (Entity,), body))


def contact(draw: random.Random, number: int) -> dict[str, Any]:
    """Gives the columns of one contact by wire name, in the order of a select; about one value in eight is null."""

    def maybe(value: Any) -> Any:
        return None if draw.random() < 0.2 else value

    def identifier(among: int) -> str:
        return str(UUID(int=draw.randrange(among) + (1 << 80)))

    first, last, city = draw.choice(FIRST), draw.choice(LAST), draw.choice(CITIES)
    moment = (
        f"20{draw.randrange(10, 26)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 28):02}T{draw.randrange(24):02}:{number % 60:02}:07Z"
    )
    return {
        "contactid": str(UUID(int=draw.getrandbits(128))),
        "fullname": f"{first} {last}",
        "firstname": first,
        "lastname": last,
        "emailaddress1": f"{first}.{last}.{number}@example.com",
        "emailaddress2": maybe(f"{number}@example.org"),
        "telephone1": maybe(f"+49 241 {draw.randrange(10**6, 10**7)}"),
        "mobilephone": maybe(f"+49 170 {draw.randrange(10**6, 10**7)}"),
        "jobtitle": maybe(draw.choice(JOBS)),
        "department": maybe("Purchasing"),
        "description": maybe(f"Met at the fair in {city}; wants a call back about order {number} before the end of the quarter."),
        "address1_line1": f"{draw.randrange(200)} High Street",
        "address1_city": city,
        "address1_postalcode": f"{draw.randrange(10000, 99999)}",
        "address1_country": "Germany",
        "address1_latitude": maybe(round(draw.uniform(-80, 80), 5)),
        "birthdate": maybe(f"19{draw.randrange(40, 99)}-0{draw.randrange(1, 9)}-11"),
        "createdon": moment,
        "modifiedon": moment.replace(":07Z", ":09Z"),
        "lastonholdtime": maybe(moment),
        "gendercode": maybe(draw.randrange(1, 3)),
        "familystatuscode": maybe(draw.randrange(1, 5)),
        "preferredcontactmethodcode": draw.randrange(1, 6),
        "statecode": 0,
        "statuscode": 1,
        "numberofchildren": maybe(draw.randrange(5)),
        "donotemail": draw.random() < 0.1,
        "donotphone": False,
        "creditonhold": False,
        "creditlimit": maybe(draw.randrange(10**8) / 100),
        "creditlimit_base": maybe(draw.randrange(10**8) / 100),
        "exchangerate": 1.0625,
        "_ownerid_value": identifier(20),
        "_createdby_value": identifier(20),
        "_parentcustomerid_value": maybe(identifier(2000)),
        "_transactioncurrencyid_value": identifier(2),
    }


def annotated(row: dict[str, Any]) -> dict[str, Any]:
    """Gives the row as `odata.include-annotations="*"` brings it: labels beside numbers, moments and lookups that are not null."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name.startswith("_") and value is not None:
            table = TABLES[name[1:-6]]
            found[f"{name}@{CRM}associatednavigationproperty"] = name[1:-6]
            found[f"{name}@{CRM}lookuplogicalname"] = table
            found[f"{name}@{FORMATTED}"] = f"The {table} of that name"
        elif value is not None and (not isinstance(value, str) or name.endswith(("on", "time", "date"))):
            found[f"{name}@{FORMATTED}"] = f"{value}"
        found[name] = value
    return found


def page(*, annotations: bool, number: int = 0, following: str | None = None, expanded: bool = False) -> bytes:
    """Gives a page of 5,000 contacts, with or without the account of each; the same number gives the same page."""
    draw = random.Random(number)
    rows = []
    for place in range(ROWS):
        row = contact(draw, place)
        rows.append({"@odata.etag": f'W/"{1_000_000 + place}"', **(annotated(row) if annotations else row)})
        if expanded:
            rows[-1]["parentcustomerid_account"] = {
                "@odata.etag": f'W/"{place}"',
                "accountid": row["contactid"],
                "name": row["fullname"],
                "telephone1": row["telephone1"],
                "revenue": row["creditlimit"],
            }
    document = {"@odata.context": "https://example.crm.dynamics.com/api/data/v9.2/$metadata#contacts", "value": rows}
    if following is not None:
        document["@odata.nextLink"] = following
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
