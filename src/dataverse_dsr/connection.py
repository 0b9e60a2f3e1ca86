"""From the command's options to a client: which environment, which credential. Nothing is asked of the service here."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dataverse_sdk import DataverseClient, credential_for

from .errors import DataSubjectError

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken

__all__ = ["WrongUsage", "connect", "names_environment"]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class WrongUsage(DataSubjectError, ValueError):
    """The command was called in a way that cannot be meant; the message names the option and never repeats an address."""


class _EmulatorToken:
    """A credential for an emulator on this machine, which takes any token. Real environments never see it."""

    def get_token(self, *scopes: str, **options: Any) -> "AccessToken":
        from azure.core.credentials import AccessToken

        return AccessToken("emulator", 2**31)


def names_environment(options: Namespace) -> bool:
    """Tells whether the options, or DATAVERSE_URL, name an environment."""
    return options.emulator is not None or bool(options.url or os.environ.get("DATAVERSE_URL"))


@contextmanager
def connect(options: Namespace) -> Iterator[DataverseClient]:
    """Opens a client for `--emulator [FILE]`, or for `--url` (else DATAVERSE_URL).

    The credential is the one the variables make possible, or a browser's with `--interactive`, at the authority of the environment's cloud.
    """
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
    credential = _EmulatorToken() if local else credential_for(url, method="browser" if options.interactive else None)
    with DataverseClient(url, credential, allow_insecure_loopback=local) as client:
        yield client
