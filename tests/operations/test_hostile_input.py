"""Every public operation, every slot that takes a name, an id or a text, and every hostile text: a typed error, or the same request.

The operations are found by inspection. One whose parameter this file does not know fails here, so that none is forgotten.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from types import GeneratorType, ModuleType
from typing import Any
from uuid import UUID

import pytest
from hostile_texts import HOSTILE, shape
from zoo import A1, A2, K1, Animal, Keeper

import dataverse_sdk.operations as operations
from dataverse_sdk import Fetch, FetchText, Query, SavedQuery, SqlQuery, UserQuery
from dataverse_sdk.errors import DataverseError, InvalidReply, UsageError
from dataverse_sdk.operations import Definition, Definitions, Operation, Position, Request, create_multiple, get, query_page
from dataverse_sdk.operations.definitions import ColumnDefinition, create_column, text_column
from dataverse_sdk.operations.rows import CONVERTER
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply

ROW = {"@odata.etag": 'W/"1"', "zoo_animalid": str(A1), "zoo_name": "Rex"}
HARMLESS = "zoo_x1"


def read() -> Animal:
    row: Animal = CONVERTER.structure(ROW, Animal)
    row.zoo_name = "new"
    return row


# A good argument for each parameter, by its name; by function and name where the name does not say enough.
GOOD: dict[str, Callable[[], Any]] = {
    "accounts": lambda: HARMLESS,
    "activity": lambda: Animal.ref(A1),
    "attachment": lambda: A1,
    "choice": lambda: HARMLESS,
    "choices": lambda: [HARMLESS],
    "cls": lambda: Animal,
    "column": lambda: Animal.zoo_name,
    "columns": lambda: [HARMLESS],
    "contacts": lambda: HARMLESS,
    "content": lambda: b"content",
    "etag": lambda: 'W/"1"',
    "file_id": lambda: A1,
    "first": lambda: HARMLESS,
    "flow": lambda: operations.execute(get(Animal, A1)),
    "intersect": lambda: HARMLESS,
    "job": lambda: A1,
    "key": lambda: A1,
    "keys": lambda: [A1],
    "kind": lambda: "Picklist",
    "label": lambda: "Label",
    "link": lambda: "zoo_animals?$skiptoken=1",
    "logical_name": lambda: HARMLESS,
    "lookup": lambda: operations.definitions.lookup_column("zoo_Owner", "Owner"),
    "name": lambda: HARMLESS,
    "navigation": lambda: Keeper.zoo_animals,
    "new_id": lambda: lambda: A1,
    "note": lambda: A1,
    "operation": lambda: get(Animal, A1),
    "options": lambda: {1: "One"},
    "other": lambda: Animal.ref(A1),
    "page": lambda: None,
    "plural_label": lambda: "Labels",
    "position": lambda: None,
    "primary_column": lambda: text_column("zoo_Name", "Name"),
    "query": lambda: Query(Animal).select(Animal.zoo_name),
    "read": lambda: lambda _count: b"x",
    "referenced": lambda: HARMLESS,
    "referencing": lambda: HARMLESS,
    "request": lambda: Request("GET", HARMLESS),
    "row": lambda: Keeper.ref(K1),
    "rows": lambda: [Animal(zoo_animalid=A1, zoo_name="x")],
    "schema_name": lambda: "zoo_X1",
    "second": lambda: HARMLESS,
    "seconds": lambda: 1.0,
    "side": lambda: "OneToMany",
    "size": lambda: 1,
    "source": lambda: Query(Animal).select(Animal.zoo_name),
    "subordinate": lambda: Animal.ref(A2),
    "survivor": lambda: Animal.ref(A1),
    "table": lambda: HARMLESS,
    "through": lambda: Keeper.zoo_animals,
    "value": lambda: "x",
    "values": lambda: {Animal.zoo_name: "x"},
    "write": lambda: lambda _piece: None,
    "create.row": lambda: Animal(zoo_name="x"),
    "update.row": read,
    "upsert.row": lambda: Animal(zoo_animalid=A1, zoo_name="x"),
    "create_column.column": lambda: text_column("zoo_X1", "X"),
    "update_column.column": lambda: text_column("zoo_X1", "X"),
    "create_table.columns": lambda: [text_column("zoo_X1", "X")],
    "file_limit.column": lambda: HARMLESS,
    "file_limit.kind": lambda: "File",
    "get_related.through": lambda: Animal.zoo_Keeper,
    "get_related.row": lambda: Animal.ref(A1),
    "more_changes.link": lambda: "zoo_animals?$deltatoken=1",
    "upload_blocks.column": lambda: Animal.zoo_photo,
    "supports.message": lambda: "CreateMultiple",
    "change_choice.label": lambda: "Label",
    "change_column.column": lambda: HARMLESS,
    "change_column.label": lambda: "Label",
    "change_relationship.cascade": operations.definitions.Cascade,
    "change_table.label": lambda: "Label",
    "delete_option.value": lambda: 1,
    "disassociate.other": lambda: Animal.ref(A1),
    "insert_status.state": lambda: 0,
    "order_options.values": lambda: [1, 2],
    "update_option.value": lambda: 1,
    "change_turns.query": lambda: Query(Animal).select(Animal.zoo_name),
    "change_turns.since": lambda: "zoo_animals?$deltatoken=1",
}
# Slots with a default that are attacked all the same: what stands in them is a text.
OPTIONAL = {
    "accounts", "annotations", "auto_number", "choices", "contacts", "description", "etag", "intersect", "media_type", "since", "subject",
    "text", "referenced_column",
}  # fmt: skip
OPTIONAL_GOOD: dict[str, Any] = {"annotations": "*", "auto_number": "{SEQNUM:4}", "media_type": "text/plain"}
# What makes no request of an argument's text.
EXEMPT = {
    "change_turn_after": "takes a page that was read",
    "counted": "runs a flow",
    "execute": "sends an operation",
    "expanded": "names a navigation for a chain of them; see the test below",
    "next_page": "takes a page that was read",
    "resume_page": "takes a position; see the test below",
    "send": "sends a request; see the test of requests below",
    "sleep": "sends nothing",
}


def public(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function that a module exports, and those of the modules it exports."""
    for name in module.__all__:
        found = getattr(module, name)
        if inspect.ismodule(found):
            yield from public(found)
        elif inspect.isfunction(found):
            yield name, found


