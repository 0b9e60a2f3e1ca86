"""Fides' words: a catalogue as a dataset description, and a policy's data categories as a filter on a catalogue.

So that somebody who moves over sees what Fides would have seen, and keeps the policies that were agreed. Categories are compared by
whole segments: Fides compares beginnings of texts, so that `user.name` there also takes in `user.name_x` (H42).
Source: https://docs.ethyca.com/ (datasets, policies); the dataset model of https://github.com/ethyca/fideslang
"""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, Final, Literal

from dataverse_sdk import ColumnInfo

from ..declarations import AnyDeclaration, Catalogue
from ..errors import InvalidDocument
from ..vocabulary import within, word_for
from .yaml import to_yaml

__all__ = ["categories_of_policy", "dataset", "narrowed"]

Action = Literal["access", "erasure"]
_DATA_TYPES: Final[Mapping[type, str]] = {int: "integer", bool: "boolean", float: "float"}


def dataset(catalogue: Catalogue, *, key: str = "dataverse", name: str = "Microsoft Dataverse") -> str:
    """Gives a catalogue as a Fides dataset in YAML: collections, fields with data categories, keys and links."""
    described = {
        "dataset": [
            {
                "fides_key": key,
                "name": name,
                "description": f"Made from the catalogue {catalogue.name} of dataverse-dsr",
                "collections": [_collection(catalogue, declaration, key) for declaration in catalogue],
            }
        ]
    }
    return to_yaml(described)


def _columns(declaration: AnyDeclaration) -> dict[str, ColumnInfo]:
    infos = [*declaration.match_columns, *declaration.read, *(masked.column for masked in declaration.masks)]
    infos += [link.expression.info for link in declaration.links if "/" not in link.path]
    return {info.wire_name: info for info in infos}


def _collection(catalogue: Catalogue, declaration: AnyDeclaration, dataset_key: str) -> dict[str, Any]:
    info = declaration.info
    key = {"name": info.key, "data_categories": ["user.unique_id"], "fides_meta": {"primary_key": True, "data_type": "string"}}
    columns = _columns(declaration)
    return {
        "name": declaration.name,
        "description": "; ".join(link.by for link in declaration.links) or "found by email address",
        "fields": [key, *(_field(catalogue, declaration, column, dataset_key) for name, column in columns.items() if name != info.key)],
    }


def _field(catalogue: Catalogue, declaration: AnyDeclaration, info: ColumnInfo, dataset_key: str) -> dict[str, Any]:
    meta: dict[str, Any] = {"data_type": _DATA_TYPES.get(info.python_type, "string")}
    if info.max_length is not None:
        meta["length"] = info.max_length
    if not info.update:
        meta["read_only"] = True
    if info in declaration.match_columns:
        meta["identity"] = "email"
    links = [link for link in declaration.links if link.path == info.wire_name]
    targets = [root for link in links for root in catalogue.roots if root.info.logical_name in link.to]
    if targets:
        meta["references"] = [{"dataset": dataset_key, "field": f"{root.name}.{root.info.key}", "direction": "from"} for root in targets]
    word = word_for(info.logical_name)
    return {"name": info.wire_name, "description": word.label, "data_categories": [word.category], "fides_meta": meta}


def categories_of_policy(document: Mapping[str, Any], action: Action) -> frozenset[str]:
    """Gives the data categories a Fides policy names for an action: of one policy, or of a page of them, as Fides' API shows them."""
    try:
        policies = document.get("items", [document])
        found = {
            str(target["data_category"])
            for policy in policies
            for rule in policy["rules"]
            if rule["action_type"] == action
            for target in rule["targets"]
        }
    except (AttributeError, KeyError, TypeError):
        raise InvalidDocument("this is no Fides policy: it needs rules, with an action_type and targets with a data_category") from None
    if not found:
        raise InvalidDocument(f"the policy has no rule for {action}")
    return frozenset(found)


def narrowed(catalogue: Catalogue, categories: Iterable[str]) -> Catalogue:
    """Gives a catalogue that reads and masks columns of some data categories only; how records are found stays as it is.

    A category holds those below it. Raises InvalidDocument when no column is left.
    """
    wanted = sorted(set(categories))

    def keeps(info: ColumnInfo) -> bool:
        return any(within(word_for(info.logical_name).category, one) for one in wanted)

    declarations = tuple(_narrowed(declaration, keeps) for declaration in catalogue)
    if not any(declaration.read or declaration.masks for declaration in declarations):
        raise InvalidDocument("no column of the catalogue is of these categories")
    return Catalogue(f"{catalogue.name}, {' and '.join(wanted)} only", declarations, catalogue.guards)


def _narrowed(declaration: AnyDeclaration, keeps: Any) -> AnyDeclaration:  # keeps: a predicate on ColumnInfo
    masks = tuple(masked for masked in declaration.masks if keeps(masked.column))
    left = {masked.column.wire_name for masked in masks}
    changed = {
        "read": tuple(info for info in declaration.read if keeps(info)),
        "masks": masks,
        "computed": tuple(one for one in declaration.computed if all(source.wire_name in left for source in one.sources)),
        "third_party": tuple(info for info in declaration.third_party if keeps(info)),
        "secrets": tuple(info for info in declaration.secrets if info.wire_name in left),
    }
    twin = copy(declaration)
    for name, value in changed.items():
        # Past the converters, which take expressions where the fields hold facts about columns.
        object.__setattr__(twin, name, value)
    return twin
