"""Steering an emulator from outside: `/_emulator/` endpoints, options of the command, files of definitions, the fixtures' isolation."""

import argparse
import gzip
import json
import time
from pathlib import Path

import httpx
import pytest

from dataverse_sdk.emulator import Emulator, Limits, Switches
from dataverse_sdk.emulator.definitions.schemas import schema_of
from dataverse_sdk.emulator.seeding.scenarios import SCENARIOS
from dataverse_sdk.emulator.serving.command import add_options, apply
from dataverse_sdk.emulator.serving.control import ENDPOINTS
from dataverse_sdk.emulator.writing.duplicates import STOCK_RULES
from dataverse_sdk.schema.csdl import read_csdl
from dataverse_sdk.schema.model import Schema, TableSchema

ID = "00000000-0000-0000-0000-00000000000{}".format
TOKEN = {"Authorization": "Bearer x"}
HERE = "https://emulator.localhost/_emulator/"


@pytest.fixture
def steer(dataverse: Emulator) -> httpx.Client:
    return httpx.Client(transport=dataverse.transport(), base_url=HERE)


# -- endpoints -----------------------------------------------------------------------------------------------------------


def test_every_behaviour_is_switched_by_an_endpoint(dataverse: Emulator, http: httpx.Client, steer: httpx.Client) -> None:
    def ask(method: str, name: str, body: object = None) -> int:
        return steer.request(method, name, json=body).status_code

    assert ask("PUT", "limits", {"requests": 2, "window": 9}) == 204
    assert dataverse.limits == Limits(requests=2, window=9)
    assert ask("DELETE", "limits") == 204
    assert ask("POST", "permissions", {"deny": "Delete", "table": "contact"}) == 204
    assert ask("POST", "permissions", {"secure": "lastname", "table": "contact", "read": True}) == 204
    dataverse.load({"contacts": [{"contactid": ID(1), "lastname": "A"}]})
    assert http.delete(f"contacts({ID(1)})").status_code == 403
    assert http.patch(f"contacts({ID(1)})", json={"lastname": "x"}).status_code == 403
    assert ask("POST", "permissions", {"allow": "Delete", "table": "contact"}) == 204
    assert ask("DELETE", "permissions") == 204
    for name in ("auditing", "recycle-bin", "change-tracking"):
        assert ask("POST", name, {"tables": ["contact"]}) == 204
    assert (dataverse.auditing.tables, dataverse.recycle_bin.tables, dataverse.change_tracking.tables) == ({"contact"},) * 3
    assert ask("POST", "recycle-bin", {"tables": ["lead"], "days": 3}) == 204
    assert dataverse.recycle_bin.days == 3
    for name in ("auditing", "recycle-bin", "change-tracking"):
        assert ask("DELETE", name) == 204
    assert ask("PUT", "collation", {"accents": False}) == 204
    assert not dataverse.accents
    assert ask("POST", "scenarios", {"name": "throttled", "seed": 3}) == 204
    assert dataverse.limits is not None
    assert steer.get("scenarios").json() == dict(SCENARIOS.summaries())
    assert ask("DELETE", "requests") == 204
    assert steer.get("requests").json() == []


def test_switches_are_read_and_changed_by_name(dataverse: Emulator, steer: httpx.Client) -> None:
    assert steer.get("switches").json()["sales_records_locked"] is True
    changed = steer.patch("switches", json={"sales_records_locked": False, "elastic_tables": ["contact"]})
    assert changed.json()["elastic_tables"] == ["contact"]
    assert dataverse.switches == Switches(sales_records_locked=False, elastic_tables=frozenset({"contact"}))
    assert steer.patch("switches", json={"nothing": 1}).status_code == 400


def test_the_clock_is_moved_from_outside(steer: httpx.Client) -> None:
    frozen = steer.post("clock", json={"freeze": "2026-01-02T03:04:05+00:00", "advance": 60}).json()
    assert frozen == {"now": "2026-01-02T03:05:05+00:00", "waiting": 0}
    assert steer.get("clock").json() == frozen
    assert steer.post("clock", json={"freeze": True}).json() == frozen
    assert steer.post("clock", json={"run": True}).json()["now"] >= frozen["now"]
    assert steer.delete("clock").status_code == 204
    assert not steer.get("clock").json()["now"].startswith("2026-01-02T03")


