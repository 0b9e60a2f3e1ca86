"""Made-up data: people who do not exist, with everything a sales and service department would know about them.

Knows nine tables and how their rows hang together. Deterministic: the same arguments give the same rows, ids included. Every address
is under a domain reserved for examples (RFC 2606).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from ..storage.values import WireValue

__all__ = ["ADA", "crm", "demo"]

Row = dict[str, WireValue]
Data = dict[str, list[Row]]

ADA = "ada.lovelock@example.com"
"""The address of the one person who has rows in all nine tables: Ada Lovelock, twice a contact."""

FIRST = (
    "Amara", "Bela", "Chidi", "Dagny", "Emre", "Farah", "Goran", "Hana", "Ilse", "José", "Keiko", "Łukasz", "Maeve", "Noor",
    "Oona", "Priya", "Quentin", "Rosa", "Søren", "Tamsin", "Ursula", "Viktor", "Wanjiru", "Xenia", "Yusuf", "Zoë",
)  # fmt: skip
LAST = (
    "Abara", "Bergqvist", "Castellan", "D'Arcangel", "Eklund", "Farrow", "Grünwald", "Hollis", "Ibarra", "Jansson", "Kowalk",
    "Lindqvist", "Marchetti", "Nakagawa", "O'Brien", "Petrov-Lane", "Quill", "Rasmus", "Sandoval", "Thackeray", "Ulloa",
    "Varga", "Whitlock", "Xiang", "Yardley", "Zeller",
)  # fmt: skip
PLACES = (
    ("Amberfield", "AF", "10115", "Examplia"), ("Brookhaven", "BH", "20095", "Examplia"), ("Cedar Point", "CP", "30159", "Testland"),
    ("Dunmore", "DM", "40213", "Testland"), ("Eastwick", "EW", "50667", "Samplonia"), ("Fernhill", "FH", "60311", "Samplonia"),
)  # fmt: skip
STREETS = ("Acorn Lane", "Birch Street", "Canal Road", "Dyer's Yard", "Elm Avenue", "Foundry Row")
DOMAINS = ("example.com", "example.org", "example.net", "mail.test", "post.invalid", "work.example")
COMPANIES = ("Analytical Looms", "Brass & Punchcard", "Copper Kettle Works", "Difference Engines", "Ember Logistics")
TOPICS = (
    "Delivery arrived late", "Invoice shows the wrong address", "Cannot sign in", "Spare part wanted", "Question about the warranty",
    "Machine stops after an hour", "Please call back", "Change of contact person",
)  # fmt: skip
NOTES = (
    "Called, asked to be called back in the afternoon.", "Prefers mail over phone.", "Sent the brochure again.",
    "Discount agreed until the end of the quarter.", "Has moved; new address to follow.",
)  # fmt: skip
START = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
KINDS = (
    ("customeraddresses", 20), ("annotations", 30), ("incidents", 15), ("quotes", 9), ("salesorders", 7), ("invoices", 8),
    ("leads", 5), ("activityparties", 6),
)  # fmt: skip
ORDER = (
    "accounts", "contacts", "leads", "customeraddresses", "emails", "activityparties", "incidents", "quotes", "salesorders",
    "invoices", "annotations",
)  # fmt: skip
SETS = {"incident": "incidents", "quote": "quotes", "salesorder": "salesorders", "invoice": "invoices", "lead": "leads"}


def _to(column: str, table: str, record: WireValue) -> Row:
    return {f"_{column}_value": record, f"_{column}_value@Microsoft.Dynamics.CRM.lookuplogicalname": table}


class _Maker:
    """Makes rows one after the other; what it makes depends on the seed and on what was made before."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 -- made-up people, no secrets
        self.data: Data = {name: [] for name in ORDER}
        self.number = 1000

    def id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def moment(self) -> str:
        return (START + timedelta(minutes=self.random.randrange(700_000))).isoformat().replace("+00:00", "Z")

    def phone(self) -> str:
        return f"+1 555 01{self.random.randrange(100):02d} {self.random.randrange(1000):03d}"

    def add(self, set_name: str, row: Row) -> Row:
        row.setdefault("createdon", self.moment())
        row.setdefault("modifiedon", row["createdon"])
        self.data[set_name].append(row)
        return row

    def next(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}-{self.number:05d}"

    # -- tables ------------------------------------------------------------------------------------------------------

    def account(self, name: str) -> Row:
        return self.add("accounts", {"accountid": self.id(), "name": name, "telephone1": self.phone()})

    def contact(self, first: str, last: str, email: str, account: Row | None = None) -> Row:
        random = self.random
        row: Row = {
            "contactid": self.id(),
            "firstname": first,
            "lastname": last,
            "emailaddress1": email,
            "telephone1": self.phone(),
            "mobilephone": self.phone(),
            "jobtitle": random.choice(("Buyer", "Clerk", "Engineer", "Director", "Warehouse lead")),
            "birthdate": (date(1950, 1, 1) + timedelta(days=random.randrange(18_000))).isoformat(),
            "gendercode": random.choice((1, 2, None)),
            "governmentid": f"T{random.randrange(10**8):08d}",
        }
        if account is not None:
            row |= _to("parentcustomerid", "account", account["accountid"])
            row |= _to("accountid", "account", account["accountid"])
        return self.add("contacts", row)

    def address(self, contact: Row, number: int) -> Row:
        """An address row and, because they are the same thing, the columns of the contact that show it."""
        city, state, postal, country = self.random.choice(PLACES)
        parts: Row = {
            "name": "Home" if number == 1 else "Work",
            "line1": f"{self.random.randrange(1, 200)} {self.random.choice(STREETS)}",
            "city": city,
            "stateorprovince": state,
            "postalcode": postal,
            "country": country,
            "telephone1": self.phone(),
        }
        row = self.add(
            "customeraddresses",
            {
                "customeraddressid": self.id(),
                "addressnumber": number,
                "objecttypecode": "contact",
                **_to("parentid", "contact", contact["contactid"]),
                **parts,
            },
        )
        contact[f"address{number}_addressid"] = row["customeraddressid"]
        contact |= {f"address{number}_{name}": value for name, value in parts.items()}
        return row

    def lead(self, first: str, last: str, email: str, contact: Row | None = None) -> Row:
        row: Row = {
            "leadid": self.id(),
            "subject": self.random.choice(("Interested in looms", "Asked at the fair", "Web form")),
            "firstname": first,
            "lastname": last,
            "emailaddress1": email,
            "telephone1": self.phone(),
            "mobilephone": self.phone()[:20],
            "companyname": self.random.choice(COMPANIES),
            "statecode": 0,
            "statuscode": 1,
        }
        if contact is not None:
            row |= _to("parentcontactid", "contact", contact["contactid"])
        return self.add("leads", row)

    def party(self, contact: Row, email: WireValue) -> Row:
        """A received email, and the contact as the one it was sent to."""
        activity = self.add(
            "emails",
            {
                "activityid": self.id(),
                "subject": self.random.choice(TOPICS),
                "description": self.random.choice(NOTES),
                "torecipients": f"{email};",
                "statecode": 1,
                "statuscode": 3,
                **_to("regardingobjectid", "contact", contact["contactid"]),
            },
        )
        row = {
            "activitypartyid": self.id(),
            "addressused": email,
            "participationtypemask": 2,
            **_to("activityid", "email", activity["activityid"]),
            **_to("partyid", "contact", contact["contactid"]),
        }
        self.data["activityparties"].append(row)
        return row

    def incident(self, contact: Row, state: int = 0, status: int = 1) -> Row:
        return self.add(
            "incidents",
            {
                "incidentid": self.id(),
                "title": self.random.choice(TOPICS),
                "description": f"{contact['firstname']} writes: {self.random.choice(TOPICS).lower()}.",
                "ticketnumber": self.next("CAS"),
                "statecode": state,
                "statuscode": status,
                **_to("customerid", "contact", contact["contactid"]),
            },
        )

    def sale(self, set_name: str, contact: Row, state: int, status: int) -> Row:
        table = next(name for name, each in SETS.items() if each == set_name)
        column, prefix = {
            "quotes": ("quotenumber", "QUO"),
            "salesorders": ("ordernumber", "ORD"),
            "invoices": ("invoicenumber", "INV"),
        }[set_name]
        city, region, postal, country = self.random.choice(PLACES)
        total = Decimal(self.random.randrange(1_000, 900_000)) / 100
        row: Row = {
            f"{table}id": self.id(),
            column: self.next(prefix),
            "name": f"{self.random.choice(('Looms', 'Spare parts', 'Service contract', 'Punch cards'))} for {contact['lastname']}",
            "totalamount": total,
            "totalamount_base": total,
            "statecode": state,
            "statuscode": status,
            **_to("customerid", "contact", contact["contactid"]),
            **_to("contactid", "contact", contact["contactid"]),
        }
        for side in ("billto", "shipto"):
            row |= {
                f"{side}_name": f"{contact['firstname']} {contact['lastname']}",
                f"{side}_line1": f"{self.random.randrange(1, 200)} {self.random.choice(STREETS)}",
                f"{side}_city": city,
                f"{side}_stateorprovince": region,
                f"{side}_postalcode": postal,
                f"{side}_country": country,
                f"{side}_telephone": self.phone(),
            }
        return self.add(set_name, row)

    def note(self, table: str, record: WireValue, text: str | None = None) -> Row:
        return self.add(
            "annotations",
            {
                "annotationid": self.id(),
                "subject": self.random.choice(TOPICS),
                "notetext": text or self.random.choice(NOTES),
                "isdocument": False,
                "objecttypecode": table,
                **_to("objectid", table, record),
            },
        )

    # -- the one person ----------------------------------------------------------------------------------------------

    def ada(self, account: Row) -> None:
        """Ada Lovelock: two contacts on one address, and rows in every other table."""
        first = self.contact("Ada", "Lovelock", ADA, account)
        second = self.contact("Ada", "Lovelock", ADA)
        self.address(first, 1)
        self.address(first, 2)
        self.address(second, 1)
        lead = self.lead("Ada", "Lovelock", ADA, first)
        self.party(first, ADA)
        self.party(second, ADA)
        active = self.incident(first)
        resolved = self.incident(second, 1, 5)
        draft = self.sale("quotes", first, 0, 1)
        won = self.sale("quotes", first, 2, 4)
        order = self.sale("salesorders", first, 0, 1)
        paid = self.sale("invoices", first, 2, 100001)
        due = self.sale("invoices", first, 0, 4)
        self.note("contact", first["contactid"], "Ada Lovelock asked for the catalogue in print.")
        self.note("contact", second["contactid"])
        self.note("lead", lead["leadid"])
        for row in (active, resolved):
            self.note("incident", row["incidentid"])
        for row in (draft, won):
            self.note("quote", row["quoteid"])
        self.note("salesorder", order["salesorderid"])
        for row in (paid, due):
            self.note("invoice", row["invoiceid"])


