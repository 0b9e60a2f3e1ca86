"""One record: get, create, update, upsert, delete.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/ — create-entity-web-api,
retrieve-entity-using-web-api, update-delete-entities-using-web-api, perform-conditional-operations-using-web-api.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import partial
from typing import Any, Final, Literal, TypeAlias, TypeVar, overload
from uuid import UUID

from attrs import evolve, frozen

from ..errors import DataverseError, DuplicateRecord, InvalidReply, OutcomeUnknown, PreconditionFailed, UsageError
from ..model import ColumnExpr, Entity, LookupExpr, row_etag, row_id, table_of
from ..model.converter import to_wire, wire_values
from ..model.entity import assigned
from ..model.storage import put
from ..model.values import as_uuid
from ..query import Expand, Query
from ..query.render import system_options
from ..wire.effects import Flow, send
from ..wire.messages import Reply, Request
from ..wire.operation import Operation, concluded, execute
from ..wire.replies import created_id, error_of, expect, json_object
from .handles import CreateOperation
from .related import fetch_whole, mark_unfinished
from .rows import JSON, Key, annotations_preference, body, column_values, key_target, prefer, read_row, set_of
from .sending import Sending, mark_saved, refuse_nested, to_send

__all__ = ["ANY", "Columns", "Upserted", "create", "delete", "get", "get_if_changed", "get_whole", "patch", "update", "upsert"]

E = TypeVar("E", bound=Entity)

# Columns to give back.
Columns: TypeAlias = Sequence[ColumnExpr[Any] | LookupExpr[Any]]


class AnyVersion(Enum):
    """The type of `ANY`."""

    ANY = "*"


# Where an etag is asked for: whatever the row's version is, as long as the row is there.
ANY: Final = AnyVersion.ANY
Etag = str | AnyVersion


@frozen
class Upserted:
    """What an upsert did: the row's id, and whether it was created rather than updated."""

    id: UUID
    created: bool


def check_etag(etag: str) -> str:
    """Gives back an etag as the service spells them: `W/"1234"`."""
    given: object = etag  # what callers without a type checker pass
    inner = given.removeprefix("W/") if isinstance(given, str) else ""
    if len(inner) < 3 or not (inner.startswith('"') and inner.endswith('"')) or '"' in inner[1:-1] or not inner.isprintable():
        raise UsageError('an etag looks like W/"1234"; take it from row_etag(row)')
    return etag


def several(given: Sequence[Any], option: str) -> Sequence[Any]:
    """Gives back a list of columns or expansions, and refuses a single one, which callers without a type checker pass."""
    if isinstance(given, str) or not hasattr(given, "__len__"):
        raise UsageError(f"{option} takes a list, such as {option}=[Contact.fullname]")
    return given


def _if_match(etag: Etag) -> tuple[str, str]:
    return ("If-Match", "*" if isinstance(etag, AnyVersion) else check_etag(etag))


def get(
    cls: type[E],
    key: Key,
    *,
    select: Sequence[ColumnExpr[Any] | LookupExpr[Any]] = (),
    expand: Sequence[Any] = (),
    annotations: str | Sequence[str] | None = None,
) -> Operation[E]:
    """Reads one record by its primary id or an alternate key. Raises NotFound when there is none."""
    query = Query(cls).select(*several(select, "select")).expand(*several(expand, "expand"))
    options = "&".join(system_options(query))
    target = key_target(set_of(cls), key) + (f"?{options}" if options else "")
    headers = prefer(annotations_preference(annotations))
    return Operation(Request("GET", target, headers), partial(_read_expanded, cls, query.expands) if expand else partial(read_row, cls))


def _read_expanded(cls: type[E], expands: tuple[Expand, ...], reply: Reply) -> E:
    row = read_row(cls, reply)
    mark_unfinished((row,), expands)
    return row


def get_whole(
    cls: type[E],
    key: Key,
    *,
    select: Sequence[ColumnExpr[Any] | LookupExpr[Any]] = (),
    expand: Sequence[Any] = (),
    annotations: str | Sequence[str] | None = None,
) -> Flow[E]:
    """Reads one record as `get` does, and what the service held back of expanded collections."""
    operation = get(cls, key, select=select, expand=expand, annotations=annotations)
    return fetch_whole(operation, Query(cls).expand(*expand).expands)