def test_rows_and_snapshots_travel_over_http(dataverse: Emulator, steer: httpx.Client) -> None:
    assert steer.post("rows", json={"contacts": [{"contactid": ID(1), "lastname": "A"}]}).status_code == 204
    image = steer.get("snapshot").content
    assert steer.patch("rows", json={"set": "contacts", "id": ID(1), "values": {"lastname": "B"}}).status_code == 204
    assert dataverse.rows("contacts")[0]["lastname"] == "B"
    assert steer.put("snapshot", content=image).status_code == 204
    assert dataverse.rows("contacts")[0]["lastname"] == "A"


def test_faults_of_every_kind_are_planned_from_outside(dataverse: Emulator, http: httpx.Client, steer: httpx.Client) -> None:
    def plan(**body: object) -> int:
        return steer.post("faults", json=body).status_code

    assert plan(status=503, nth=1, headers={"Retry-After": "1"}, code="0x1", message="m", body="x") == 204
    assert http.get("WhoAmI").text == "x"
    assert plan(breaks="reset", applied=True, pause=0) == 204
    with pytest.raises(httpx.ReadError):
        http.post("tasks", json={})
    assert len(dataverse.rows("tasks")) == 1
    assert plan(drop=True) == 204
    with pytest.raises(httpx.RemoteProtocolError):
        http.get("WhoAmI")
    assert [plan(part="lost"), plan(part="doubled", nth=2), plan(part=True, status=429, nth=3)] == [204] * 3
    part = "--b\r\nContent-Type: application/http\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n\r\n"
    headers = {"Content-Type": "multipart/mixed; boundary=b", "Prefer": "odata.continue-on-error"}
    assert http.post("$batch", content=part * 3 + "--b--", headers=headers).text.count("HTTP/1.1 ") == 3
    assert plan(storm={"seed": 1, "rate": 1.0, "kinds": [500]}) == 204
    assert http.get("WhoAmI").status_code == 500
    assert steer.delete("faults").status_code == 204
    assert http.get("WhoAmI").status_code == 200
    assert [plan(breaks="nothing"), plan(), plan(status="x"), plan(storm={})] == [400] * 4


@pytest.mark.parametrize(
    ("method", "name", "body", "status"),
    [
        ("GET", "", None, 404), ("GET", "nothing", None, 404), ("PUT", "clock", None, 405), ("POST", "faults", b"x", 400),
        ("POST", "faults", b"[]", 400), ("POST", "auditing", b'{"tables":["nothing"]}', 400), ("PUT", "limits", b'{"nothing":1}', 400),
        ("POST", "scenarios", b'{"name":"nothing"}', 400), ("POST", "permissions", b'{"table":"contact"}', 400), ("PUT", "snapshot", b"x", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_out_is_refused(steer: httpx.Client, method: str, name: str, body: bytes | None, status: int) -> None:
    reply = steer.request(method, name, content=body)
    assert reply.status_code == status
    assert status != 404 or "/_emulator/clock" in reply.text
    assert status != 405 or reply.headers["Allow"] == "DELETE, GET, POST"


def test_the_endpoints_work_over_a_socket_and_stay_out_of_the_trace(dataverse: Emulator) -> None:
    with dataverse.serve() as url:
        assert httpx.get(f"{url}/_emulator/switches").status_code == 200
        assert httpx.get(f"{url}/", headers={"Accept": "text/html"}).status_code == 200
    assert dataverse.requests == ()
    assert len(ENDPOINTS) > 20


def test_plugins_are_described_from_outside(dataverse: Emulator, http: httpx.Client, steer: httpx.Client) -> None:
    def plug(**body: object) -> int:
        return steer.post("plugins", json={"table": "contact", **body}).status_code

    assert plug(message="Create", does="rewrite", values={"jobtitle": "set", "gendercode": 2, "birthdate": None}) == 204
    assert http.post(
        "contacts", json={"contactid": ID(1), "lastname": "A", "emailaddress1": "old@x.test", "birthdate": "2000-01-01"}
    ).is_success
    row = dataverse.rows("contacts")[0]
    assert (row["jobtitle"], row["gendercode"], row["birthdate"]) == ("set", 2, None)
    assert plug(message="Update", does="copy", column="emailaddress1", into="annotations", **{"as": "notetext"}) == 204
    assert plug(message="Update", does="revert", column="emailaddress1", delay=30) == 204
    dataverse.clock.freeze()
    assert http.patch(f"contacts({ID(1)})", json={"emailaddress1": "new@x.test"}).status_code == 204
    assert [(row["notetext"], row["_objectid_value"]) for row in dataverse.rows("annotations")] == [("old@x.test", ID(1))]
    assert dataverse.rows("contacts")[0]["emailaddress1"] == "new@x.test"
    dataverse.clock.advance(31)
    assert dataverse.rows("contacts")[0]["emailaddress1"] == "old@x.test"
    assert plug(message="Delete", does="reject", text="It stays.") == 204
    assert http.delete(f"contacts({ID(1)})").json()["error"]["message"] == "It stays."
    assert steer.delete("plugins").status_code == 204
    assert http.delete(f"contacts({ID(1)})").status_code == 204


def test_a_lookup_is_put_back_as_well(dataverse: Emulator, http: httpx.Client, steer: httpx.Client) -> None:
    firms = [{"accountid": ID(number), "name": str(number)} for number in (2, 3)]
    dataverse.load({"accounts": firms, "contacts": [{"contactid": ID(1), "_parentcustomerid_value": ID(2)}]})
    steer.post("plugins", json={"message": "Update", "table": "contact", "does": "revert", "column": "_parentcustomerid_value"})
    http.patch(f"contacts({ID(1)})", json={"parentcustomerid_account@odata.bind": f"accounts({ID(3)})"})
    dataverse.clock.advance(61)
    assert dataverse.rows("contacts")[0]["_parentcustomerid_value"] == ID(2)


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"table": "nothing"}, {"message": "Retrieve"}, {"does": "dance"}, {"does": "rewrite"}, {"does": "rewrite", "values": {"x": 1}},
        {"does": "rewrite", "values": {"gendercode": "x"}}, {"does": "rewrite", "values": {"_ownerid_value": ID(1)}},
        {"does": "copy", "column": "lastname", "into": "nothing", "as": "x"}, {"does": "copy", "column": "x"},
        {"does": "revert", "column": "lastname", "message": "Delete"}, {"does": "revert", "column": "lastname", "delay": "x"},
    ],
)  # fmt: skip
def test_a_plugin_that_makes_no_sense_is_refused(steer: httpx.Client, wrong: dict[str, object]) -> None:
    assert steer.post("plugins", json={"message": "Update", "table": "contact", **wrong}).status_code == 400