FUNCTIONS = dict(sorted(public(operations)))


def good(function: str, parameter: str) -> Any:
    make = GOOD.get(f"{function}.{parameter}") or GOOD.get(parameter)
    assert make is not None, f"{function} has a parameter {parameter} that this test does not know: say what is good for it"
    return make()


def arguments(name: str, function: Callable[..., Any]) -> dict[str, Any]:
    """Good arguments for what a function needs."""
    parameters = inspect.signature(function).parameters.values()
    needed = [one for one in parameters if one.default is one.empty or f"{name}.{one.name}" in GOOD]
    return {one.name: good(name, one.name) for one in needed if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)}


def requests_of(result: Any) -> list[Request]:
    """The requests that a result of a public function sends, up to the first answer."""
    if isinstance(result, Operation):
        return [result.request]
    if isinstance(result, ColumnDefinition):
        return [create_column("zoo_animal", result).request]
    if isinstance(result, operations.Download | operations.BlockDownload):
        return requests_of(result.turn())
    if hasattr(result, "first") and hasattr(result, "following"):
        return [query_page(result).request]
    driver = ScriptedDriver(*(error_reply(400) for _ in range(3)))
    if isinstance(result, GeneratorType):
        try:
            driver.run(result)
        except UsageError:
            assert driver.requests == []
            raise
        except DataverseError:
            pass
    return driver.requests


def slots(name: str, function: Callable[..., Any]) -> list[str]:
    """The parameters of a function that take a text, an id or a key."""
    found = []
    for one in inspect.signature(function).parameters.values():
        value = good(name, one.name) if one.default is one.empty and one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) else None
        first = value[0] if isinstance(value, list) else value
        texts = isinstance(first, str | UUID) or isinstance(value, dict)
        if texts or one.name in OPTIONAL:
            found.append(one.name)
    return found


CELLS = [(name, slot) for name, function in FUNCTIONS.items() if name not in EXEMPT for slot in slots(name, function)]


def test_no_public_operation_is_forgotten() -> None:
    assert set(EXEMPT) <= set(FUNCTIONS)
    assert len(FUNCTIONS) >= 80
    without = set(FUNCTIONS) - set(EXEMPT) - {name for name, _ in CELLS}
    # Those that take rows, queries or nothing: the texts in them are attacked below, column by column.
    assert without == {
        "associate", "changes_page", "choices", "count", "count_exactly", "count_related", "create", "create_multiple", "disassociate",
        "locate", "merge", "related", "replace", "tables", "update", "update_multiple", "upsert", "upsert_multiple", "who_am_i",
    }  # fmt: skip
    for name in set(FUNCTIONS) - set(EXEMPT) - {"locate"}:
        assert requests_of(FUNCTIONS[name](**arguments(name, FUNCTIONS[name])))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("name", "slot"), CELLS, ids=[".".join(cell) for cell in CELLS])
