"""What entity classes answer themselves: expressions for their columns, rows when they are called, and that the class of a row is the one
that was declared, whatever room it has (`storage`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .storage import declared, loose

__all__ = ["EntityMeta"]


class EntityMeta(type):
    """Answers `Contact.firstname` with the expression; the slot of the same name answers `contact.firstname`.

    The class of a row equals the class that was declared, and has its hash.
    """

    def __new__(cls, name: str, bases: tuple[type[Any], ...], namespace: dict[str, Any], **options: Any) -> EntityMeta:
        # Only the classes of `storage` have room for anything, and those whose properties keep what they computed.
        keeps = any(isinstance(value, cached_property) for value in namespace.values())
        namespace.setdefault("__slots__", ("__dict__",) if keeps and not any(base.__dictoffset__ for base in bases) else ())
        return super().__new__(cls, name, bases, namespace, **options)

    def __eq__(cls, other: object) -> bool:
        return declared(cls) is declared(other) if isinstance(other, EntityMeta) else NotImplemented

    def __hash__(cls) -> int:
        return type.__hash__(declared(cls))

    # Hidden from type checkers, which would take any name to exist, any argument to be right, and `isinstance` to tell nothing.
    if not TYPE_CHECKING:  # pragma: no branch

        def __call__(cls, /, *arguments: Any, **values: Any) -> Any:
            return super(EntityMeta, loose(cls)).__call__(*arguments, **values)

        def __instancecheck__(cls, instance: object) -> bool:
            return type.__instancecheck__(declared(cls), instance)

        def __subclasscheck__(cls, subclass: type) -> bool:
            return type.__subclasscheck__(declared(cls), subclass)

        def __getattribute__(cls, name: str) -> Any:
            expression = type.__getattribute__(cls, "__expressions__").get(name)
            return type.__getattribute__(cls, name) if expression is None else expression

    def __dir__(cls) -> list[str]:
        return sorted({*super().__dir__(), *cls.__expressions__})

    __expressions__: Mapping[str, Any] = MappingProxyType({})
