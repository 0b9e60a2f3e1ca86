"""From the command's options to values: the person, the catalogue, the keys. Asks nobody and prints nothing.

An address can come from a file or from standard input, so that it stays out of the process's arguments and out of the shell's history.
It is never echoed, not even in an error.
"""

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Final

from . import catalogues
from .connection import WrongUsage
from .declarations import Catalogue
from .errors import InvalidDocument
from .holds import Hold
from .identity import Identity
from .interop.fides import Action, categories_of_policy, narrowed
from .report.sealing import Signer, Verifier

__all__ = ["catalogue_of", "holds_of", "identity_of", "named_person", "signer_of", "verifier_of"]

SHIPPED: Final = {"reference": "REFERENCE", "complete": "COMPLETE"}


def catalogue_of(options: Namespace, action: Action = "erasure") -> Catalogue:
    """Gives the catalogue that was named, narrowed to data categories where some were."""
    catalogue = _named(options.catalogue)
    categories = [one.strip() for given in options.categories for one in given.split(",") if one.strip()]
    if options.fides_policy is not None:
        try:
            document = json.loads(options.fides_policy.read_bytes())
        except ValueError:
            raise InvalidDocument("the Fides policy is no JSON") from None
        categories += categories_of_policy(document, action)
    return narrowed(catalogue, categories) if categories else catalogue


def _named(name: str) -> Catalogue:
    if ":" not in name:
        found = getattr(catalogues, SHIPPED.get(name, ""), None)
        if not isinstance(found, Catalogue):
            raise WrongUsage("the catalogues are reference, complete, or package.module:NAME of your own")
        return found
    found = _imported(name, "catalogue")
    if not isinstance(found, Catalogue):
        raise WrongUsage("what was named is not a catalogue")
    return found


def holds_of(options: Namespace) -> tuple[Hold, ...]:
    """Gives the holds that were named: lists of them, each as `package.module:NAME`."""
    held: list[Hold] = []
    for name in options.holds:
        found = _imported(name, "holds")
        if not isinstance(found, Iterable):
            raise WrongUsage("what was named is not a list of holds")
        for one in found:
            if not isinstance(one, Hold):
                raise WrongUsage("what was named is not a list of holds")
            held.append(one)
    return tuple(held)


def _imported(name: str, what: str) -> object:
    module, _, attribute = name.partition(":")
    try:
        return getattr(import_module(module), attribute, None)
    except (ImportError, ValueError):
        raise WrongUsage(f"the module of the {what} cannot be imported") from None


def identity_of(options: Namespace) -> Identity:
    """Gives the person the options name."""
    addresses: list[str] = []
    for given in options.email:
        addresses += _lines(sys.stdin.read()) if given == "-" else [given]
    for path in options.email_file:
        addresses += _lines(sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8"))
    numbers = [*options.phone, *(number for path in options.phone_file for number in _lines(path.read_text(encoding="utf-8")))]
    return Identity(email=addresses, phone=numbers, contact_ids=options.contact_id, lead_ids=options.lead_id)


def _lines(text: str) -> list[str]:
    # Line feeds only: `splitlines` would also split at control characters, which an address must be refused for.
    return [line for line in text.split("\n") if line.strip()]


def named_person(options: Namespace) -> Identity | None:
    """Gives the person, or None when the options name nobody."""
    named = options.email or options.email_file or options.phone or options.phone_file or options.contact_id or options.lead_id
    return identity_of(options) if named else None


def signer_of(path: Path | None) -> Signer | None:
    """Gives the signing key that was named."""
    return None if path is None else Signer.load(path)


def verifier_of(path: Path | None) -> Verifier | None:
    """Gives the public key that was named."""
    return None if path is None else Verifier.load(path)
