"""The source text of a module of typed functions, one for each function or action of the service.

Knows the form of such a function and which structures and enumerations it needs beside it. Refuses to know how a message is sent:
`operations.typed_messages` does.

Functions are sorted by name; overloads that differ only in what they are bound to become one function, others `@overload`s.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from attrs import field, frozen

from dataverse_sdk.codegen.layout import Argument, call, docstring, imports, quoted
from dataverse_sdk.codegen.module import PYTHON_TYPES
from dataverse_sdk.codegen.names import Namespace, is_wire_name, snake_name, words
from dataverse_sdk.codegen.places import Home
from dataverse_sdk.codegen.selection import SelectionError
from dataverse_sdk.schema.document import (
    CsdlComplexType,
    CsdlDocument,
    CsdlEnumType,
    CsdlNavigation,
    CsdlOperation,
    CsdlParameter,
    CsdlProperty,
)
from dataverse_sdk.schema.flatten import local_name

__all__ = ["messages_text", "select_messages"]

_RUNTIME = ("Given", "Many", "Row", "Structure", "Variant", "call", "call_overloaded", "member")
# Names that the text of the module uses for something else.
_TAKEN = (*_RUNTIME, "Any", "ClassVar", "IntEnum", "IntFlag", "Mapping", "Operation", "Sequence", "field", "frozen", "on", "overload")


def select_messages(document: CsdlDocument, patterns: Iterable[str]) -> tuple[CsdlOperation, ...]:
    """The functions and actions whose names match, by name, overloads together. A pattern that matches none is an error."""
    messages = [each for each in (*document.actions, *document.functions) if is_wire_name(each.name)]
    chosen: dict[int, CsdlOperation] = {}
    for pattern in patterns:
        matches = {place: each for place, each in enumerate(messages) if fnmatchcase(each.name, pattern)}
        if not matches:
            raise SelectionError(f"no function or action matches {pattern!r}; case matters, as in 'WinOpportunity'")
        chosen |= matches
    return tuple(chosen[place] for place in sorted(chosen, key=lambda place: (messages[place].name, place)))


def messages_text(document: CsdlDocument, messages: Sequence[CsdlOperation], homes: Mapping[str, Home], header: str) -> str:
    """The module of `messages`; `homes` says which tables have a class in the same package."""
    writer = _Writer(document, homes)
    functions = [line for name in dict.fromkeys(each.name for each in messages) for line in writer.function(name, messages)]
    structures = list(writer.types())
    head = [header, '"""Functions and actions of the service, typed."""', ""]
    return "\n".join([*head, *writer.head([*structures, *functions]), *structures, *functions, ""])


@frozen
class _Type:
    """A type as a parameter's annotation, as a reply's annotation, and as the kind that `typed_messages` takes."""

    given: str
    returned: str
    kind: str


@frozen
class _Signature:
    """One overload, in source form. `on` is the annotation of what it is bound to, empty for an unbound one."""

    on: tuple[str, ...]
    tables: tuple[str, ...]
    parameters: tuple[tuple[CsdlParameter, str, _Type], ...]
    returns: _Type | None
    returned: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "returned", "None" if self.returns is None else self.returns.returned)


def _members(found: CsdlComplexType) -> list[CsdlProperty | CsdlNavigation]:
    return [*found.properties, *found.navigations]


def _optional(parameter: CsdlParameter) -> bool:
    return parameter.optional or parameter.nullable


class _Writer:
    """Writes functions, and keeps which types they used. Mutable, used once."""

    def __init__(self, document: CsdlDocument, homes: Mapping[str, Home]) -> None:
        self._complex = {each.name: each for each in document.complex_types}
        self._enums = {each.name: each for each in document.enum_types}
        self._entities = {each.name for each in document.entity_types}
        self._homes = homes
        self._names = Namespace([*_TAKEN, *(home.class_name for home in homes.values())])
        self._class_names: dict[str, str] = {}
        self._used: set[Home] = set()
        # A structure's derived types come with it, because a parameter or a reply may hold any of them.
        self._heirs: dict[str, list[str]] = {}
        for each in document.complex_types:
            if each.base is not None:
                self._heirs.setdefault(local_name(each.base), []).append(each.name)

    # -- types

    def _type(self, name: str) -> _Type:
        if name.startswith("Collection("):
            item = self._type(name[11:-1])
            return _Type(f"Sequence[{item.given}]", f"tuple[{item.returned}, ...]", f"Many({item.kind})")
        local = local_name(name)
        if name.startswith("Edm."):
            plain = PYTHON_TYPES.get(name, "str")
            return _Type(plain, plain, plain)
        if local in self._complex or local in self._enums:
            plain = self._class(local)
            return _Type(plain, plain, plain)
        home = self._homes.get(local)
        if home is not None:
            self._used.add(home)
            return _Type(f"{home.class_name} | Reference[{home.class_name}]", home.class_name, f"Row({quoted(local)}, __name__)")
        # A base type, such as crmbaseentity, stands for any table.
        table = "" if local not in self._entities or self._is_base(local) else f"{quoted(local)}, __name__"
        return _Type("Entity | Reference[Any] | Mapping[str, Any]", "Entity | dict[str, Any]", f"Row({table})")

    def _is_base(self, local: str) -> bool:
        return local in ("crmbaseentity", "expando", "principal", "activitypointer")

    def _class(self, local: str) -> str:
        if local not in self._class_names:
            self._class_names[local] = self._names.free(words(local) or "Structure")
            found = self._complex.get(local)
            if found is not None:
                relatives = [local_name(found.base or ""), *self._heirs.get(local, ())]
                for each in relatives:
                    if each in self._complex:
                        self._class(each)
                for member in _members(found):
                    self._type(member.type)
        return self._class_names[local]

    def types(self) -> Iterator[str]:
        """The enumerations and structures that were used, bases before those derived from them."""
        used = sorted(self._class_names, key=lambda local: self._class_names[local])
        for local in used:
            if local in self._enums:
                yield from self._enum(self._enums[local])
        done: set[str] = set()
        for local in used:
            yield from self._structure(local, done)

    def _enum(self, each: CsdlEnumType) -> Iterator[str]:
        names = Namespace()
        yield ""
        yield ""
        yield f"class {self._class_names[each.name]}({'IntFlag' if each.flags else 'IntEnum'}):"
        yield f'    """The enumeration {each.name} of the service."""'
        yield ""
        yield from (f"    {names.attribute(name)} = {value}" for name, value in each.members)

    def _structure(self, local: str, done: set[str]) -> Iterator[str]:
        found = self._complex.get(local)
        if found is None or local in done:
            return
        done.add(local)
        base = local_name(found.base) if found.base is not None else ""
        if base in self._class_names:
            yield from self._structure(base, done)
        yield ""
        yield ""
        yield "@frozen(kw_only=True)"
        yield f"class {self._class_names[local]}({self._class_names.get(base, 'Structure')}):"
        yield f'    """The structure {local} of the service."""'
        yield ""
        yield f"    odata_type: ClassVar[str] = {quoted(local)}"
        names = Namespace(["odata_type", "field", *_RUNTIME])
        for ancestor in self._line(found)[1:]:
            for inherited in _members(ancestor):
                names.free(snake_name(inherited.name))
        for each in _members(found):
            attribute, kind = names.free(snake_name(each.name)), self._type(each.type)
            default = [Argument("default=", "None")] if each.nullable else []
            metadata = Argument("metadata=", f"member({quoted(each.name)}, {self._kind(kind.kind)})")
            yield from call("    ", f"{attribute}: {kind.returned}{' | None' if each.nullable else ''} = field", [*default, metadata])

    def _kind(self, kind: str) -> str:
        # Structures refer to each other, and to some that stand further down.
        inner = kind.removeprefix("Many(").removesuffix(")") if kind.startswith("Many(") else kind
        return f"lambda: {kind}" if inner in self._class_names.values() else kind

    def _line(self, each: CsdlComplexType) -> list[CsdlComplexType]:
        line = [each]
        while line[-1].base is not None and (base := self._complex.get(local_name(line[-1].base))) is not None and base not in line:
            line.append(base)
        return line

    # -- functions

    def function(self, name: str, messages: Sequence[CsdlOperation]) -> Iterator[str]:
        """The function of one message, all its overloads."""
        overloads = [each for each in messages if each.name == name]
        signatures = self._merged([self._signature(each) for each in overloads])
        kind = overloads[0].kind
        python_name = self._names.free(snake_name(name))
        if len(signatures) == 1:
            yield from ("", "", *self._head(python_name, signatures[0], ""))
            yield from docstring("    ", f"Calls the {kind.lower()} {name}.")
            yield from self._call("call", kind, name, signatures[0], _returns(signatures[0]))
            return
        # Tables without a class look the same to a type checker. Those that have one come first: the first that fits is taken.
        heads: dict[str, bool] = {}
        for signature in signatures:
            heads["\n".join(self._head(python_name, signature, " ..."))] = "Entity" in re.findall(r"\w+", " ".join(signature.on))
        widest = self._widest(signatures)
        if len(heads) == 1:
            yield from ("", "", *self._head(python_name, signatures[0], ""))
        else:
            for head, _ in sorted(heads.items(), key=lambda each: each[1]):
                yield from ("", "", "@overload", *head.splitlines())
            yield from self._head(python_name, widest, "")
        yield from docstring("    ", f"Calls the {kind.lower()} {name}, the overload that takes what is given.")
        variants = [Argument("", _variant(each)) for each in signatures]
        yield "    variants = ("
        yield from (f"        {variant.flat()}," for variant in variants)
        yield "    )"
        yield from self._call("call_overloaded", kind, name, widest, Argument("variants=", "variants"))

    def _signature(self, operation: CsdlOperation) -> _Signature:
        on: tuple[str, ...] = ()
        tables: tuple[str, ...] = ()
        parameters = operation.parameters
        if operation.bound and parameters:
            bound, *rest = parameters
            parameters = tuple(rest)
            local = local_name(bound.type)
            home = self._homes.get(local)
            if home is not None:
                self._used.add(home)
            entity = home.class_name if home else "Entity"
            on = (f"type[{entity}]",) if bound.type.startswith("Collection(") else (f"{entity} | Reference[{entity if home else 'Any'}]",)
            tables = (local,)
        names = Namespace(["on", "variants"])
        typed = tuple((each, names.free(snake_name(each.name)), self._type(each.type)) for each in parameters if is_wire_name(each.name))
        return _Signature(on, tables, typed, None if operation.return_type is None else self._type(operation.return_type))

    @staticmethod
    def _merged(signatures: Iterable[_Signature]) -> list[_Signature]:
        merged: list[_Signature] = []
        for each in signatures:
            for place, other in enumerate(merged):
                if bool(each.on) == bool(other.on) and (each.parameters, each.returns) == (other.parameters, other.returns):
                    tables = (*other.tables, *each.tables)
                    merged[place] = _Signature(tuple(dict.fromkeys((*other.on, *each.on))), tables, other.parameters, other.returns)
                    break
            else:
                merged.append(each)
        return merged

    @staticmethod
    def _widest(signatures: Sequence[_Signature]) -> _Signature:
        """What the implementation of overloads takes: every parameter of any, none of them needed."""
        anything = _Type("Any", "Any", "Row()")
        seen: dict[str, tuple[CsdlParameter, str, _Type]] = {}
        for signature in signatures:
            for parameter, attribute, kind in signature.parameters:
                seen.setdefault(parameter.name, (CsdlParameter(parameter.name, "", True, True), attribute, _Type("Any", "Any", kind.kind)))
        on = ("Any",) if all(each.on for each in signatures) else ("Any = None",) if any(each.on for each in signatures) else ()
        return _Signature(on, (), tuple(seen.values()), anything)

    @staticmethod
    def _head(name: str, signature: _Signature, end: str) -> Iterator[str]:
        on = [Argument("", f"on: {' | '.join(signature.on)}"), Argument("", "/")] if signature.on else []
        needed = [(each, attribute, kind) for each, attribute, kind in signature.parameters if not _optional(each)]
        spare = [(each, attribute, kind) for each, attribute, kind in signature.parameters if _optional(each)]
        given = [Argument("", f"{attribute}: {kind.given}") for _, attribute, kind in needed]
        given += [Argument("", f"{attribute}: {_or_none(kind.given)} = None") for _, attribute, kind in spare]
        arguments = [*on, *([Argument("", "*")] if given else []), *given]
        yield from call("", f"def {name}", arguments, f" -> Operation[{signature.returned}]:{end}")

    def _call(self, function: str, kind: str, name: str, signature: _Signature, last: Argument) -> Iterator[str]:
        arguments = [Argument("", quoted(kind)), Argument("", quoted(name)), Argument("", "on" if signature.on else "None")]
        for parameter, attribute, held in signature.parameters:
            # A function's parameter that is not optional has to be there, null or not (OData URL Conventions 4.01, 4.3).
            optional = parameter.optional or (kind == "Action" and parameter.nullable)
            spare = ", optional=True" if optional else ""
            arguments.append(Argument("", f"Given({quoted(parameter.name)}, {attribute}, {held.kind}{spare})"))
        yield from call("    ", f"return {function}", [*arguments, last])

    # -- the head of the module

    def head(self, lines: Sequence[str]) -> Iterator[str]:
        """The imports that these lines need."""
        text = "\n".join(lines)
        used = set(re.findall(r"\w+", text))
        yield "from __future__ import annotations"
        yield ""
        abstract = [name for name in ("Mapping", "Sequence") if name in used]
        dates = [name for name in ("date", "datetime") if name in used]
        enums = [name for name in ("IntEnum", "IntFlag") if name in used]
        homes = sorted(self._used, key=lambda home: home.module)
        typing = [*(["TYPE_CHECKING"] if homes else []), *(name for name in ("Any", "ClassVar", "overload") if name in used)]
        decimals, ids = (["Decimal"] if "Decimal" in used else []), (["UUID"] if "UUID" in used else [])
        lists: tuple[list[str], ...] = (abstract, dates, decimals, enums, typing, ids)
        for module, names in zip(("collections.abc", "datetime", "decimal", "enum", "typing", "uuid"), lists, strict=True):
            if names:
                yield from imports("", module, names)
        yield ""
        if "Structure" in used:
            yield "from attrs import field, frozen"
            yield ""
        model = [name for name in ("Entity", "Reference") if name in used]
        if model:
            yield from imports("", "dataverse_sdk.model", model)
        yield "from dataverse_sdk.operations import Operation"
        yield from imports("", "dataverse_sdk.operations.typed_messages", [name for name in _RUNTIME if name in used])
        if homes:
            yield ""
            yield "if TYPE_CHECKING:"
            yield from (f"    from .{home.module} import {home.class_name}" for home in homes)


def _or_none(annotation: str) -> str:
    return annotation if annotation == "Any" else f"{annotation} | None"


def _returns(signature: _Signature) -> Argument:
    return Argument("returns=", "None" if signature.returns is None else signature.returns.kind)


def _variant(signature: _Signature) -> str:
    def names(texts: Sequence[str]) -> str:
        return f"({', '.join(map(quoted, texts))}{',' * (len(texts) == 1)})"

    parameters = [parameter.name for parameter, _, _ in signature.parameters]
    return f"Variant({names(signature.tables)}, {names(parameters)}, {_returns(signature).value})"