def get_if_changed(cls: type[E], key: Key, etag: str, *, select: Columns = ()) -> Operation[E | None]:
    """Reads one record unless it still has this version; gives None when it has.

    Without expansions and annotations: with either the service always answers with the whole record
    (perform-conditional-operations-using-web-api).
    """
    operation = get(cls, key, select=select).with_headers(("If-None-Match", check_etag(etag)))
    return Operation(operation.request, lambda reply: None if reply.status == 304 else operation.read(reply))


def _returned(row: Entity, returning: Columns) -> str:
    """Gives the query option that asks for columns of what was written."""
    if not several(returning, "returning"):
        raise UsageError("name the columns to give back, such as returning=[Contact.fullname]")
    return "&".join(system_options(Query(type(row)).select(*returning)))


@overload
def create(row: E) -> CreateOperation[UUID, E]: ...
@overload
def create(row: E, *, returning: Columns) -> CreateOperation[E, E]: ...
@overload
def create(row: E, *, returning: Columns | None) -> CreateOperation[UUID | E, E]: ...
def create(row: Entity, *, returning: Columns | None = None) -> CreateOperation[Any, Any]:
    """Creates a record from the columns that were set, and gives its id, or the columns in `returning` as a new row.

    Rows that were given to its navigation properties are created with it, all or none ("deep insert").
    A lost answer leaves open whether the record exists (`OutcomeUnknown`), unless the row names its own primary id: then sending it
    again can only be answered with DuplicateRecord.
    """
    table = table_of(row)
    document = to_wire(row, message="create")
    if not document:
        raise UsageError(f"this {type(row).__name__} has no columns set; there is nothing to create")

    def read(reply: Reply) -> Any:
        if returning is None:
            made: Any = created_id(reply)
        else:
            expect(reply, 201, 200)
            made = read_row(type(row), reply)
        sending.done()
        return made

    sending = Sending(row)
    target = table.set_name if returning is None else f"{table.set_name}?{_returned(row, returning)}"
    headers = (JSON, *prefer("return=representation" if returning is not None else None))
    return CreateOperation(Request("POST", target, headers, body(document)), read, creates=table.logical_name)


@overload
def create_once(row: Entity, key: UUID) -> Flow[UUID]: ...
@overload
def create_once(row: E, key: UUID, *, returning: Columns) -> Flow[E]: ...
@overload
def create_once(row: E, key: UUID, *, returning: Columns | None) -> Flow[UUID | E]: ...
def create_once(row: Entity, key: UUID, *, returning: Columns | None = None) -> Flow[Any]:
    """Creates a record under an id of the client's making, so that an attempt whose answer was lost can be repeated.

    The service refuses a second record with that id: a refusal after a repetition means that an earlier attempt went through. What is
    still open when the attempts are used up is settled by one read. A row that names its own id, or a class without the id's column, is
    created as it stands.
    """
    info = table_of(row).columns.get(table_of(row).key)
    if info is None or not info.create or info.attribute in row._changes:
        return (yield from execute(create(row, returning=returning)))
    setattr(row, info.attribute, key)
    operation, sending = create(row, returning=returning), Sending(row)
    wanted = returning or [type(row).__expressions__[info.attribute]]
    try:
        reply = yield from send(evolve(operation.request, replayable=True))
        if reply.sends == 1 or not (reply.status == 412 or isinstance(error_of(reply), DuplicateRecord)):
            return concluded(operation.request, reply, operation.read)
    except OutcomeUnknown as error:
        found = yield from _settle_create(row, key, wanted, error)
        sending.done()
        return key if returning is None else found
    sending.done()
    if returning is None:
        return key
    return (yield from execute(get(type(row), key, select=returning)))


def _settle_create(row: E, key: UUID, wanted: Columns, error: DataverseError) -> Flow[E]:
    """Reads whether a create went through. A record that is not there yet may still come: that stays unknown."""
    try:
        found = yield from execute(get(type(row), key, select=wanted))
    except DataverseError:
        raise OutcomeUnknown(
            "the answer to a create was lost, and the record is not there, or not yet; read it again later",
            request_id=error.request_id,
        ) from error
    return found


