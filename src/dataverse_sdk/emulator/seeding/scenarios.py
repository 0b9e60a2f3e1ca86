"""Named scenarios: environments that behave in a way a program should bear, set up in one word.

Knows which behaviours make up each. Refuses to know how a behaviour works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from ..behaviours.described_plugins import describe
from ..behaviours.limits import Limits

if TYPE_CHECKING:
    from .. import Emulator

__all__ = ["SCENARIOS", "play"]

PEOPLE = ("contact", "lead", "account", "incident")
RETURN_AFTER = 60.0


def _throttled(emulator: Emulator, _seed: int) -> None:
    emulator.limits = Limits(requests=20, seconds=4.0, concurrent=4, window=2.0)


def _lossy(emulator: Emulator, seed: int) -> None:
    emulator.faults.storm(seed, 0.2, (502, 503, 504, "drop", "reset", "silence", "truncate"))


def _audited(emulator: Emulator, _seed: int) -> None:
    emulator.auditing.switch_on(*_here(emulator))


def _recycled(emulator: Emulator, _seed: int) -> None:
    emulator.recycle_bin.switch_on(*_here(emulator))


def _tracked(emulator: Emulator, _seed: int) -> None:
    emulator.change_tracking.switch_on(*_here(emulator))


def _restricted(emulator: Emulator, _seed: int) -> None:
    emulator.permissions.deny("Delete", "contact")
    emulator.permissions.deny("Write", "lead")
    emulator.permissions.secure("contact", "governmentid")


def _plain(emulator: Emulator, _seed: int) -> None:
    emulator.accents = False


def _put_back(emulator: Emulator, _seed: int) -> None:
    """An integration that does not hear of an erasure writes the old e-mail address back a minute later."""
    describe(emulator, {"message": "Update", "table": "contact", "does": "revert", "column": "emailaddress1", "delay": RETURN_AFTER})


def _copied(emulator: Emulator, _seed: int) -> None:
    """A plug-in copies what it sees of a contact into a note, where nobody looks."""
    note = {"column": "emailaddress1", "into": "annotations", "as": "notetext"}
    describe(emulator, {"message": "Update", "table": "contact", "does": "copy", **note})


def _here(emulator: Emulator) -> Iterator[str]:
    return (name for name in PEOPLE if name in emulator.store.schema.tables)


@frozen
class Scenarios:
    """The scenarios by name, with a sentence about each."""

    known: Mapping[str, tuple[str, Callable[[Emulator, int], None]]]

    def summaries(self) -> Iterator[tuple[str, str]]:
        """Names and sentences."""
        for name, (sentence, _) in self.known.items():
            yield name, sentence


SCENARIOS = Scenarios(
    {
        "throttled": ("20 requests in two seconds, four at once, then 429", _throttled),
        "lossy": ("every fifth request is lost, refused or cut, by the seed", _lossy),
        "audited": ("contacts, leads, accounts and cases keep their history", _audited),
        "recycled": ("deleted contacts, leads, accounts and cases can be restored", _recycled),
        "tracked": ("changes to contacts, leads, accounts and cases are told by delta links", _tracked),
        "restricted": ("contacts cannot be deleted, leads not written, and governmentid is secured", _restricted),
        "plain letters": ("accents do not count where texts are compared", _plain),
        "put back": ("an integration writes a contact's old e-mail address back a minute after it was changed", _put_back),
        "copied": ("a plug-in keeps each contact's old e-mail address in a note", _copied),
    }
)


def play(emulator: Emulator, name: str, *, seed: int = 1) -> None:
    """Set an environment up as a scenario says; several add up. ValueError for an unknown name."""
    if name not in SCENARIOS.known:
        raise ValueError(f"a scenario is one of {', '.join(SCENARIOS.known)}, not {name!r}")
    SCENARIOS.known[name][1](emulator, seed)
