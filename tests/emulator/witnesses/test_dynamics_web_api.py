"""DynamicsWebApi 2.5.0 of npm, in Node: the client most JavaScript code uses, and a strict reader of batch replies."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dataverse_sdk.emulator import Emulator

SCRIPT = Path(__file__).with_name("dynamics_web_api.mjs")


def test_every_call_of_the_client_is_answered_as_it_expects() -> None:
    node, packages = shutil.which("node"), os.environ.get("WITNESS_PACKAGES")
    if node is None or packages is None:
        pytest.skip("it needs Node and the npm package that `nox -s witness` installs where there is npm")
    with Emulator(seed="empty") as dataverse, dataverse.serve() as url:
        done = subprocess.run([node, SCRIPT, url, packages], capture_output=True, text=True, timeout=120)
    told = [line.split(" ", 1)[0] for line in done.stdout.splitlines()]
    assert (set(told), len(told), done.returncode) == ({"OK"}, 26, 0), done.stdout + done.stderr
