"""YAML, written: the few forms a description needs, always the same text for the same value.

Every text that is not plainly a word is quoted as JSON, which YAML 1.2 reads as it is. Reads nothing.
Source: https://yaml.org/spec/1.2.2/
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["to_yaml"]

# A word that no version of YAML takes for a number, a truth value, a date or null.
_PLAIN = re.compile(r"[a-z][a-z_]*(\.[a-z_]+)*")
_TAKEN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def to_yaml(value: Mapping[str, Any]) -> str:
    """Gives a mapping as a YAML document: mappings, lists, texts, numbers, truth values and None."""
    return "\n".join(_lines(value, "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{indent}{_scalar(str(key))}:", item, indent)
    else:
        for item in value:
            nested = list(_lines(item, f"{indent}  ")) if _is_block(item) else []
            if nested:
                yield f"{indent}- {nested[0].lstrip()}"
                yield from nested[1:]
            else:
                yield f"{indent}- {_scalar(item)}"


def _entry(head: str, item: Any, indent: str) -> Iterator[str]:
    if _is_block(item):
        yield head
        yield from _lines(item, f"{indent}  ")
    else:
        yield f"{head} {_scalar(item)}"


def _is_block(value: Any) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str) and bool(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _TAKEN:
        return value
    return json.dumps(value, ensure_ascii=True)