def test_a_hostile_text_is_refused_or_changes_nothing_but_a_value(name: str, slot: str, text: str) -> None:
    function = FUNCTIONS[name]

    def ask(value: Any) -> list[tuple[Any, ...]]:
        given = {**arguments(name, function), slot: value}
        if name == "create_customer_lookup":
            given = {"accounts": "zoo_x1", **given}
        return [shape(request) for request in requests_of(function(**given))]

    for put, harmless in attacks(slot, good(name, slot) if slot not in OPTIONAL else OPTIONAL_GOOD.get(slot, HARMLESS)):
        try:
            found = ask(put(text))
        except UsageError as error:
            assert text not in str(error) or len(text.strip()) < 2, "the error repeats the text"
            continue
        assert found == ask(harmless), "another request than the one that was meant"


def attacks(slot: str, harmless: Any) -> list[tuple[Callable[[str], Any], Any]]:
    """The ways to put a text into a slot, each with a harmless value for the same place."""
    match slot:
        case "key":
            return [(str, A1), (lambda text: {"zoo_name": text}, {"zoo_name": "x"}), (lambda text: {text: "x"}, {"zoo_name": "x"})]
        case "values" if isinstance(harmless, dict):
            return [(lambda text: {Animal.zoo_name: text}, harmless), (lambda text: {text: "x"}, harmless)]
        case "options":
            return [(lambda text: {1: text}, harmless)]
        case "keys" | "columns" | "choices":
            return [(lambda text: [text], harmless if isinstance(harmless, list) else [harmless])]
        case _:
            return [(str, harmless)]


# --- Rows and queries.


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_in_a_row_is_a_value_and_no_id(text: str) -> None:
    for write in (operations.create, lambda row: operations.create_multiple([row]), lambda row: operations.upsert(row, {"zoo_name": "k"})):
        try:
            found = shape(write(Animal(zoo_name=text)).request)
        except UsageError:
            assert text == HOSTILE["half a pair"] or len(text) > 100  # what cannot be sent; what a column cannot hold
            continue
        assert found == shape(write(Animal(zoo_name="x")).request)
    for make in (lambda: Animal(zoo_animalid=text), lambda: Animal.ref(text), lambda: Animal(zoo_keeper=text)):
        with pytest.raises(UsageError):
            make()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_in_a_query_is_a_value(text: str) -> None:
    name = Animal.zoo_name
    predicates: list[Callable[[str], Any]] = [
        lambda value: name == value,
        lambda value: name.contains(value),
        lambda value: name.in_([value, "y"]),
        lambda value: Animal.zoo_Keeper.zoo_name != value,
    ]
    for predicate in predicates:
        try:
            found = shape(query_page(Query(Animal).where(predicate(text))).request)
        except UsageError:
            assert text in (HOSTILE["half a pair"], HOSTILE["nothing"])
            continue
        assert found == shape(query_page(Query(Animal).where(predicate("x"))).request)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_in_any_other_source_of_rows_is_a_value_or_refused(text: str) -> None:
    sources: list[Callable[[str], Any]] = [
        lambda value: SavedQuery(Animal, value),
        lambda value: UserQuery(Animal, value),
        lambda value: Fetch(Animal).where(Animal.zoo_name == value),
        lambda value: FetchText(Animal, value),
        lambda value: SqlQuery(Animal, value),
    ]
    for make in sources:
        try:
            target = query_page(make(text)).request.target
        except (UsageError, InvalidReply):
            continue
        assert target.startswith("zoo_animals?")
        assert target.count("=") == target.count("&") + 1


