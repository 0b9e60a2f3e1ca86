"""The figures of the emulator, each with its goal: start, load, filter, page, reads and creates over HTTP, memory, isolation of tests.

Run: python benchmarks/emulator.py [--contacts 100000] [--million] [--metadata FILE]

Each figure is the best of several runs, by the clock on the wall and in processor time of this process and those it started; on a busy
machine the second one is the one to believe. What a server does is measured at a server in a process of its own.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from dataverse_sdk.emulator import Emulator, seeds

ROOT = "https://emulator.localhost/api/data/v9.2/"
PATH = "/api/data/v9.2/"
TOKEN = {"Authorization": "Bearer benchmark"}
NINE = "firstname,lastname,emailaddress1,telephone1,birthdate,gendercode,governmentid,jobtitle,createdon"


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Seconds that one run takes, on the wall and of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - cpu


def best(action: Callable[[], object], runs: int = 5) -> tuple[float, float]:
    """The least of several runs, each of the two by itself."""
    walls, cpus = zip(*(timed(action) for _ in range(runs)), strict=True)
    return min(walls), min(cpus)


def report(what: str, wall: float, cpu: float | None, unit: str, goal: float | None, *, least: bool = False) -> None:
    """One line. `least` says that the goal is to be reached, not to be kept under."""
    seen = wall if cpu is None else (max if least else min)(wall, cpu)
    verdict = "" if goal is None else "ok" if (seen >= goal if least else seen <= goal) else "MISSED"
    shown = "" if goal is None else f"goal {'>=' if least else '<='} {goal:,g}"
    print(f"{what:<58} {wall:>10,.1f} {'' if cpu is None else f'{cpu:,.1f}':>10} {unit:<5} {shown:<16} {verdict}", flush=True)


def report_ms(what: str, seconds: tuple[float, float], goal: float | None = None) -> None:
    """A time in milliseconds."""
    report(what, seconds[0] * 1000, seconds[1] * 1000, "ms", goal)


# -- starting --------------------------------------------------------------------------------------------------------


@contextmanager
def served(*options: str) -> Iterator[tuple[str, Callable[[], float]]]:
    """A server in a process of its own: its address, and how much processor time it has used (0 where nobody tells)."""
    command = [sys.executable, "-m", "dataverse_sdk.cli", "emulator", "--port", "0", "--seed", "empty", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            stat = Path(f"/proc/{server.pid}/stat")

            def used() -> float:
                if not stat.exists():
                    return 0.0
                ticks = stat.read_text().rpartition(")")[2].split()[11:13]
                return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

            yield line.removeprefix("Dataverse emulator at ").strip(), used
        finally:
            server.terminate()
            server.wait()


def started(*options: str) -> tuple[float, float]:
    """From nothing to the address that is printed, a new Python and all imports included."""
    walls, cpus = [], []
    for _ in range(5):
        start = time.perf_counter()
        with served(*options) as (_, used):
            walls.append(time.perf_counter() - start)
            cpus.append(used())
    return min(walls), min(cpus)


def starting(metadata: str | None) -> None:
    """Start without data, with the demo's data, on a real `$metadata`."""
    report_ms("start, empty, stock schema", best(lambda: Emulator(seed="empty").close()), 300)
    report_ms("start of the command, empty, until it listens", started(), 300)
    report_ms("start, demo data", best(lambda: Emulator().close()))
    if metadata:
        report_ms("start, real $metadata", best(lambda: Emulator(seed="empty", metadata=metadata).close()), 1000)
        report_ms("start of the command, real $metadata, until it listens", started("--metadata", metadata), 1000)


# -- a hundred thousand ----------------------------------------------------------------------------------------------