def test_who_may_sign_in_is_said_from_outside(dataverse: Emulator, http: httpx.Client, steer: httpx.Client) -> None:
    application = {"client_id": "app", "secret": "s", "redirect_uris": ["http://localhost"]}
    shown = steer.post("identity", json={"strict": True, "token_seconds": 60, "application": application}).json()
    assert shown == {
        "strict": True,
        "tenant_id": dataverse.identity.tenant_id,
        "token_seconds": 60.0,
        "applications": [{"client_id": "app", "in_environment": True}],
        "users": [{"username": "user@emulator.test", "in_environment": True}],
    }
    stranger, guest = {"client_id": "stranger", "in_environment": False}, {"username": "guest@x.test", "in_environment": False}
    steer.post("identity", json={"application": stranger, "user": guest})

    def status(**who: str) -> int:
        token = steer.post("tokens", json={"resource": "https://emulator.localhost", **who}).json()["access_token"]
        return http.get("WhoAmI", headers={"Authorization": f"Bearer {token}"}).status_code

    assert (status(client_id="app"), status(client_id="stranger"), status(username="guest@x.test")) == (200, 403, 403)
    assert http.get("WhoAmI").status_code == 401
    assert steer.post("identity", json={"revoke": "tokens"}).status_code == 200
    assert steer.post("identity", json={"revoke": "sign-ins"}).status_code == 200
    assert [steer.post("identity", json={word: "NOCODE"}).status_code for word in ("approve", "decline", "revoke", "token_seconds")] == [
        400
    ] * 4
    assert steer.delete("identity").status_code == 204
    assert steer.get("identity").json()["applications"] == []
    assert http.get("WhoAmI").status_code == 200


def test_jobs_and_duplicate_rules_are_asked_for_from_outside(dataverse: Emulator, http: httpx.Client, steer: httpx.Client) -> None:
    asking = {"MSCRM.SuppressDuplicateDetection": "false"}
    assert steer.post("duplicate-rules", json={"table": "contact", "columns": ["lastname"]}).status_code == 204
    assert http.post("contacts", json={"lastname": "A"}, headers=asking).status_code == 204
    assert http.post("contacts", json={"lastname": "a"}, headers=asking).status_code == 412
    assert steer.delete("duplicate-rules").status_code == 204
    assert http.post("contacts", json={"lastname": "a"}, headers=asking).status_code == 204
    for wrong in ({"table": "nothing", "columns": ["x"]}, {"table": "contact", "columns": []}, {"table": "contact", "columns": ["x"]}):
        assert steer.post("duplicate-rules", json=wrong).status_code == 400
    assert steer.post("jobs").json() == {"ran": 0}