@pytest.mark.parametrize("number", [math.nan, math.inf, Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")])
def test_what_is_no_number_is_refused_wherever_a_number_goes(number: Any) -> None:
    for use in (
        lambda: operations.create(Animal(zoo_name="x", zoo_weight=number)),
        lambda: operations.patch(Animal, A1, {Animal.zoo_weight: number}, etag=operations.ANY),
        lambda: operations.set_value(Animal, A1, Animal.zoo_weight, number),
        lambda: query_page(Query(Animal).where(Animal.zoo_weight > number)),
        lambda: query_page(Query(Animal).where(Animal.zoo_weight.in_([number]))),
        lambda: operations.action("zoo_Feed", Weight=number),
        lambda: operations.function("zoo_Weigh", Weight=number),
        lambda: create_multiple([Animal(zoo_weight=number)]),
        lambda: get(Animal, {"zoo_weight": number}),
    ):
        with pytest.raises(UsageError):
            use()


@pytest.mark.parametrize("etag", [*HOSTILE.values(), "*", "1", 'W/1"', 'W/"1', '"a"b"', 'W/"a\r\nb"', 'W/""', 1, None, b'W/"1"'])
def test_an_etag_that_is_none_is_refused(etag: Any) -> None:
    for use in (
        lambda: operations.get_if_changed(Animal, A1, etag),
        lambda: operations.patch(Animal, A1, {Animal.zoo_name: "x"}, etag=etag),
        *((lambda: operations.delete(Animal, A1, etag=etag),) if etag is not None else ()),
    ):
        with pytest.raises(UsageError):
            use()


@pytest.mark.parametrize(
    "body",
    [
        b'{"zoo_animalid": "00000000-0000-0000-0000-0000000000b1", "zoo_name": "a", "zoo_name": "b"}',
        b'{"zoo_animalid": "00000000-0000-0000-0000-0000000000b1", "zoo_weight": NaN}',
        b'{"zoo_animalid": "00000000-0000-0000-0000-0000000000b1", "zoo_weight": 1e999999999}',
        b'{"zoo_animalid": "not an id"}',
        b"[" * 100_000,
        b'{"zoo_name": "\xff"}',
        b'["a"]',
        b"null",
        b"",
    ],
)
def test_a_reply_that_is_not_what_was_asked_for_is_a_typed_error_without_its_content(body: bytes) -> None:
    reply = operations.Reply(200, (("Content-Type", "application/json"),), body, request_id="r-1")
    page = operations.Reply(200, reply.headers, b'{"value": [' + body + b"]}", request_id="r-1")
    for operation, answer in ((get(Animal, A1), reply), (query_page(Query(Animal)), page)):
        if answer is page and not body:
            continue  # no rows
        with pytest.raises(InvalidReply, match="r-1") as caught:
            operation.read(answer)
        assert "not an id" not in str(caught.value)


LINKS = [
    "https://evil.example/api/data/v9.2/zoo_animals",
    "//evil.example/zoo_animals",
    "/\\evil.example/zoo_animals",
    "https://org.crm.dynamics.com@evil.example/",
    "../../other",
    "x y",
    "x\r\ny: z",
    "",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_stored_position_or_token_from_elsewhere_is_refused_before_anything_is_sent(link: str) -> None:
    query = Query(Animal).select(Animal.zoo_name)
    asked = query_page(query).read(json_reply({"value": [ROW], "@odata.nextLink": "zoo_animals?$skiptoken=1"})).position
    assert asked is not None
    for use in (
        lambda: requests_of(operations.change_turns(query, link)),
        lambda: [operations.resume_page(query, Position(link, asked.question)).request],
        lambda: [operations.more_changes(Animal, link).request],
        lambda: [operations.send(Request("GET", link)).send(None).request],
    ):
        # What is well formed is refused by the root, when it would leave: nothing is sent there either.
        with pytest.raises(DataverseError):
            for request in use():
                from dataverse_sdk.testing import ROOT

                ROOT.resolve(request.target)


def test_a_moment_without_a_zone_and_a_hostile_chain_are_refused() -> None:
    with pytest.raises(UsageError):
        operations.bulk_delete(Animal, [A1], name="x", start=datetime(2026, 1, 1))
    assert operations.bulk_delete(Animal, [A1], name="x", start=datetime(2026, 1, 1, tzinfo=UTC))
    for text in HOSTILE.values():
        with pytest.raises(UsageError):
            Definition.of_table("zoo_animal").read(expand=[operations.expanded(text)])


PLACES = [(kind, name) for kind in (Definition, Definitions) for name in dir(kind) if name.startswith("of_")]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("kind", "name"), PLACES, ids=[name for _, name in PLACES])
def test_a_hostile_name_in_the_address_of_a_definition_is_refused(kind: type[Any], name: str, text: str) -> None:
    make = getattr(kind, name)
    parameters = list(inspect.signature(make).parameters)
    harmless = {"table": "zoo_animal", "column": "zoo_name", "schema_name": "zoo_x", "name": "zoo_x", "kind": "OneToMany"}
    assert set(parameters) <= set(harmless), "say what is good for this parameter"
    for slot in parameters:
        with pytest.raises(UsageError):
            make(**{**{one: harmless[one] for one in parameters}, slot: text})
    for select in ((text,), ("LogicalName", text)):
        with pytest.raises(UsageError):
            make(**{one: harmless[one] for one in parameters}).read(*select)
