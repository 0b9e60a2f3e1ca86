"""Made-up people and their records, in wire form, for an emulator's store."""

from itertools import count
from uuid import UUID

from dataverse_sdk.emulator import Emulator

ADA = "ada.lovelock@example.com"
NINE = (
    "contacts",
    "leads",
    "activityparties",
    "customeraddresses",
    "annotations",
    "incidents",
    "quotes",
    "salesorders",
    "invoices",
)

_numbers = count(1)


def key(number=None):
    """A new record id, in the service's spelling."""
    return str(UUID(int=(0xC0FFEE << 96) + (next(_numbers) if number is None else number)))


def bound(column, table, record_id):
    """A lookup in wire form."""
    return {f"_{column}_value": record_id, f"_{column}_value@Microsoft.Dynamics.CRM.lookuplogicalname": table}


def contact(email=ADA, first="Ada", last="Lovelock", **columns):
    row = {"contactid": key(), "firstname": first, "lastname": last, "emailaddress1": email, **columns}
    return {name: value for name, value in row.items() if value is not None}


def lead(email=ADA, first="Ada", last="Lovelock", **columns):
    row = {"leadid": key(), "firstname": first, "lastname": last, "emailaddress1": email, "subject": "Interest", **columns}
    return {name: value for name, value in row.items() if value is not None}


def note(table, record_id, **columns):
    return {
        "annotationid": key(),
        "subject": "A note about Ada",
        "notetext": "Ada called",
        **bound("objectid", table, record_id),
        **columns,
    }


def address(contact_id, **columns):
    return {
        "customeraddressid": key(),
        "line1": "1 Canary Row",
        "city": "Ockham",
        "stateorprovince": "Surrey",
        "postalcode": "GU23",
        **bound("parentid", "contact", contact_id),
        **columns,
    }


def case(contact_id, **columns):
    return {
        "incidentid": key(),
        "title": "Ada's engine",
        "description": "It does not turn",
        "ticketnumber": f"CAS-{next(_numbers)}",
        **bound("customerid", "contact", contact_id),
        **columns,
    }


def _sale(kind, contact_id, number, columns):
    return {
        f"{kind}id": key(),
        number: f"N-{next(_numbers)}",
        "name": "Ada's order",
        "billto_line1": "1 Canary Row",
        "billto_stateorprovince": "Surrey",
        "billto_postalcode": "GU23",
        "shipto_stateorprovince": "Surrey",
        "shipto_postalcode": "GU23",
        "totalamount": 12.5,
        "statecode": 0,
        "statuscode": 1,
        **bound("customerid", "contact", contact_id),
        **columns,
    }


def quote(contact_id, **columns):
    return _sale("quote", contact_id, "quotenumber", columns)


def order(contact_id, **columns):
    return _sale("salesorder", contact_id, "ordernumber", columns)


def invoice(contact_id, **columns):
    return _sale("invoice", contact_id, "invoicenumber", columns)


def party(email=ADA, contact_id=None, **columns):
    mail = {"activityid": key(), "subject": "Hello"}
    row = {
        "activitypartyid": key(),
        "addressused": email,
        "participationtypemask": 2,
        **bound("activityid", "email", mail["activityid"]),
        **columns,
    }
    return mail, row | (bound("partyid", "contact", contact_id) if contact_id else {})


WON = {"statecode": 2, "statuscode": 4}
PAID = {"statecode": 2, "statuscode": 100001}


def whole_person(email=ADA, first="Ada", last="Lovelock", *, parties=True):
    """A person with data in all nine tables: two contacts, a lead, open and closed sales records, notes in every place."""
    one = contact(
        email,
        first,
        last,
        telephone1="+44 1",
        fax="+44 2",
        birthdate="1815-12-10",
        gendercode=2,
        governmentid="GOV-1",
        jobtitle="Countess",
    )
    two = contact(email.upper(), first, last, middlename="King")
    prospect = lead(email, first, last, mobilephone="+44 3", companyname="Analytical")
    here, there = one["contactid"], two["contactid"]
    cases = [case(here), case(there, statecode=1, statuscode=5)]
    quotes = [quote(here), quote(here, **WON)]
    orders = [order(there), order(here, statecode=3, statuscode=100001)]
    invoices = [invoice(here), invoice(there, **PAID)]
    mail, row = party(email, here)
    other_mail, stranger = party("stranger@example.com")
    data = {
        "contacts": [one, two],
        "leads": [prospect],
        "customeraddresses": [address(here), address(there, stateorprovince=None, postalcode=None), address(there)],
        "incidents": cases,
        "quotes": quotes,
        "salesorders": orders,
        "invoices": invoices,
        "annotations": [
            note("contact", here),
            note("lead", prospect["leadid"]),
            note("incident", cases[1]["incidentid"]),
            note("quote", quotes[1]["quoteid"], filename="ada.pdf", mimetype="application/pdf"),
            note("salesorder", orders[0]["salesorderid"]),
            note("invoice", invoices[0]["invoiceid"]),
        ],
    }
    if parties:
        data |= {"emails": [mail, other_mail], "activityparties": [row, stranger]}
    return data


def strangers():
    """People who must not be touched: same account, same name, a similar address, records on a company."""
    firm = {"accountid": key(), "name": "Analytical Engines"}
    twin = contact("other.ada@example.com", "Ada", "Lovelock", **bound("parentcustomerid", "account", firm["accountid"]))
    accent = contact("ada.lovel\u00f3ck@example.com", "Ana", "Lovel\u00f3ck")
    return {
        "accounts": [firm],
        "contacts": [twin, accent],
        "leads": [lead("nobody@example.com", "No", "Body")],
        "customeraddresses": [address(twin["contactid"])],
        "incidents": [
            case(twin["contactid"]),
            {**case(twin["contactid"]), **bound("customerid", "account", firm["accountid"])},
        ],
        "quotes": [quote(twin["contactid"])],
        "annotations": [note("contact", twin["contactid"]), note("account", firm["accountid"])],
    }


def load(dataverse: Emulator, *worlds):
    """Puts people into an emulator."""
    order_of_tables = ["accounts", "contacts", "leads", "emails"]
    for data in worlds:
        names = sorted(data, key=lambda name: order_of_tables.index(name) if name in order_of_tables else 9)
        names.sort(key=lambda name: name in ("annotations", "activityparties"))
        dataverse.load({name: data[name] for name in names})


def everything(dataverse: Emulator):
    """Every row of the nine tables, by table and id."""
    keys = {
        "contacts": "contactid",
        "leads": "leadid",
        "activityparties": "activitypartyid",
        "customeraddresses": "customeraddressid",
        "annotations": "annotationid",
        "incidents": "incidentid",
        "quotes": "quoteid",
        "salesorders": "salesorderid",
        "invoices": "invoiceid",
    }
    return {(name, row[key_]): row for name, key_ in keys.items() for row in dataverse.rows(name)}


def contents(dataverse: Emulator):
    """Everything but versions and times of change: what two runs of the same erasure must agree on."""
    passing = ("@odata.etag", "versionnumber", "modifiedon")
    return {
        place: {column: value for column, value in row.items() if column not in passing} for place, row in everything(dataverse).items()
    }


def every_table(dataverse: Emulator):
    """Every row of every table of an emulator as it is stored, by entity set and id: versions and times of change included."""
    connection, tables = dataverse.store.connection, dataverse.schema.tables
    found = {}
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if name in tables:
            rows = connection.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in rows.description]
            place = columns.index(tables[name].key)
            found |= {(tables[name].set_name, row[place]): dict(zip(columns, row, strict=True)) for row in rows}
    return found
