"""How much memory a package takes for a large attachment: the emulator runs in a process of its own, the package is made in another.

Each case is measured in a fresh process: its highest resident memory while it makes the package, less the same without the attachment.
Run: python benchmarks/attachments.py [--megabytes 100]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from uuid import UUID

CONTACT, NOTE = (str(UUID(int=(0xA << 120) + number)) for number in (1, 2))

# The maker of the package, alone in its process. It says what it held at most, in KiB, and what the file's digest is.
MAKER = """
import json, resource, sys, time
from pathlib import Path
from azure.core.credentials import AccessToken
from dataverse_dsr import DataSubjectRequests, Identity
from dataverse_sdk import DataverseClient
url, place, attachments, *recipients = sys.argv[1:]
class Credential:
    def get_token(self, *scopes, **more):
        return AccessToken("t", int(time.time()) + 3600)
with DataverseClient(url, Credential(), allow_insecure_loopback=True) as client:
    dsr = DataSubjectRequests(client)
    report = dsr.access(Identity(email="ada@example.com"))
    dsr.package(report, place, attachments=attachments == "yes", recipients=recipients)
print(json.dumps({"kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "calls": report.http_calls}))
"""

# A large file is kept by the emulator's process only; this one makes it.
KEEPER = """
import base64, json, sys
from dataverse_sdk.emulator import Emulator
contact, note, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Emulator(seed="empty") as emulator:
    emulator.load({"contacts": [{"contactid": contact, "firstname": "Ada", "lastname": "L", "emailaddress1": "ada@example.com"}]})
    if size:
        piece = bytes(range(256)) * 4096
        text = base64.b64encode(piece * (size // len(piece))).decode()
        emulator.load({"annotations": [{
            "annotationid": note, "subject": "A scan", "filename": "scan.pdf", "mimetype": "application/pdf", "isdocument": True,
            "documentbody": text, "filesize": size, "_objectid_value": contact,
            "_objectid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "contact"}]})
        del text
    with emulator.serve() as url:
        print(url, flush=True)
        sys.stdin.read()
"""


def peak(size: int, *, attachments: bool, recipients: tuple[str, ...] = ()) -> int:
    """The KiB that making a package took at most, with a file of so many bytes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-c", KEEPER, CONTACT, NOTE, str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as keeper,
    ):
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        url = keeper.stdout.readline().strip()
        command = [sys.executable, "-c", MAKER, url, f"{folder}/package", "yes" if attachments else "no", *recipients]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        keeper.stdin.close()
        if made.returncode:
            raise SystemExit(made.stderr)
        return int(json.loads(made.stdout)["kib"])


def main() -> None:
    """Measure folders and encrypted archives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    options = parser.parse_args()
    import pyrage  # of the extra `age`

    keys = (str(pyrage.x25519.Identity.generate().to_public()),)
    size = options.megabytes << 20
    for what, recipients in (("in a folder", ()), ("in an encrypted file", keys)):
        without = peak(0, attachments=True, recipients=recipients)
        with_it = peak(size, attachments=True, recipients=recipients)
        print(
            f"{what:<22} {without / 1024:>6.1f} MB without, {with_it / 1024:>6.1f} MB with {options.megabytes} MB:"
            f" {(with_it - without) / 1024:>+6.1f} MB  goal <= 16"
        )


if __name__ == "__main__":
    main()
