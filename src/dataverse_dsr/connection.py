"""From the command's options to a client: which environment, which credential. Nothing is asked of the service here."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dataverse_sdk import DataverseClient

from .errors import DataSubjectError

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential

__all__ = ["WrongUsage", "connect"]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class WrongUsage(DataSubjectError, ValueError):
    """The command was called in a way that cannot be meant; the message names the option and never repeats an address."""


class _EmulatorToken:
    """A credential for an emulator on this machine, which takes any token. Real environments never see it."""

    def get_token(self, *scopes: str, **options: Any) -> "AccessToken":
        from azure.core.credentials import AccessToken

        return AccessToken("emulator", 2**31)


def _credential(*, interactive: bool) -> "TokenCredential":
    # Imported here: azure-identity takes a good part of a second, and the emulator does not need it.
    from azure.identity import DefaultAzureCredential, InteractiveBrowserCredential

    if interactive:
        return InteractiveBrowserCredential()
    # Reads AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH first, then its chain.
    return DefaultAzureCredential()


@contextmanager
def connect(options: Namespace) -> Iterator[DataverseClient]:
    """Opens a client for `--emulator [FILE]`, or for `--url` (else DATAVERSE_URL)."""
    if options.emulator is not None:
        from dataverse_sdk.emulator import Emulator

        with Emulator(seed="demo", path=options.emulator or None) as dataverse, dataverse.client() as client:
            yield client
        return
    url = options.url or os.environ.get("DATAVERSE_URL")
    if not url:
        raise WrongUsage("name an environment with --url or DATAVERSE_URL, or use --emulator")
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    credential = _EmulatorToken() if local else _credential(interactive=options.interactive)
    with DataverseClient(url, credential, allow_insecure_loopback=local) as client:
        yield client
