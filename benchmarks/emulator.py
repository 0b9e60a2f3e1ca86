"""The figures of the emulator, measured and printed: start, load, indexed filter, page, reads over HTTP, creates in bulk.

Run: python benchmarks/emulator.py [--contacts 100000] [--million] [--metadata FILE]
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

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


MILLION = """
import resource, statistics, sys, time
from dataverse_sdk.emulator import Emulator, seeds
import httpx
dataverse = Emulator(seed="empty", path=sys.argv[1])
if sys.argv[2] == "load":
    start = time.perf_counter()
    for part in range(10):
        dataverse.load({"contacts": seeds.crm(contacts=100_000, related=0, seed=part)["contacts"]})
    print(time.perf_counter() - start)
else:
    root, token = "https://emulator.localhost/api/data/v9.2/", {"Authorization": "Bearer x"}
    client = httpx.Client(transport=dataverse.transport(), base_url=root, headers=token)
    rows = client.get("contacts?$select=emailaddress1&$filter=emailaddress1 ne null").json()["value"]
    emails = [row["emailaddress1"] for row in rows]
    times = []
    for email in emails[::50]:
        start = time.perf_counter()
        client.get("contacts", params={"$select": "fullname", "$filter": "emailaddress1 eq '%s'" % email.replace("'", "''")})
        times.append(time.perf_counter() - start)
    print(statistics.median(times), max(times), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def million() -> None:
    """A million contacts in a file: an indexed filter, and the memory it takes to serve them."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "million.sqlite")
        loaded = subprocess.run([sys.executable, "-c", MILLION, path, "load"], capture_output=True, text=True, check=True)
        report("load 1,000,000 contacts into a file", float(loaded.stdout), "s", "")
        found = subprocess.run([sys.executable, "-c", MILLION, path, "ask"], capture_output=True, text=True, check=True)
        median, slowest, memory = (float(text) for text in found.stdout.split())
        report("emailaddress1 eq over 1,000,000 in a file, median", median * 1000, "ms", "<= 20")
        report("emailaddress1 eq over 1,000,000 in a file, slowest", slowest * 1000, "ms", "")
        report("memory of the process that serves them", memory, "MB", "<= 300")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="also: a million contacts in a file; takes minutes and 1.5 GB of disk")
    parser.add_argument("--metadata", help="a real $metadata document, to measure a start with it")
    options = parser.parse_args()
    count = options.contacts
    if options.million:
        million()
    if options.metadata:
        report("start, real $metadata", timed(lambda: Emulator(seed="empty", metadata=options.metadata).close()) * 1000, "ms", "<= 1,000")
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
        times = []
        for _ in range(20):
            dataverse.load({"contacts": [{"lastname": "one more"}]})
            times.append(timed(lambda: dataverse.reset(image)))
        report("reset between tests, demo data, median", statistics.median(times) * 1000, "ms", "<= 5")


if __name__ == "__main__":
    main()