# -- the command ---------------------------------------------------------------------------------------------------------


def run(dataverse: Emulator, *arguments: str) -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)
    apply(parser.parse_args(arguments), dataverse)


def test_options_of_the_command_switch_the_same_behaviours(dataverse: Emulator, http: httpx.Client, tmp_path: Path) -> None:
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps({"contacts": [{"contactid": ID(1), "lastname": "é", "governmentid": "G"}]}), "utf-8")
    run(
        dataverse, "--load", str(rows), "--ignore-accents", "--freeze", "2026-01-02T03:04:05Z", "--limits", "requests=50,window=9.5", "--audit",
        "contact,lead", "--audit", "account", "--recycle-bin", "contact", "--track-changes", "contact", "--deny", "Delete:contact",
        "--secure", "contact.governmentid", "--scenario", "copied",
    )  # fmt: skip
    (row,) = http.get("contacts?$filter=lastname eq 'E'").json()["value"]
    assert row["governmentid"] is None
    assert dataverse.limits == Limits(requests=50, window=9.5)
    assert dataverse.auditing.tables == {"contact", "lead", "account"}
    assert http.delete(f"contacts({ID(1)})").status_code == 403
    assert dataverse.clock.now().year == 2026
    run(dataverse, "--limits", "default", "--storm", "1:1")
    assert dataverse.limits == Limits()
    with pytest.raises((httpx.TransportError, AssertionError)):
        for _ in range(20):
            assert http.get("WhoAmI").status_code == 200
    run(dataverse, "--storm", "1:0:parts", "--fault", "part:1:503:applied")
    run(dataverse, "--storm", "1")


def test_the_command_plans_faults(dataverse: Emulator, http: httpx.Client) -> None:
    run(dataverse, "--fault", "1:503", "--fault", "2:reset:applied", "--fault", "3:429", "--fault", "part:1:500", "--fault", "part:2:lost", "--fault",
        "part:3:doubled")  # fmt: skip
    assert http.get("WhoAmI").status_code == 503
    with pytest.raises(httpx.ReadError):
        http.post("tasks", json={})
    assert len(dataverse.rows("tasks")) == 1
    assert http.get("WhoAmI").status_code == 429
    part = "--b\r\nContent-Type: application/http\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n\r\n"
    headers = {"Content-Type": "multipart/mixed; boundary=b", "Prefer": "odata.continue-on-error"}
    text = http.post("$batch", content=part * 3 + "--b--", headers=headers).text
    assert (text.count("HTTP/1.1 500"), text.count("HTTP/1.1 200")) == (1, 2)