def in_process(count: int) -> None:
    """Loading, filters and pages."""
    with Emulator(seed="empty") as dataverse:
        data = {name: list(rows) for name, rows in seeds.crm(contacts=count, related=0).items()}
        wall, cpu = timed(lambda: dataverse.load(data))
        report(f"load {count:,} contacts", wall, cpu, "s", 10)
        client = httpx.Client(transport=dataverse.transport(), base_url=ROOT, headers=TOKEN)
        emails = [str(row["emailaddress1"]) for row in data["contacts"][:: max(1, count // 200)]]
        report_ms(f"indexed equality over {count:,}, median", asked(client, emails))
        report_ms("page of 5,000 rows, nine columns", best(lambda: client.get(f"contacts?$select={NINE}")), 150)
        report_ms("page of 5,000 rows, every column", best(lambda: client.get("contacts")), 150)


def asked(client: httpx.Client, emails: list[str]) -> tuple[float, float]:
    """The median time of a filter by one address, spelled in another case."""
    times = []
    for email in emails:
        text = email.upper().replace("'", "''")
        query = {"$select": "fullname", "$filter": f"emailaddress1 eq '{text}'"}

        def ask(query: dict[str, str] = query) -> None:
            assert client.get("contacts", params=query).json()["value"], query

        times.append(timed(ask))
    return statistics.median(wall for wall, _ in times), statistics.median(cpu for _, cpu in times)


# -- over HTTP -------------------------------------------------------------------------------------------------------


def over_http() -> None:
    """Reads and creates a second, by one connection."""
    with served() as (url, used):
        connection = http.client.HTTPConnection(url.removeprefix("http://"))

        def send(method: str, path: str, body: bytes | None = None) -> bytes:
            connection.request(method, PATH + path, body, TOKEN | {"Content-Type": "application/json"})
            reply = connection.getresponse()
            content = reply.read()
            assert reply.status < 300, content
            return content

        def rates(action: Callable[[], object], number: int, what: str, goal: float | None) -> None:
            action()
            walls, cpus = [], []
            for _ in range(5):
                before, start = used(), time.perf_counter()
                action()
                walls.append(time.perf_counter() - start)
                cpus.append(used() - before)
            report(what, number / min(walls), number / cpu if (cpu := min(cpus)) else None, "/s", goal, least=True)

        contact = "00000000-0000-0000-0000-000000000001"
        send("POST", "contacts", json.dumps({"contactid": contact, "firstname": "Ada", "lastname": "Lovelock"}).encode())
        path = f"contacts({contact})?$select=fullname,emailaddress1"
        rates(lambda: [send("GET", path) for _ in range(1000)], 1000, "single-row reads over HTTP", 1000)
        for kind, set_name, column in (("contact", "contacts", "lastname"), ("lead", "leads", "subject")):
            rows = [{"@odata.type": f"Microsoft.Dynamics.CRM.{kind}", column: f"n{number}"} for number in range(1000)]
            body, where = json.dumps({"Targets": rows}).encode(), f"{set_name}/Microsoft.Dynamics.CRM.CreateMultiple"
            more = ", each with 3 addresses" if kind == "contact" else ""
            rates(lambda where=where, body=body: send("POST", where, body), 1000, f"CreateMultiple of {set_name} over HTTP{more}", 3000)  # type: ignore[misc]


# -- a million -------------------------------------------------------------------------------------------------------

MILLION = """
import json, resource, sys, time
from dataverse_sdk.emulator import Emulator, seeds
import httpx
sys.path.insert(0, sys.argv[3])
from emulator import ROOT, TOKEN, asked
with Emulator(seed="empty", path=sys.argv[1]) as dataverse:
    if sys.argv[2] == "load":
        wall, cpu = time.perf_counter(), time.process_time()
        for part in range(10):
            dataverse.load({"contacts": seeds.crm(contacts=100_000, related=0, seed=part)["contacts"]})
        print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
    else:
        client = httpx.Client(transport=dataverse.transport(), base_url=ROOT, headers=TOKEN)
        rows = client.get("contacts?$select=emailaddress1&$filter=emailaddress1 ne null").json()["value"]
        times = asked(client, [row["emailaddress1"] for row in rows[::50]])
        print(json.dumps([*times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def million() -> None:
    """A million contacts in a file: loading them, an indexed filter, and the memory it takes to serve them."""
    with tempfile.TemporaryDirectory() as folder:

        def run(what: str) -> list[float]:
            path, here = str(Path(folder) / "million.sqlite"), str(Path(__file__).parent)
            done = subprocess.run([sys.executable, "-c", MILLION, path, what, here], capture_output=True, text=True, check=True)
            found: list[float] = json.loads(done.stdout)
            return found

        wall, cpu = run("load")
        report("load 1,000,000 contacts into a file", wall, cpu, "s", None)
        wall, cpu, memory = run("ask")
        report_ms("indexed equality over 1,000,000 in a file, median", (wall, cpu), 20)
        report("memory of the process that serves them", memory, None, "MB", 300)


# -- tests -----------------------------------------------------------------------------------------------------------


def isolation() -> None:
    """What the pytest plugin does between two tests."""
    with Emulator(seed="demo") as dataverse:
        image = dataverse.snapshot()
        report_ms("snapshot, demo data", best(dataverse.snapshot))

        def between() -> None:
            dataverse.load({"contacts": [{"lastname": "one more"}]})
            start = time.perf_counter(), time.process_time()
            dataverse.reset(image)
            times.append((time.perf_counter() - start[0], time.process_time() - start[1]))

        times: list[tuple[float, float]] = []
        for _ in range(20):
            between()
        report_ms("reset between two tests, demo data", (min(wall for wall, _ in times), min(cpu for _, cpu in times)), 5)


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="also: a million contacts in a file; takes minutes and 1.5 GB of disk")
    parser.add_argument("--metadata", help="a real $metadata document, to measure a start with it")
    options = parser.parse_args()
    print(f"{'':<58} {'wall':>10} {'processor':>10}")
    starting(options.metadata)
    isolation()
    over_http()
    in_process(options.contacts)
    if options.million:
        million()


if __name__ == "__main__":
    main()
