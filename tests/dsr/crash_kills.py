"""Erasures over HTTP by processes that are really killed (E3): at instants drawn by a seed, with a real journal on a real disk.

After each death: every write the service carried out has its intent on the disk, and another process brings the run to the end that an
undisturbed one has. Run as a script it kills `--count` times; the suite kills a few.
"""

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from people import ADA, case, contact, contents, load, note

from dataverse_dsr import DataSubjectRequests, ErasurePlan, Identity, SqliteJournal, Status
from dataverse_sdk.emulator import Emulator

PROGRAM = """
import sys
from pathlib import Path
from dataverse_dsr import DataSubjectRequests, ErasurePlan, Identity
from dataverse_sdk import DataverseClient
from azure.core.credentials import AccessToken

class Anybody:
    def get_token(self, *scopes, **options):
        return AccessToken("x", 2**31)

url, plan, journal = sys.argv[1:]
with DataverseClient(url, Anybody(), allow_insecure_loopback=True) as client:
    print("ready", flush=True)
    sys.stdin.readline()
    DataSubjectRequests(client).erase(ErasurePlan.from_json(Path(plan).read_text()), journal=journal)
    print("done", flush=True)
"""
NOTES = 40
# An undisturbed run takes about this long; a death later than that is none.
SECONDS = 0.08


def kills(count, seed, folder):
    """Kills that many processes; gives how each was caught, and raises AssertionError where an invariant does not hold."""
    caught = Counter()
    draw = random.Random(seed)
    with Emulator(seed="empty") as dataverse, dataverse.serve() as url:
        ada = contact()
        notes = [note("contact", ada["contactid"]) for _ in range(NOTES)]
        load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"])], "annotations": notes})
        clean = dataverse.snapshot()
        dsr = DataSubjectRequests(dataverse.client())
        plan = dsr.plan(Identity(email=ADA))
        dsr.erase(plan)
        end = contents(dataverse)
        (folder / "plan.json").write_text(plan.to_json())
        for turn in range(count):
            dataverse.restore(clean)
            journal = folder / f"journal-{turn}"
            caught[_kill(url, folder / "plan.json", journal, draw.uniform(0, SECONDS))] += 1
            events = SqliteJournal(journal).read()
            intents = {event["record"] for event in events if event["event"] == "intent"}
            written = {row["annotationid"] for row in dataverse.rows("annotations") if row["subject"] == "MASKED"}
            assert written <= intents  # I7
            caught["begun"] += bool(intents)
            caught["half done"] += 0 < len(written) < NOTES or (
                len(written) == NOTES and dataverse.rows("contacts")[0]["emailaddress1"] == ADA
            )
            receipt = DataSubjectRequests(dataverse.client()).erase(ErasurePlan.from_json(plan.to_json()), journal=journal)
            assert receipt.status is Status.COMPLETE  # I4
            assert contents(dataverse) == end  # I5
            assert ADA not in json.dumps([dict(event) for event in SqliteJournal(journal).read()])  # I9
    return caught


def _kill(url, plan, journal, after):
    command = [sys.executable, "-c", PROGRAM, url, str(plan), str(journal)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        process.stdin.write(b"\n")
        process.stdin.flush()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait()
    return "killed" if process.returncode == -signal.SIGKILL else "had ended"


def main(arguments):
    """Kills `--count N` processes at instants drawn by `--seed`."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    count, seed = int(options.get("--count", 200)), int(options.get("--seed", 1))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        caught = kills(count, seed, Path(folder))
    print(f"{count} processes, seed {seed}: {dict(caught)}, each resumed to the same end, {time.monotonic() - started:.0f} s")
    return 0


__all__ = ["kills"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
