"""The figures of the emulator, measured and printed: start, load, indexed filter, page, reads over HTTP, creates in bulk.

Run: python benchmarks/emulator.py [--contacts 100000]
"""

import argparse
import http.client
import json
import statistics
import time
from collections.abc import Callable

import httpx

from dataverse_sdk.emulator import Emulator, seeds

ROOT = "https://emulator.localhost/api/data/v9.2/"
TOKEN = {"Authorization": "Bearer benchmark"}


def timed(action: Callable[[], object]) -> float:
    """Seconds that one run takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def report(what: str, value: float, unit: str, goal: str) -> None:
    """One line."""
    print(f"{what:<56} {value:>10,.1f} {unit:<5} goal {goal}")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=100_000)
    count = parser.parse_args().contacts
    report("start, empty, stock schema", timed(lambda: Emulator(seed="empty").close()) * 1000, "ms", "<= 300")
    report("start, demo data", timed(lambda: Emulator().close()) * 1000, "ms", "")
    with Emulator(seed="empty") as dataverse:
        data = seeds.crm(contacts=count, related=0)
        report(f"load {count:,} contacts", timed(lambda: dataverse.load(data)), "s", "<= 10")
        client = httpx.Client(transport=dataverse.transport(), base_url=ROOT, headers=TOKEN)
        emails = [row["emailaddress1"] for row in list(data["contacts"])[:: max(1, count // 200)]]

        def by_email(email: object) -> None:
            text = str(email).upper().replace("'", "''")
            reply = client.get("contacts", params={"$select": "fullname", "$filter": f"emailaddress1 eq '{text}'"})
            assert len(reply.json()["value"]) >= 1, reply.text

        by_email(emails[0])
        times = [timed(lambda email=email: by_email(email)) for email in emails]  # type: ignore[misc]
        report(f"emailaddress1 eq over {count:,}, median", statistics.median(times) * 1000, "ms", "<= 10")
        report(f"emailaddress1 eq over {count:,}, slowest", max(times) * 1000, "ms", "<= 10")
        select = "firstname,lastname,emailaddress1,telephone1,birthdate,gendercode,governmentid,jobtitle,createdon"
        times = [timed(lambda: client.get(f"contacts?$select={select}")) for _ in range(5)]
        report("page of 5,000 rows, nine columns", statistics.median(times) * 1000, "ms", "<= 150")
        times = [timed(lambda: client.get("contacts")) for _ in range(3)]
        report("page of 5,000 rows, every column", statistics.median(times) * 1000, "ms", "")
        rows = [{"@odata.type": "Microsoft.Dynamics.CRM.contact", "lastname": f"n{number}"} for number in range(1000)]
        seconds = timed(lambda: client.post("contacts/Microsoft.Dynamics.CRM.CreateMultiple", json={"Targets": rows}))
        report("CreateMultiple, 1,000 contacts with 3 addresses each", 1000 / seconds, "/s", ">= 3,000")
        leads = [{"@odata.type": "Microsoft.Dynamics.CRM.lead", "subject": f"n{number}"} for number in range(1000)]
        seconds = timed(lambda: client.post("leads/Microsoft.Dynamics.CRM.CreateMultiple", json={"Targets": leads}))
        report("CreateMultiple, 1,000 leads", 1000 / seconds, "/s", ">= 3,000")
        with dataverse.serve() as url:
            connection = http.client.HTTPConnection(url.removeprefix("http://"))
            path = f"/api/data/v9.2/contacts({next(iter(data['contacts']))['contactid']})?$select=fullname,emailaddress1"

            def read() -> None:
                connection.request("GET", path, headers=TOKEN)
                reply = connection.getresponse()
                assert "fullname" in json.loads(reply.read())

            seconds = timed(lambda: [read() for _ in range(3000)])
            report("single reads over HTTP, one connection", 3000 / seconds, "/s", ">= 1,000")
    with Emulator(seed="demo") as dataverse:
        image = dataverse.snapshot()
        report("snapshot, demo data", timed(dataverse.snapshot) * 1000, "ms", "")
        report("restore, demo data", timed(lambda: dataverse.restore(image)) * 1000, "ms", "<= 5")


if __name__ == "__main__":
    main()
