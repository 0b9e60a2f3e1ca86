"""What a read of 50,000 rows and a create of 1,000 cost a client, against Microsoft's client and raw httpx: CPU seconds, as ratios.

Run: nox -s benchmarks. The service is a stub in another process, over TLS and in gzip; sides take turns, so that a busy machine
slows them alike. A side whose library is not installed is left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx

from dataverse_sdk import DataverseClient, Query
from dataverse_sdk.client import inflation
from dataverse_sdk.model import documents
from dataverse_sdk.model import pages as row_pages
from dataverse_sdk.operations import Batch, create

SUPPORT = Path(__file__).parent / "support"
sys.path.insert(0, str(SUPPORT))
from pages import contact, narrow  # noqa: E402
from turns import in_turns  # noqa: E402

RUNS = 5
ROWS = 50_000


class Credential:
    """What azure-identity's credentials look like from outside."""

    def get_token(self, *_: Any, **__: Any) -> Any:
        """Gives a token."""
        return SimpleNamespace(token="a", expires_on=int(time.time()) + 3600)


def told(title: str, found: dict[str, float], ours: str, goals: dict[str, str]) -> None:
    """Prints the seconds of each side, and how many times ours it is."""
    print(title)
    for name, seconds in found.items():
        goal = f"   (goal {goals[name]})" if name in goals else ""
        print(f"  {name:44} {seconds:6.3f} s CPU   {seconds / found[ours]:5.2f} x {ours}{goal}")


def without_extras(side: Callable[[], Any]) -> Callable[[], Any]:
    """Runs a side as the core install would."""

    def run() -> Any:
        import zlib

        kept = row_pages.WAYS, inflation.inflating
        row_pages.WAYS, inflation.inflating = (documents.make_reader,), (lambda: zlib)  # type: ignore[assignment]
        try:
            return side()
        finally:
            row_pages.WAYS, inflation.inflating = kept

    return run


def reads(url: str, annotations: bool) -> dict[str, Callable[[], Any]]:
    """Gives the sides of a read of ten pages."""
    cls = narrow()
    columns = list(cls.__table__.columns)
    prefer = {"Prefer": 'odata.include-annotations="*"'} if annotations else {}

    def ours() -> None:
        with DataverseClient(url, Credential()) as client:
            rows = list(client.query(Query(cls), annotations="*" if annotations else None))
            assert len(rows) == ROWS

    def raw(loads: Callable[[bytes], Any]) -> Callable[[], None]:
        def run() -> None:
            rows: list[Any] = []
            with httpx.Client() as http:
                link = f"{url}/api/data/v9.2/contacts?$select={','.join(columns)}"
                while link:
                    document = loads(http.get(link, headers=prefer).content)
                    rows += document["value"]
                    link = document.get("@odata.nextLink")
            assert len(rows) == ROWS

        return run

    sides: dict[str, Callable[[], Any]] = {"this client, typed": ours, "this client without `fast`, typed": without_extras(ours)}
    sides["httpx + json, dicts"] = raw(json.loads)
    if find_spec("orjson"):
        import orjson

        sides["httpx + orjson, dicts"] = raw(orjson.loads)
    if find_spec("PowerPlatform"):
        from PowerPlatform.Dataverse.client import DataverseClient as Microsofts

        def theirs() -> None:
            with Microsofts(url, Credential()) as client:
                rows = client.records.list("contact", select=columns, page_size=5000, include_annotations="*" if annotations else None)
                assert len(list(rows)) == ROWS

        sides["Microsoft's client, dicts"] = theirs
    return sides


def writes(url: str) -> dict[str, Callable[[], Any]]:
    """Gives the sides of creating a thousand rows."""
    import random

    from dataverse_sdk.tables import Contact

    draw = random.Random(0)
    texts = ("firstname", "lastname", "emailaddress1", "telephone1", "jobtitle", "description", "address1_line1", "address1_city")
    found = [{name: value for name, value in contact(draw, number).items() if name in texts and value} for number in range(1000)]

    def multiple() -> None:
        with DataverseClient(url, Credential()) as client:
            assert len(client.create_many((Contact(**row) for row in found), chunk_size=1000, at_once=1).ids) == 1000

    def changeset() -> None:
        batch = Batch()
        with batch.changeset() as group:
            handles = [group.add(create(Contact(**row))) for row in found]
        with DataverseClient(url, Credential()) as client:
            client.run(batch.flow())
        assert all(handle.value for handle in handles)

    sides: dict[str, Callable[[], Any]] = {"this client, CreateMultiple": multiple, "this client, change set": changeset}
    if find_spec("PowerPlatform"):
        from PowerPlatform.Dataverse.client import DataverseClient as Microsofts

        def their_multiple() -> None:
            with Microsofts(url, Credential()) as client:
                assert len(client.records.create("contact", found)) == 1000

        def their_changeset() -> None:
            with Microsofts(url, Credential()) as client:
                requests = client.batch.new()
                with requests.changeset() as group:
                    for row in found:
                        group.records.create("contact", row)
                assert len(requests.execute().responses) == 1000

        sides |= {"Microsoft's client, CreateMultiple": their_multiple, "Microsoft's client, change set": their_changeset}
    return sides


def main() -> None:
    """Prints the figures."""
    server = subprocess.Popen([sys.executable, str(SUPPORT / "stub.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        port, certificate = server.stdout.readline().split()
        os.environ["SSL_CERT_FILE"] = os.environ["REQUESTS_CA_BUNDLE"] = certificate
        url = f"https://localhost:{port}"
        for annotations in (False, True):
            sides = reads(url, annotations)
            for side in sides.values():
                side()  # the stub packs its pages
            goals = {"Microsoft's client, dicts": ">= 1.8, core >= 1.5", "httpx + orjson, dicts": ">= 0.71"}
            title = f"{ROWS} contacts of 36 columns, {'annotated' if annotations else 'plain'}, 10 pages"
            told(title, in_turns(sides, RUNS), "this client, typed", goals)
        found = in_turns(writes(url), RUNS)
        told("1,000 contacts created", found, "this client, CreateMultiple", {"Microsoft's client, CreateMultiple": ">= 3 from typed rows"})
        if "Microsoft's client, change set" in found:
            ratio = found["Microsoft's client, change set"] / found["this client, change set"]
            print(f"  change sets: Microsoft's {ratio:.2f} x this client's   (goal >= 2.5 from typed rows)")
    finally:
        server.kill()


if __name__ == "__main__":
    main()
