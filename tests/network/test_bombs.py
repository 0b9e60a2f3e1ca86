"""A small answer that inflates to a large one: it is given up, and the memory of the process stays where it was."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from broken_service import BrokenService, Fault, status
from peak_memory import TOLD, environment

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not TOLD, reason="only Linux tells the peak memory of one program")]

SOURCE = Path(__file__).resolve().parents[2] / "src"

PROGRAM = """
import asyncio, sys
from dataverse_sdk import AsyncDataverseClient, ClientOptions, DataverseClient
from dataverse_sdk.errors import ReplyTooLarge
from peak_memory import peak_megabytes

class Key:
    def get_token(self, *_scopes, **_options):
        from azure.core.credentials import AccessToken
        return AccessToken("token", 2**40)

options = ClientOptions(allow_insecure_loopback=True, max_reply_bytes=8_000_000)
async def awaited(target):
    async with AsyncDataverseClient(sys.argv[1], Key(), options=options) as client:
        return await client.request("GET", target)

def at_once(target):
    with DataverseClient(sys.argv[1], Key(), options=options) as client:
        return client.request("GET", target)

ask = at_once if sys.argv[2] == "sync" else lambda target: asyncio.run(awaited(target))
ask("small")
before = peak_megabytes()
try:
    ask("large")
except ReplyTooLarge:
    print(peak_megabytes() - before)
"""


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    piece = b" " * (1 << 20)
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


@pytest.fixture(scope="module")
def packed() -> bytes:
    found = bomb(300)
    assert len(found) < 1_000_000
    return found


@pytest.mark.parametrize("face", ["sync", "async"])
def test_a_bomb_is_given_up_and_costs_no_memory(face: str, packed: bytes, tmp_path: Path) -> None:
    program = tmp_path / "ask.py"
    program.write_text(PROGRAM)
    fault = Fault("bomb", False, status(200, packed, "Content-Encoding: gzip", "Content-Type: application/json"))
    with BrokenService(fault, always=True, after=1) as service:
        command = [sys.executable, program, service.url, face]
        done = subprocess.run(command, env=environment(SOURCE), capture_output=True, text=True, timeout=60, check=True)
    assert float(done.stdout) < 100