def test_the_command_sets_up_plugins_sign_in_rules_and_switches(dataverse: Emulator, http: httpx.Client, tmp_path: Path) -> None:
    setup = tmp_path / "setup.py"
    setup.write_text(
        "from dataverse_sdk.emulator import reject\n"
        "def no_tests(context):\n"
        "    if context.values.get('lastname') == 'Test':\n"
        "        raise reject('No tests.')\n"
        "def setup(emulator):\n"
        "    emulator.plugins.before('Create', 'contact', no_tests)\n"
    )
    plugin = json.dumps({"message": "Update", "table": "contact", "does": "reject", "text": "No."})
    run(dataverse, "--setup", str(setup), "--plugin", plugin, "--duplicates", "contact:lastname,firstname", "--switch",
        "resolved_cases_locked=true", "--switch", "elastic_tables=contact,lead", "--switch", "largest_attachment=10", "--switch",
        "leading_wildcards=refuse")  # fmt: skip
    assert http.post("contacts", json={"lastname": "Test"}).json()["error"]["message"] == "No tests."
    http.post("contacts", json={"contactid": ID(1), "lastname": "A", "firstname": "B"})
    assert http.patch(f"contacts({ID(1)})", json={"lastname": "C"}).json()["error"]["message"] == "No."
    twin = http.post("contacts", json={"lastname": "A", "firstname": "B"}, headers={"MSCRM.SuppressDuplicateDetection": "false"})
    assert twin.status_code == 412
    elastic = frozenset({"contact", "lead"})
    assert dataverse.switches == Switches(
        resolved_cases_locked=True, elastic_tables=elastic, largest_attachment=10, leading_wildcards="refuse"
    )
    run(dataverse, "--strict", "--token-seconds", "9", "--application", "app:secret", "--stranger", "other")
    applications, _ = dataverse.identity.registered
    assert [(each.client_id, each.confidential, each.in_environment) for each in applications] == [
        ("app", True, True),
        ("other", False, False),
    ]
    assert (http.get("WhoAmI").status_code, dataverse.identity.token_seconds) == (401, 9)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--fault", "503"),
        ("--fault", "1:"),
        ("--fault", "x:503"),
        ("--fault", "1:nothing"),
        ("--fault", "1:503:later"),
        ("--fault", "part:1:lost:applied"),
        ("--storm", "1:0.1:all"),
        ("--fault", "part:1:reset"),
        ("--switch", "nothing=1"),
        ("--switch", "resolved_cases_locked=yes"),
        ("--switch", "leading_wildcards=perhaps"),
        ("--switch", "largest_attachment=x"),
        ("--duplicates", "contact"),
        ("--plugin", "x"),
        ("--plugin", "{}"),
        ("--plugin", "[]"),
        ("--setup", __file__),
        ("--deny", "Fly:contact"),
        ("--deny", "Read:nothing"),
        ("--secure", "contact.nothing"),
        ("--secure", "nothing"),
        ("--limits", "nothing=1"),
        ("--audit", "nothing"),
    ],
)
def test_options_that_make_no_sense_are_refused(dataverse: Emulator, arguments: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        run(dataverse, *arguments)


def test_behaviours_are_asked_for_by_keyword_too() -> None:
    limits = Limits(requests=9)
    with Emulator(
        "empty", accents=False, limits=limits, audited=["contact"], recycled=["lead"], tracked=["task"], scenarios=["copied"]
    ) as dataverse:
        assert (dataverse.accents, dataverse.limits, dataverse.auditing.tables) == (False, limits, {"contact"})
        assert (dataverse.recycle_bin.tables, dataverse.change_tracking.tables) == ({"lead"}, {"task"})


# -- schemas from files --------------------------------------------------------------------------------------------------

CSDL = b"""<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="new_thing"><Key><PropertyRef Name="new_thingid"/></Key><Property Name="new_thingid" Type="Edm.Guid"/>
<Property Name="new_name" Type="Edm.String" MaxLength="5"/><Property Name="new_other" Type="Edm.String" MaxLength="max"/></EntityType>
<EntityContainer Name="System"><EntitySet Name="new_things" EntityType="mscrm.new_thing"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"""


def test_a_metadata_file_brings_its_lengths_and_a_second_file_the_others(tmp_path: Path) -> None:
    (tmp_path / "metadata.xml.gz").write_bytes(gzip.compress(CSDL))
    attributes = [{"LogicalName": "new_other", "MaxLength": 3, "AttributeType": "String"}]
    definitions = {"value": [{"LogicalName": "new_thing", "Attributes": attributes}, {"LogicalName": "elsewhere", "Attributes": []}]}
    for name, content in (("all.json", definitions), ("one.json", definitions["value"][0])):
        (tmp_path / name).write_text(json.dumps(content))
        schema = schema_of(tmp_path / "metadata.xml.gz", tmp_path / name)
        lengths = {column.name: column.max_length for column in schema.tables["new_thing"].columns}
        assert lengths == {"new_thingid": None, "new_name": 5, "new_other": 3}
    (tmp_path / "packed.json.gz").write_bytes(gzip.compress((tmp_path / "all.json").read_bytes()))
    with Emulator("empty", metadata=tmp_path / "metadata.xml.gz", attributes=tmp_path / "packed.json.gz") as dataverse:
        client = httpx.Client(transport=dataverse.transport(), headers=TOKEN, base_url="https://e.test/api/data/v9.2/")
        assert [client.post("new_things", json={name: "1234"}).status_code for name in ("new_name", "new_other")] == [204, 400]
    plain = Schema({"x": TableSchema("x", "xs", None)})
    assert schema_of(plain) is plain


@pytest.mark.parametrize("content", ["x", "{}", "[1]", '{"value": 1}'])
def test_a_file_that_holds_no_definitions_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "bad.json").write_text(content)
    with pytest.raises(ValueError, match=r"bad\.json"):
        schema_of(None, tmp_path / "bad.json")