@overload
def update_once(row: Entity, *, overwrite: bool = ...) -> Flow[None]: ...
@overload
def update_once(row: E, *, overwrite: bool = ..., returning: Columns) -> Flow[E]: ...
@overload
def update_once(row: E, *, overwrite: bool = ..., returning: Columns | None) -> Flow[E | None]: ...
def update_once(row: Entity, *, overwrite: bool = False, returning: Columns | None = None) -> Flow[Any]:
    """Updates as `update` does, and settles by one read what became of an attempt whose answer was lost.

    With the row's version as the condition, sending it again cannot overwrite anybody: it is refused, by the version our own first
    attempt made or by somebody else's. The record tells which: it holds what was sent, or it does not.
    """
    operation = update(row, overwrite=overwrite, returning=returning)
    sent = assigned(row)
    conditional = row_etag(row) is not None
    settle: DataverseError
    try:
        reply = yield from send(evolve(operation.request, replayable=conditional or overwrite))
        if reply.sends == 1 or reply.status != 412:
            return concluded(operation.request, reply, operation.read)
        settle = error_of(reply)
    except OutcomeUnknown as error:
        settle = error
    yield from _settle_update(row, sent, settle)
    return None if returning is None else (yield from execute(get(type(row), row_id(row), select=returning)))


def _settle_update(row: Entity, sent: Mapping[str, Any], error: DataverseError) -> Flow[None]:
    key = table_of(row).key
    names = [name for name in sent if table_of(row).attributes[name].wire_name != key and table_of(row).attributes[name].read]
    try:
        found = yield from execute(get(type(row), row_id(row), select=[type(row).__expressions__[name] for name in names]))
    except DataverseError:
        found = None
    if found is None or any(getattr(found, name) != sent[name] for name in names):
        if isinstance(error, PreconditionFailed):
            raise error  # the record is there and holds something else: somebody changed it
        raise OutcomeUnknown(
            "the answer to an update was lost, and the record does not hold what was sent, or not yet; read it again",
            request_id=error.request_id,
        ) from error
    mark_saved(row, sent)
    put(row, "_etag", row_etag(found))


def delete_once(cls: type[Entity], key: Key, *, etag: Etag | None = None) -> Flow[None]:
    """Deletes as `delete` does; a record that is gone after a repetition was deleted by an earlier attempt."""
    operation = delete(cls, key, etag=etag)
    reply = yield from send(evolve(operation.request, replayable=True))
    if reply.sends > 1 and reply.status == 404:
        return None
    return concluded(operation.request, reply, operation.read)


@overload
def update(row: Entity, *, overwrite: bool = ...) -> Operation[None]: ...
@overload
def update(row: E, *, overwrite: bool = ..., returning: Columns) -> Operation[E]: ...
@overload
def update(row: E, *, overwrite: bool = ..., returning: Columns | None) -> Operation[E | None]: ...
def update(row: Entity, *, overwrite: bool = False, returning: Columns | None = None) -> Operation[Any]:
    """Sends the columns that changed since the row was read, on condition that nobody else changed the record since.

    Gives nothing, or the columns in `returning` as a new row.

    Raises ConcurrencyMismatch when somebody did; `overwrite=True` gives up that condition. A row that was never read has no version to
    compare: it is updated as it stands. In all cases a record that is gone is not created anew (`If-Match`): that is NotFound.
    """
    table = table_of(row)
    key = row_id(row)
    refuse_nested(row)
    sent = to_send(row)
    if not sent:
        raise UsageError(f"no column of this {type(row).__name__} changed; there is nothing to update")
    etag = row_etag(row)
    condition: Etag = ANY if overwrite or etag is None else etag

    def read(reply: Reply) -> Any:
        expect(reply, *((204, 200) if returning is None else (200,)))
        found = None if returning is None else read_row(type(row), reply)
        version = reply.headers.get("ETag") or (json_object(reply).get("@odata.etag") if reply.status == 200 else None)
        mark_saved(row, sent)
        # A service that does not say the new version leaves the old one in place: the next update is then refused
        # (ConcurrencyMismatch). Without any it would be unconditional, and overwrite what somebody else wrote in between.
        if isinstance(version, str):
            put(row, "_etag", version)
        return found

    # The new version only comes with a representation, which `$select` keeps small: the id says as much as the whole row would.
    known = etag is not None or returning is not None
    wanted = f"?{_returned(row, returning)}" if returning is not None else f"?$select={table.key}" if known else ""
    request = Request(
        "PATCH",
        f"{table.set_name}({key}){wanted}",
        (JSON, _if_match(condition), *prefer("return=representation" if known else None)),
        body(to_wire(row, sent, message="update")),
        replayable=overwrite,
    )
    return Operation(request, read)


