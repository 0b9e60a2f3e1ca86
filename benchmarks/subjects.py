"""A thousand data subjects planned against the emulator: seconds of processor time, in one process, the emulator's share included.

Each made-up person has some fifteen records: a contact, addresses, cases, sales, notes, emails with their parties.
Run: python benchmarks/subjects.py [--subjects 1000] [--catalogue complete]
"""

import argparse
import time
from itertools import count
from typing import Any
from uuid import UUID

from dataverse_dsr import COMPLETE, REFERENCE, DataSubjectRequests, Identity
from dataverse_sdk.emulator import Emulator

_NUMBERS = count(1)


def key() -> str:
    """A new record id."""
    return str(UUID(int=(0xBE << 120) + next(_NUMBERS)))


def bound(column: str, table: str, record: str) -> dict[str, str]:
    """A lookup in wire form."""
    return {f"_{column}_value": record, f"_{column}_value@Microsoft.Dynamics.CRM.lookuplogicalname": table}


def people(subjects: int) -> dict[str, list[dict[str, Any]]]:
    """Rows for the emulator's store."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            "contacts", "leads", "customeraddresses", "incidents", "quotes", "salesorders", "invoices", "emails", "activityparties",
            "annotations",
        )
    }  # fmt: skip
    for number in range(subjects):
        contact, email = key(), f"subject{number}@example.com"
        rows["contacts"].append(
            {
                "contactid": contact,
                "firstname": f"First{number}",
                "lastname": "Made-Up",
                "emailaddress1": email,
                "telephone1": "+1 555 0100",
                "birthdate": "1990-01-02",
            }
        )
        if number % 2:
            rows["leads"].append(
                {"leadid": key(), "subject": "Interest", "firstname": f"First{number}", "lastname": "Made-Up", "emailaddress1": email}
            )
        rows["customeraddresses"] += [
            {
                "customeraddressid": key(),
                "line1": "1 Row",
                "stateorprovince": "EW",
                "postalcode": "50667",
                **bound("parentid", "contact", contact),
            }
            for _ in range(2)
        ]
        customer = bound("customerid", "contact", contact)
        cases = [{"incidentid": key(), "title": "A case", "description": "It does not turn", **customer} for _ in range(2)]
        rows["incidents"] += cases
        for kind, name in (("quote", "quotes"), ("salesorder", "salesorders"), ("invoice", "invoices")):
            rows[name].append(
                {f"{kind}id": key(), "name": "A sale", "billto_postalcode": "50667", "statecode": 0, "statuscode": 1, **customer}
            )
        for _ in range(2):
            mail = key()
            rows["emails"].append(
                {"activityid": mail, "subject": "Hello", "description": "Text", **bound("regardingobjectid", "contact", contact)}
            )
            rows["activityparties"].append(
                {
                    "activitypartyid": key(),
                    "addressused": email,
                    "participationtypemask": 2,
                    **bound("activityid", "email", mail),
                    **bound("partyid", "contact", contact),
                }
            )
        targets = [("contact", contact), *(("incident", case["incidentid"]) for case in cases)]
        rows["annotations"] += [
            {"annotationid": key(), "subject": "A note", "notetext": "Somebody called", **bound("objectid", table, record)}
            for table, record in targets
        ]
    return rows


def main() -> None:
    """Measure both ways in: one after the other, and packed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=1000)
    parser.add_argument("--catalogue", choices=["reference", "complete"], action="append")
    options = parser.parse_args()
    chosen = options.catalogue or ["reference", "complete"]
    rows = people(options.subjects)
    with Emulator(seed="empty") as emulator:
        emulator.load(rows)
        print(f"{options.subjects:,} subjects with {sum(map(len, rows.values())):,} records")
        for catalogue in (each for each in (REFERENCE, COMPLETE) if each.name in chosen):
            dsr = DataSubjectRequests(emulator.client(), catalogue)
            identities = [Identity(email=f"subject{number}@example.com") for number in range(options.subjects)]
            before, requests, wall = time.process_time(), len(emulator.requests), time.perf_counter()
            operations = sum(len(plan.operations) for plan in dsr.plan_many(identities))
            spent = time.process_time() - before
            print(
                f"{catalogue.name:<10} {operations:>7,} writes planned {spent:>6.1f} s of CPU  goal <= 60, "
                f"{time.perf_counter() - wall:>6.1f} s in all, {len(emulator.requests) - requests:>5,} HTTP requests"
            )


if __name__ == "__main__":
    main()