REAL = Path(__file__).resolve().parents[2] / "../shared/data/metadata/dataverse-edmx-2022-09.xml.gz"


@pytest.mark.skipif(not REAL.exists(), reason="the real $metadata is not here")
def test_metadata_served_equals_metadata_read_elsewhere(tmp_path: Path) -> None:
    schema = schema_of(REAL)
    some = Schema(
        {
            name: schema.tables[name]
            for name in ("crmbaseentity", "principal", "systemuser", "contact", "account", "annotation", "task", "activitypointer")
        }
    )
    with Emulator("empty", metadata=some) as dataverse, httpx.Client(transport=dataverse.transport(), headers=TOKEN) as client:
        for query in ("", "?annotations=true"):
            served = read_csdl(client.get(f"https://e.test/api/data/v9.2/$metadata{query}").content).schema()
            for name, table in some.tables.items():
                again = served.tables[name]
                kept = {each for each in table.navigations if each.target in some.tables}
                assert {(each.name, each.edm_type) for each in again.columns} == {(each.name, each.edm_type) for each in table.columns}
                assert {(each.name, each.target, each.collection, each.column) for each in again.navigations} == {
                    (each.name, each.target, each.collection, each.column) for each in kept
                }
                assert (again.key, again.set_name, again.base, again.abstract) == (table.key, table.set_name, table.base, table.abstract)


# -- one environment for many tests --------------------------------------------------------------------------------------


def test_a_reset_environment_behaves_as_it_was_made() -> None:
    made = {
        "audited": ["contact"],
        "recycled": ["lead"],
        "tracked": ["task"],
        "scenarios": ["copied"],
        "accents": False,
        "limits": Limits(requests=9),
    }
    with Emulator(seed="empty", resolved_cases_locked=True, **made) as dataverse:  # type: ignore[arg-type]
        dataverse.load({"contacts": [{"contactid": ID(1), "emailaddress1": "old@x.test"}]})
        image = dataverse.snapshot()
        dataverse.auditing.switch_on("account")
        dataverse.accents = True
        dataverse.limits = None
        dataverse.switches = Switches()
        dataverse.reset(image)
        assert (dataverse.auditing.tables, dataverse.recycle_bin.tables, dataverse.change_tracking.tables) == (
            {"contact"},
            {"lead"},
            {"task"},
        )
        assert (dataverse.accents, dataverse.limits) == (False, Limits(requests=9))
        assert dataverse.switches == Switches(resolved_cases_locked=True)
        client = httpx.Client(transport=dataverse.transport(), headers=TOKEN, base_url="https://e.test/api/data/v9.2/")
        client.patch(f"contacts({ID(1)})", json={"emailaddress1": "new@x.test"})
        assert [row["notetext"] for row in dataverse.rows("annotations")] == ["old@x.test"]
        assert len(dataverse.rows("audits")) == 1


def test_a_reset_environment_is_as_new_and_that_takes_milliseconds() -> None:
    with Emulator(seed="demo") as dataverse:
        image, before = dataverse.snapshot(), dataverse.rows("contacts")
        client = httpx.Client(transport=dataverse.transport(), headers=TOKEN, base_url="https://e.test/api/data/v9.2/")
        times = []
        for _ in range(5):
            client.post("contacts", json={"lastname": "x"})
            client.delete(f"contacts({before[0]['contactid']})")
            client.post("GlobalOptionSetDefinitions", json={"Name": "new_x", "Options": []})
            dataverse.faults.drop()
            dataverse.limits = Limits(requests=1)
            dataverse.permissions.deny("Read", "contact")
            dataverse.auditing.switch_on("contact")
            dataverse.plugins.before("Create", "contact", lambda _: 1 / 0)  # type: ignore[arg-type, return-value]
            dataverse.clock.freeze()
            dataverse.switches = Switches(sales_records_locked=False)
            dataverse.identity.register_application("app")
            dataverse.add_duplicate_rule("contact", "lastname")
            start = time.process_time()
            dataverse.reset(image)
            times.append(time.process_time() - start)
            assert (dataverse.requests, dataverse.limits, dataverse.switches) == ((), None, Switches())
        assert dataverse.rows("contacts") == before
        assert client.get("GlobalOptionSetDefinitions(Name='new_x')").status_code == 404
        assert client.post("contacts", json={}).status_code == 204
        assert (dataverse.identity.registered[0], dataverse.duplicate_rules) == ((), list(STOCK_RULES))
        assert min(times) < 0.005  # of processor time: a test machine may be busy
