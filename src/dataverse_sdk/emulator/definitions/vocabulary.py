"""The signatures of Dataverse's functions and actions, as shipped with this package.

Knows `vocabulary.json` and how to read it. Refuses to know what a message does, and which of them the emulator carries out.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

__all__ = ["Parameter", "Signature", "complex_type", "definition_members", "enum_members", "signatures"]


@frozen
class Parameter:
    """A parameter; `type` is as in CSDL without the namespace: `Edm.String`, `crmbaseentity`, `Collection(activityparty)`."""

    name: str
    type: str
    optional: bool = False


@frozen
class Signature:
    """One overload of a function or an action. `bound` is the type it is bound to, None for those that stand at the service root."""

    name: str
    function: bool
    bound: str | None
    parameters: tuple[Parameter, ...]
    returns: str | None


@cache
def _read() -> Mapping[str, Any]:  # the JSON written by `vocabulary_build`
    found: Mapping[str, Any] = json.loads(files("dataverse_sdk.emulator.definitions").joinpath("vocabulary.json").read_text("utf-8"))
    return found


@cache
def _operations() -> Mapping[str, tuple[Signature, ...]]:
    found: dict[str, tuple[Signature, ...]] = {}
    for row in _read()["operations"]:
        parameters = tuple(Parameter(each[0], each[1], len(each) > 2) for each in row["parameters"])
        signature = Signature(row["name"], row.get("function", False), row.get("bound"), parameters, row.get("returns"))
        found[signature.name] = (*found.get(signature.name, ()), signature)
    return found


NEWER: Mapping[str, tuple[Signature, ...]] = {
    each.name: (each,)
    for each in (
        Signature("CreateEntities", False, None, (
            Parameter("Entities", "Collection(ComplexEntityMetadata)"), Parameter("SolutionUniqueName", "Edm.String", True),
        ), "CreateEntitiesResponse"),
        Signature("Restore", False, None, (Parameter("Target", "crmbaseentity"),), "RestoreResponse"),
    )
}  # fmt: skip
"""Messages younger than the `$metadata` that the file was made from, as their own pages describe them."""


def signatures(name: str) -> tuple[Signature, ...]:
    """Every overload of the function or action with this name; none when Dataverse has no such message."""
    return _operations().get(name, ()) or NEWER.get(name, ())


def complex_type(name: str) -> Mapping[str, str] | None:
    """The members of a complex type and their types; None when it is not one that parameters are made of."""
    members: Mapping[str, str] | None = _read()["complex_types"].get(name)
    return members


@cache
def definition_members(name: str) -> Mapping[str, str]:
    """The members of a type of definitions, EntityMetadata and its kind, and their types, those of its base types first."""
    kind = _read()["definitions"].get(name)
    return {} if kind is None else {**definition_members(kind["base"]), **kind["members"]}


def enum_members(name: str) -> Mapping[str, int] | None:
    """The members of an enumeration; None when there is no such type."""
    members: Mapping[str, int] | None = _read()["enums"].get(name)
    return members