def _related(maker: _Maker, people: list[Row], count: int) -> None:
    random = maker.random
    names, weights = [name for name, _ in KINDS], [weight for _, weight in KINDS]
    addressed: dict[int, int] = {}
    ada = {row["contactid"] for row in maker.data["contacts"][:2]}
    kinds = random.choices(names, weights, k=count)
    # at least one row of each kind, in every size of data
    kinds[: len(names)] = names[: len(kinds)]
    for kind in kinds:
        index = random.randrange(len(people))
        person = people[index]
        if kind == "customeraddresses" and addressed.get(index, 0) == 2:
            kind = "annotations"
        match kind:
            case "customeraddresses":
                addressed[index] = addressed.get(index, 0) + 1
                maker.address(person, addressed[index])
            case "incidents":
                maker.incident(person, *random.choice(((0, 1), (0, 3), (1, 5), (2, 6))))
            case "quotes":
                maker.sale(kind, person, *random.choice(((0, 1), (1, 2), (2, 4), (3, 5))))
            case "salesorders":
                maker.sale(kind, person, *random.choice(((0, 1), (1, 3), (3, 100001))))
            case "invoices":
                maker.sale(kind, person, *random.choice(((0, 4), (2, 100001), (3, 100003))))
            case "leads":
                maker.lead(str(person["firstname"]), str(person["lastname"]), str(person["emailaddress1"]), person)
            case "activityparties":
                maker.party(person, person["emailaddress1"])
            case _:
                table = random.choice(("contact", "contact", *SETS))
                rows = maker.data[SETS[table]] if table in SETS else []
                chosen = random.choice(rows) if rows else person
                # nothing is added to what belongs to Ada: her rows are the same in every size of data
                if not rows or ADA in chosen.values() or chosen.get("_customerid_value") in ada:
                    maker.note("contact", person["contactid"])
                else:
                    maker.note(table, chosen[f"{table}id"])


def crm(contacts: int = 10_000, related: int = 50_000, seed: int = 1) -> Mapping[str, Iterable[Row]]:
    """Rows for `Emulator.load`: so many contacts, so many rows that hang on them, and Ada Lovelock, who comes on top.

    Accounts and emails, which the others refer to, are not counted.
    """
    maker = _Maker(seed)
    accounts = [maker.account(f"{name} {suffix}") for suffix in ("Ltd", "GmbH", "AB") for name in COMPANIES]
    maker.ada(accounts[0])
    people = []
    for number in range(contacts):
        first, last = maker.random.choice(FIRST), maker.random.choice(LAST)
        plain = "".join(character for character in f"{first}.{last}".lower() if character.isascii() and character not in "' ")
        email = f"{plain}.{number}@{maker.random.choice(DOMAINS)}"
        account = maker.random.choice(accounts) if number % 3 else None
        people.append(maker.contact(first, last, email, account))
    if people:
        _related(maker, people, related)
    return maker.data


def demo() -> Mapping[str, Iterable[Row]]:
    """A small environment: forty people, a few hundred rows, Ada among them."""
    return crm(contacts=40, related=240, seed=7)