def patch(cls: type[Entity], key: Key, values: Mapping[Any, Any], *, etag: Etag) -> Operation[None]:
    """Sets columns of a record that need not have been read: `patch(Contact, id, {Contact.firstname: "Ada"}, etag=ANY)`.

    Never creates: without a condition a PATCH to an id that is gone would make a new record.
    """
    table = set_of(cls)
    named = column_values(table, values)
    if not named:
        raise UsageError("there is nothing to update")
    for attribute, value in named.items():
        _probe(cls, attribute, value)
    request = Request(
        "PATCH",
        key_target(table, key),
        (JSON, _if_match(etag)),
        body(wire_values(table, named, message="update")),
        replayable=isinstance(etag, AnyVersion),
    )
    return Operation(request, lambda reply: expect(reply, 204, 200))


def _probe(cls: type[Entity], attribute: str, value: Any) -> None:
    """Checks a value as an assignment would."""
    cls(**{attribute: value})


def upsert(row: E, key: Key | None = None, *, prevent: Literal["create", "update"] | None = None) -> CreateOperation[Upserted, E]:
    """Creates the record or updates it, and says which. Without `key` the row's own primary id names the record.

    `prevent="create"` updates only (NotFound when there is none); `prevent="update"` creates only (PreconditionFailed when there is one).
    """
    table = table_of(row)
    named = row_id(row) if key is None else key
    refuse_nested(row)
    # A column that is part of the key must not be repeated in the body.
    key_columns = column_values(table, named) if isinstance(named, Mapping) else {}
    document = to_wire(row, {name: value for name, value in to_send(row).items() if name not in key_columns}, message="create")
    condition = {"create": (("If-Match", "*"),), "update": (("If-None-Match", "*"),), None: ()}[prevent]
    # With a condition the status alone says which it was; without one it takes a representation.
    target = key_target(table, named) + (f"?$select={table.key}" if prevent is None else "")
    headers = (JSON, *condition, *prefer("return=representation" if prevent is None else None))

    sent = assigned(row)

    def read(reply: Reply) -> Upserted:
        expect(reply, 200, 201, 204)
        mark_saved(row, sent)
        if prevent is not None and isinstance(named, UUID | str):
            return Upserted(as_uuid(named), created=prevent == "update")
        if reply.status == 204:
            # A service that ignores the preference does not say which it was; an update is the more careful guess to act on.
            return Upserted(created_id(reply), created=prevent == "update")
        found = read_row(type(row), reply)
        if row_etag(found) is not None:
            put(row, "_etag", row_etag(found))
        try:
            return Upserted(row_id(found), created=reply.status == 201)
        except ValueError:  # UsageError is one: the row has no id, and that is no fault of the caller
            raise InvalidReply("the service did not say which record it wrote", request_id=reply.request_id) from None

    return CreateOperation(Request("PATCH", target, headers, body(document)), read, creates=table.logical_name)


def delete(cls: type[Entity], key: Key, *, etag: Etag | None = None) -> Operation[None]:
    """Deletes a record, on condition of its version when an etag is given. Raises NotFound when there is none."""
    headers = () if etag is None else (_if_match(etag),)
    return Operation(Request("DELETE", key_target(set_of(cls), key), headers), lambda reply: expect(reply, 204, 200))
