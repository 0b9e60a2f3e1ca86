"""Microsoft's documented functions and actions, called through generated functions."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest
from attrs import evolve
from generated import imported

from dataverse_sdk.codegen import generate, select, select_messages, with_stock_facts
from dataverse_sdk.errors import ServiceError
from dataverse_sdk.operations import Operation, Reply
from dataverse_sdk.schema.csdl import read_csdl
from dataverse_sdk.schema.files import read_metadata_file
from dataverse_sdk.schema.stock import stock_schema

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
DOCS = SHARED / "golden" / "docs"
METADATA = SHARED / "metadata" / "dataverse-edmx-2022-09.xml.gz"

pytestmark = pytest.mark.skipif(not METADATA.exists(), reason="the documented traffic is not part of this repository")

# The custom actions of the documentation; the first is copied from its own page by `documented_action`.
CUSTOM = """
<Action Name="sample_AddNoteToContact" IsBound="true"><Parameter Name="entity" Type="mscrm.contact" Nullable="false"/>
<Parameter Name="NoteTitle" Type="Edm.String" Nullable="false"/><Parameter Name="NoteText" Type="Edm.String" Nullable="false"/>
<ReturnType Type="mscrm.annotation" Nullable="false"/></Action>
<Action Name="sample_CreateCustomer"><Parameter Name="CustomerType" Type="Edm.String" Nullable="false"/>
<Parameter Name="AccountName" Type="Edm.String"/><Parameter Name="ContactFirstName" Type="Edm.String"/>
<Parameter Name="ContactLastName" Type="Edm.String"/></Action>
"""
NAMES = "WinOpportunity,AddToQueue,new_AddNoteToContact,sample_*,GetTimeZoneCodeByLocalizedName,RetrievePrincipalAccess,CalculateTotalTimeIncident,WhoAmI"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    real = read_metadata_file(METADATA)
    action = (DOCS / "use-web-api-actions__006.xml.txt").read_text("utf-8")
    custom = read_csdl(
        f'<edmx:Edmx Version="4.0" xmlns:edmx="e"><edmx:DataServices><Schema Namespace="x">{action}{CUSTOM}</Schema></edmx:DataServices></edmx:Edmx>'.encode()
    )
    document = evolve(real, actions=(*real.actions, *custom.actions))
    tables = select(
        with_stock_facts(document.schema(), stock_schema()),
        ["contact", "opportunity", "opportunityclose", "queue", "incident", "systemuser", "annotation", "letter"],
    )
    files = generate(tables, "c", document=document, messages=select_messages(document, NAMES.split(",")))
    with imported(tmp_path_factory.mktemp("documented"), "documented_messages", files) as package:
        import_module("documented_messages.messages")
        yield package


def calls(package: ModuleType) -> dict[str, Operation[Any]]:
    """What the documentation asks, by the file that shows it."""
    tables: Any = package
    messages: Any = package.messages
    time_zone = messages.get_time_zone_code_by_localized_name(localized_standard_name="Pacific Standard Time", locale_id=1033)

    def won(opportunity: str) -> Any:
        close = tables.Opportunityclose(subject="Won Opportunity", opportunityid=tables.Opportunity.ref(opportunity))
        return messages.win_opportunity(opportunity_close=close, status=3)

    def queued(queue: str, letter: str) -> Any:
        return messages.add_to_queue(tables.Queue.ref(queue), target=tables.Letter.ref(letter))

    def customer(kind: str) -> Any:
        return messages.sample_create_customer(
            customer_type=kind, account_name="Account Customer Created in WebAPIFunctionsAndActions sample"
        )

    return {
        "use-web-api-functions__000": time_zone,
        "use-web-api-functions__001": time_zone,
        "use-web-api-functions__002": messages.retrieve_principal_access(
            tables.SystemUser.ref("af9b3cf6-f654-4cd9-97a6-cf9526662797"),
            target=tables.Contact.ref("9f3162f6-804a-e611-80d1-00155d4333fa"),
        ),
        "use-web-api-functions__004": messages.calculate_total_time_incident(tables.Incident.ref("90427858-7a77-e511-80d4-00155d2a68d1")),
        "use-web-api-functions__007": messages.who_am_i(),
        "use-web-api-actions__001": won("b3828ac8-917a-e511-80d2-00155d2a68d2"),
        "use-web-api-actions__004": queued("56ae8258-4878-e511-80d4-00155d2a68d1", "59ae8258-4878-e511-80d4-00155d2a68d1"),
        "use-web-api-actions__007": messages.new_add_note_to_contact(
            tables.Contact.ref("94d8c461-a27a-e511-80d2-00155d2a68d2"),
            note_title="New Note Title",
            note_text="This is the text of the note",
        ),
        "web-api-functions-actions-sample__004": messages.who_am_i(),
        "web-api-functions-actions-sample__006": time_zone,
        "web-api-functions-actions-sample__009": messages.calculate_total_time_incident(
            tables.Incident.ref("3d920da5-fb4a-e611-80d5-00155da84802")
        ),
        "web-api-functions-actions-sample__012": won("47920da5-fb4a-e611-80d5-00155da84802"),
        "web-api-functions-actions-sample__015": queued("1f7bcc50-d3f6-e511-80d0-00155da84802", "4c920da5-fb4a-e611-80d5-00155da84802"),
        "web-api-functions-actions-sample__018": messages.sample_add_note_to_contact(
            tables.Contact.ref("4d920da5-fb4a-e611-80d5-00155da84802"),
            note_title="The Title of the Note",
            note_text="The text content of the note.",
        ),
        "web-api-functions-actions-sample__023": customer("account"),
        "web-api-functions-actions-sample__025": customer("contact"),
    }


# Requests on those pages that call no function or action of their own.
OTHERS = {
    **{f"use-web-api-functions__{number:03}": "a query: its functions are predicates" for number in range(9, 14)},
    "web-api-functions-actions-sample__020": "reads a row",
}


def documented(name: str) -> tuple[str, str, Any]:
    """Method, target and JSON body of a documented request; bound ids are relative, as the documentation allows elsewhere."""
    text = (DOCS / f"{name}.request.txt").read_text("utf-8").strip()
    head, _, body = text.partition("\n{")
    method, url = head.splitlines()[0].strip().removesuffix(" HTTP/1.1").split(" ", 1)
    content = re.sub(r"(https://)?\[Organization URI\]/api/data/v9\.0/", "", "{" + body) if body else "null"
    return method, url.strip().partition("/api/data/v9.0/")[2], json.loads(content)


def called(target: str) -> Any:
    """What a target means, however it is written: with aliases or without, quotes of JSON, brackets without parameters."""
    path, _, query = unquote(target).partition("?")
    aliases = dict(part.split("=", 1) for part in query.split("&")) if query else {}
    name, _, arguments = path.partition("(") if "/" not in path else (path.rpartition("(")[0], "", path.rpartition("(")[2])
    given = dict(each.split("=", 1) for each in arguments.rstrip(")").split(",") if each)
    values = {parameter: aliases.get(value, value) for parameter, value in given.items()}
    return name, {parameter: json.loads(value.replace("'", '"')) if value[0] == "{" else value for parameter, value in values.items()}


def test_every_documented_call_is_the_request_of_a_generated_function(package: ModuleType) -> None:
    shown = {
        path.name.removesuffix(".request.txt")
        for page in ("use-web-api-functions", "use-web-api-actions", "web-api-functions-actions-sample")
        for path in DOCS.glob(f"{page}__*.request.txt")
    }
    made = calls(package)
    assert shown == made.keys() | OTHERS.keys()
    for name, operation in made.items():
        method, target, body = documented(name)
        request = operation.request
        assert isinstance(request.body, bytes | None)
        sent = request.target if method == "POST" else called(request.target)
        assert (name, request.method, sent, json.loads(request.body or b"null")) == (
            name,
            method,
            target if method == "POST" else called(target),
            body,
        )
        if method == "POST":
            assert dict(request.headers)["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("use-web-api-functions__005", lambda reply: reply.total_time == 30),
        ("use-web-api-functions__008", lambda reply: str(reply.user_id) == "d96e9f55-f06d-e511-80d0-00155db07cb1"),
        ("use-web-api-actions__002", lambda reply: reply is None),
        ("use-web-api-actions__005", lambda reply: str(reply.queue_item_id) == "5aae8258-4878-e511-80d4-00155d2a68d1"),
        ("use-web-api-actions__008", lambda reply: str(reply.annotationid) == "9ad8c461-a27a-e511-80d2-00155d2a68d2"),
        ("web-api-functions-actions-sample__005", lambda reply: str(reply.organization_id) == "0f47eae2-a906-4ae4-9215-f09875979f6a"),
        ("web-api-functions-actions-sample__007", lambda reply: reply.time_zone_code == 4),
        ("web-api-functions-actions-sample__010", lambda reply: reply.total_time == 90),
        ("web-api-functions-actions-sample__013", lambda reply: reply is None),
        ("web-api-functions-actions-sample__016", lambda reply: str(reply.queue_item_id) == "67bdfabd-fc4a-e611-80d5-00155da84802"),
        ("web-api-functions-actions-sample__019", lambda reply: str(reply.annotationid) == "ba146d0b-fd4a-e611-80d5-00155da84802"),
        ("web-api-functions-actions-sample__024", lambda reply: reply is None),
    ],
)
def test_the_documented_replies_are_read(package: ModuleType, name: str, read: Any) -> None:
    text = (DOCS / f"{name}.response.txt").read_text("utf-8").strip()
    head, _, body = text.partition("{")
    asked = name[:-3] + f"{int(name[-3:]) - 1:03}"
    assert read(calls(package)[asked].read(Reply(int(head.split()[1]), (), ("{" + body).encode() if body else b"")))


def test_the_documented_failure_is_a_service_error(package: ModuleType) -> None:
    failure = (DOCS / "web-api-functions-actions-sample__026.response.txt").read_text("utf-8")
    with pytest.raises(ServiceError):
        calls(package)["web-api-functions-actions-sample__025"].read(Reply(500, (), ("{" + failure.partition("{")[2]).encode()))
