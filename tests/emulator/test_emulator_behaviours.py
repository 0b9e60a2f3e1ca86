"""What an environment does around the rows: limits, permissions, history, recycle bin, change tracking, collation, clock, plug-ins."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from dataverse_sdk.emulator import Clock, Context, Emulator, Limits, reject
from dataverse_sdk.emulator.behaviours.limits import Protection
from dataverse_sdk.emulator.http.messages import Reply
from dataverse_sdk.emulator.seeding.scenarios import SCENARIOS, play

ID = "00000000-0000-0000-0000-00000000000{}".format
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
TYPE = "Microsoft.Dynamics.CRM."


def error(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


# -- clock ---------------------------------------------------------------------------------------------------------------


def test_a_frozen_clock_stamps_rows_and_answers_relative_dates(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    http.post("contacts", json={"contactid": ID(1), "lastname": "A"})
    dataverse.load({"contacts": [{"contactid": ID(2), "lastname": "B"}]})
    assert {row["createdon"] for row in dataverse.rows("contacts")} == {"2026-01-02T12:00:00Z"}
    asked = f"contacts/$count?$filter={TYPE}LastXHours(PropertyName='createdon',PropertyValue=2)"
    assert http.get(asked).text == "\ufeff2"
    dataverse.clock.advance(3 * 3600)
    assert http.get(asked).text == "\ufeff0"


def test_the_clock_stands_runs_and_goes_back_to_real_time() -> None:
    real, seen = [NOON], list[str]()
    clock = Clock(lambda: real[0])
    clock.freeze()
    real[0] += timedelta(hours=1)
    assert clock.now() == NOON
    clock.advance(-60)
    clock.run()
    real[0] += timedelta(seconds=5)
    assert clock.now() == NOON - timedelta(seconds=55)
    clock.run()
    clock.advance(10)
    assert clock.now() == NOON - timedelta(seconds=45)
    clock.after(20, lambda: seen.append("done"))
    clock.run_due()
    assert (seen, clock.waiting) == ([], 1)
    real[0] += timedelta(seconds=21)
    clock.run_due()
    assert seen == ["done"]
    clock.after(1, lambda: None)
    clock.reset()
    assert (clock.now(), clock.waiting) == (real[0], 0)
    with pytest.raises(ValueError, match="time zone"):
        clock.freeze(datetime(2026, 1, 1))


def test_what_is_due_happens_in_order_each_at_its_moment() -> None:
    clock, seen = Clock(lambda: NOON), []
    clock.freeze()

    def at(name: str) -> None:
        seen.append((name, (clock.now() - NOON).total_seconds()))
        if name == "a":
            clock.after(1, lambda: at("c"))

    clock.after(5, lambda: at("b"))
    clock.after(2, lambda: at("a"))
    clock.advance(4)
    assert seen == [("a", 2), ("c", 3)]
    clock.advance(4)
    assert seen[2:] == [("b", 5)]
    assert (clock.now() - NOON).total_seconds() == 8


# -- limits --------------------------------------------------------------------------------------------------------------


def test_too_many_requests_in_a_window_are_refused_until_it_has_passed(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    dataverse.limits = Limits(requests=3, window=60)
    replies = [http.get("WhoAmI") for _ in range(3)]
    assert [each.headers["x-ms-ratelimit-burst-remaining-xrm-requests"] for each in replies] == ["2", "1", "0"]
    assert replies[0].headers["x-ms-ratelimit-time-remaining-xrm-requests"].startswith("1,")
    assert replies[0].headers["x-ms-dop-hint"] == "8"
    dataverse.clock.advance(10)
    refused = http.get("WhoAmI")
    assert error(refused) == (429, "0x80072322")
    assert refused.json()["error"]["message"] == "Number of requests exceeded the limit of 3 over time window of 60 seconds."
    assert refused.headers["Retry-After"] == "50"
    dataverse.clock.advance(50)
    assert http.get("WhoAmI").status_code == 200


def test_who_does_not_wait_waits_longer(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    dataverse.limits = Limits(requests=2, window=10)
    waits = []
    for _ in range(12):
        reply = http.get("WhoAmI")
        dataverse.clock.advance(1)
        waits.append(int(reply.headers.get("Retry-After", 0)))
    assert waits[2] < waits[4]
    assert max(waits) == 10
    other = {"Authorization": "Bearer somebody else"}
    assert http.get("WhoAmI", headers=other).status_code == 200


def test_execution_time_adds_up(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    dataverse.limits = Limits(seconds=10, cost=6, window=60, parallelism=None, grouped=False)
    first, second, third = (http.get("WhoAmI") for _ in range(3))
    assert (first.status_code, second.status_code, error(third)) == (200, 200, (429, "0x80072321"))
    assert "10,000 milliseconds" in third.json()["error"]["message"]
    assert float(first.headers["x-ms-ratelimit-time-remaining-xrm-requests"]) <= 4
    assert "x-ms-dop-hint" not in first.headers
    dataverse.limits = None
    assert "x-ms-ratelimit-burst-remaining-xrm-requests" not in http.get("WhoAmI").headers


def test_a_batch_is_one_request_and_its_operations_take_time(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    dataverse.limits = Limits(requests=2, seconds=10, cost=4)
    part = "--b\r\nContent-Type: application/http\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n\r\n"
    headers = {"Content-Type": "multipart/mixed; boundary=b", "Prefer": "odata.continue-on-error"}
    reply = http.post("$batch", content=part * 5 + "--b--", headers=headers)
    assert [each.status for each in dataverse.requests[-1].parts] == [200, 200, 200, 429, 429]
    assert "Retry-After" in reply.text
    assert reply.headers["x-ms-ratelimit-burst-remaining-xrm-requests"] == "1"


def test_too_many_requests_at_once_are_refused_at_once() -> None:
    protection = Protection(lambda: NOON, Limits(concurrent=2))
    assert [protection.begin("a") for _ in range(2)] == [None, None]
    refused = protection.begin("a")
    assert refused is not None
    assert (refused.status, json.loads(refused.body)["error"]["code"], dict(refused.headers)["Retry-After"]) == (429, "0x80072326", "1")
    assert protection.begin("b") is None
    protection.end("a", Reply(200), 0.1, batch=False)
    assert protection.begin("a") is None
    protection.limits = None
    assert protection.end("a", Reply(204), 0.1, batch=False) == Reply(204)
    assert protection.part("a", lambda: Reply(200), lambda: 0.0) == Reply(200)
    protection._spend("a", 1.0)


# -- permissions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("privilege", "method", "url", "body"),
    [
        ("Create", "POST", "contacts", {}), ("Read", "GET", "contacts", None), ("Read", "GET", "contacts/$count", None),
        ("Read", "GET", f"contacts({ID(1)})", None), ("Read", "GET", f"contacts({ID(1)})/lastname", None),
        ("Write", "PATCH", f"contacts({ID(1)})", {"lastname": "x"}), ("Write", "PUT", f"contacts({ID(1)})/lastname", {"value": "x"}),
        ("Delete", "DELETE", f"contacts({ID(1)})", None), ("Read", "GET", "accounts?$expand=primarycontactid", None),
        ("Append", "PATCH", f"contacts({ID(1)})", {"parentcustomerid_account@odata.bind": f"accounts({ID(2)})"}),
        ("AppendTo", "PATCH", f"accounts({ID(2)})", {"primarycontactid@odata.bind": f"contacts({ID(1)})"}),
        ("Read", "GET", "contacts?fetchXml=<fetch><entity name='contact'/></fetch>", None),
    ],
)  # fmt: skip
def test_a_missing_privilege_is_refused_in_the_service_s_words(
    dataverse: Emulator, http: httpx.Client, privilege: str, method: str, url: str, body: object
) -> None:
    dataverse.load({"contacts": [{"contactid": ID(1)}], "accounts": [{"accountid": ID(2)}]})
    assert http.request(method, url, json=body).status_code < 300
    dataverse.load({"contacts": [{"contactid": ID(1)}]} if method == "DELETE" else {})
    dataverse.permissions.deny(privilege, "contact")  # type: ignore[arg-type]
    reply = http.request(method, url, json=body)
    assert error(reply) == (403, "0x80040220")
    assert f"is missing prv{privilege}Contact privilege" in reply.json()["error"]["message"]
    dataverse.permissions.allow(privilege, "contact")  # type: ignore[arg-type]
    assert http.request(method, url, json=body).status_code < 300


def test_a_privilege_can_be_taken_from_one_user_only(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"systemusers": [{"ownerid": ID(9), "systemuserid": ID(9)}]})
    dataverse.permissions.deny("Create", "contact", user=ID(9))
    assert http.post("contacts", json={}).status_code == 204
    assert http.post("contacts", json={}, headers={"MSCRMCallerID": ID(9)}).status_code == 403
    with pytest.raises(ValueError, match="privilege"):
        dataverse.permissions.deny("Fly", "contact")  # type: ignore[arg-type]


def test_a_secured_column_reads_as_null_and_refuses_writes(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": ID(1), "governmentid": "G", "lastname": "A"}]})
    dataverse.permissions.secure("contact", "governmentid")
    shown = http.get(f"contacts({ID(1)})?$select=governmentid,lastname", headers={"Prefer": 'odata.include-annotations="*"'}).json()
    assert (shown["governmentid"], shown["lastname"]) == (None, "A")
    assert "G" not in http.get("contacts").text.replace("GUID", "")
    assert http.get(f"contacts({ID(1)})/governmentid").status_code == 204
    assert error(http.patch(f"contacts({ID(1)})", json={"governmentid": "x"})) == (403, "0x8004f507")
    assert error(http.post("contacts", json={"governmentid": "x"})) == (403, "0x8004f502")
    dataverse.permissions.secure("contact", "governmentid", read=True, create=True)
    assert http.get(f"contacts({ID(1)})").json()["governmentid"] == "G"
    assert http.post("contacts", json={"governmentid": "x"}).status_code == 204
    dataverse.permissions.reset()
    assert http.patch(f"contacts({ID(1)})", json={"governmentid": "x"}).status_code == 204


# -- history -------------------------------------------------------------------------------------------------------------


def history(http: httpx.Client, table: str, **paging: object) -> dict[str, object]:
    url = "RetrieveRecordChangeHistory(Target=@t" + (",PagingInfo=@p)" if paging else ")")
    query = {"@t": json.dumps({"@odata.id": f"{table}({ID(1)})"})} | ({"@p": json.dumps(paging)} if paging else {})
    reply = http.get(url, params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json()["AuditDetailCollection"])


def test_writes_to_audited_tables_leave_old_and_new_values(dataverse: Emulator, http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(2), "lastname": "before"})
    dataverse.auditing.switch_on("contact")
    http.post("contacts", json={"contactid": ID(1), "lastname": "A", "gendercode": 1})
    http.patch(f"contacts({ID(1)})", json={"lastname": "B", "gendercode": None})
    http.patch(f"contacts({ID(1)})", json={"lastname": "B"})
    http.patch(f"contacts({ID(1)})", json={"description": "x"})
    http.post("leads", json={"subject": "not audited"})
    found = history(http, "contacts", PageNumber=1, Count=2, ReturnTotalRecordCount=True)
    assert (found["MoreRecords"], found["TotalRecordCount"]) == (True, 3)
    latest, changed = found["AuditDetails"]  # type: ignore[misc]
    assert latest["NewValue"]["description"] == "x"
    assert changed["@odata.type"] == f"#{TYPE}AttributeAuditDetail"
    assert changed["OldValue"] == {"@odata.type": f"#{TYPE}contact", "lastname": "A", "fullname": "A", "gendercode": 1}
    assert changed["NewValue"] == {"@odata.type": f"#{TYPE}contact", "lastname": "B", "fullname": "B"}
    last = history(http, "contacts", PageNumber=2, Count=2)
    assert (last["MoreRecords"], last["PagingCookie"], last["TotalRecordCount"], len(last["AuditDetails"])) == (False, "", -1, 1)  # type: ignore[arg-type]


def test_the_history_of_one_column_tells_of_no_other(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.auditing.switch_on("contact")
    http.post("contacts", json={"contactid": ID(1), "lastname": "A", "jobtitle": "X"})
    http.patch(f"contacts({ID(1)})", json={"lastname": "B", "jobtitle": "Y"})
    http.patch(f"contacts({ID(1)})", json={"jobtitle": "Z"})

    def asked(name: str) -> httpx.Response:
        query = {"@t": json.dumps({"@odata.id": f"contacts({ID(1)})"}), "@n": f"'{name}'", "@p": '{"ReturnTotalRecordCount":true}'}
        return http.get("RetrieveAttributeChangeHistory(Target=@t,AttributeLogicalName=@n,PagingInfo=@p)", params=query)

    found = asked("lastname").json()["AuditDetailCollection"]
    kind = {"@odata.type": f"#{TYPE}contact"}
    assert found["TotalRecordCount"] == 2
    assert [(each["OldValue"], each["NewValue"]) for each in found["AuditDetails"]] == [
        (kind | {"lastname": "A"}, kind | {"lastname": "B"}),
        (kind, kind | {"lastname": "A"}),
    ]
    assert error(asked("nothing")) == (400, "0x80041103")


def test_long_values_are_cut_in_the_history(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.auditing.switch_on("annotation")
    http.post("annotations", json={"annotationid": ID(1), "notetext": "x" * 6000})
    (entry,) = history(http, "annotations")["AuditDetails"]  # type: ignore[misc]
    assert entry["NewValue"]["notetext"] == "x" * 5120 + "…"


def test_the_history_of_a_deleted_row_is_there_until_it_is_deleted(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.auditing.switch_on("contact")
    http.post("contacts", json={"contactid": ID(1), "lastname": "A"})
    http.delete(f"contacts({ID(1)})")
    (deleted, _) = history(http, "contacts")["AuditDetails"]  # type: ignore[misc]
    assert deleted["OldValue"]["lastname"] == "A"
    rows = http.get(
        f"audits?$filter=_objectid_value eq {ID(1)}&$orderby=createdon desc&$select=operation,action,_userid_value,objecttypecode"
    ).json()["value"]
    assert {(row["operation"], row["action"], row["objecttypecode"]) for row in rows} == {(1, 1, "contact"), (3, 3, "contact")}
    one = http.get(f"audits({rows[0]['auditid']})/{TYPE}RetrieveAuditDetails()").json()["AuditDetail"]
    assert one["@odata.type"] == f"#{TYPE}AttributeAuditDetail"
    target = {"Target": {"@odata.type": f"{TYPE}contact", "contactid": ID(1)}}
    assert http.post("DeleteRecordChangeHistory", json=target).json()["DeletedEntriesCount"] == 2
    assert http.post("DeleteRecordChangeHistory", json=target).json()["DeletedEntriesCount"] == 0
    assert http.get("audits").json()["value"] == []
    assert error(http.post("audits", json={})) == (400, "0x80040800")


def test_there_is_no_history_where_nothing_is_audited(dataverse: Emulator, http: httpx.Client) -> None:
    assert history(http, "contacts")["AuditDetails"] == []
    for behaviour in (dataverse.auditing, dataverse.recycle_bin, dataverse.change_tracking):
        with pytest.raises(ValueError, match="nothing"):
            behaviour.switch_on("nothing")


def test_impersonation_is_told_in_the_history(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.auditing.switch_on("contact")
    dataverse.load({"systemusers": [{"ownerid": ID(9), "systemuserid": ID(9)}]})
    http.post("contacts", json={"contactid": ID(1)}, headers={"MSCRMCallerID": ID(9)})
    (row,) = http.get("audits").json()["value"]
    me = http.get("WhoAmI").json()["UserId"]
    assert (row["_userid_value"], row["_callinguserid_value"]) == (ID(9), me)


# -- recycle bin ---------------------------------------------------------------------------------------------------------

BIN = "contacts?fetchXml=<fetch datasource='bin'><entity name='contact'><attribute name='lastname'/></entity></fetch>"


def names(reply: httpx.Response) -> list[str]:
    return [row["lastname"] for row in reply.json()["value"]]


def test_a_deleted_row_is_found_in_the_bin_and_restored(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.recycle_bin.switch_on("contact")
    dataverse.load({"contacts": [{"contactid": ID(1), "lastname": "A", "firstname": "F"}, {"contactid": ID(2), "lastname": "B"}]})
    http.delete(f"contacts({ID(1)})")
    assert (names(http.get(BIN)), names(http.get("contacts"))) == (["A"], ["B"])
    target = {"@odata.type": f"{TYPE}contact", "contactid": ID(1), "lastname": "A (Restored)"}
    restored = http.post("Restore", json={"Target": target})
    assert (restored.status_code, restored.json()["id"]) == (200, ID(1))
    row = http.get(f"contacts({ID(1)})").json()
    assert (row["firstname"], row["lastname"], row["fullname"]) == ("F", "A (Restored)", "F A (Restored)")
    assert names(http.get(BIN)) == []
    assert error(http.post("Restore", json={"Target": target})) == (412, "0x80044a02")
    assert error(http.post("Restore", json={"Target": {"@odata.id": f"contacts({ID(3)})"}})) == (404, "0x80040217")


def test_the_bin_is_emptied_by_time_and_follows_the_columns(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    dataverse.recycle_bin.switch_on("contact", days=1)
    dataverse.load({"contacts": [{"contactid": ID(1), "lastname": "A"}, {"contactid": ID(2), "lastname": "B"}]})
    http.delete(f"contacts({ID(1)})")
    column = {"@odata.type": f"{TYPE}StringAttributeMetadata", "SchemaName": "new_Nick"}
    http.post("EntityDefinitions(LogicalName='contact')/Attributes", json=column)
    dataverse.clock.advance(3600)
    http.delete(f"contacts({ID(2)})")
    assert names(http.get(BIN)) == ["A", "B"]
    dataverse.clock.advance(23 * 3600)
    assert names(http.get(BIN)) == ["B"]
    assert http.post("Restore", json={"Target": {"@odata.id": f"contacts({ID(1)})"}}).status_code == 404
    with pytest.raises(ValueError, match="90 days"):
        dataverse.recycle_bin.switch_on("contact", days=91)


def test_a_row_whose_parent_is_gone_is_not_restored(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.recycle_bin.switch_on("contact")
    dataverse.load({"accounts": [{"accountid": ID(2)}], "contacts": [{"contactid": ID(1), "_parentcustomerid_value": ID(2)}]})
    http.delete(f"contacts({ID(1)})")
    http.delete(f"accounts({ID(2)})")
    assert error(http.post("Restore", json={"Target": {"@odata.id": f"contacts({ID(1)})"}})) == (404, "0x80049959")
    assert http.get(BIN).json()["value"] != []


def test_without_a_bin_nothing_deleted_is_found(http: httpx.Client) -> None:
    assert http.get(BIN).json()["value"] == []
    assert http.get(BIN.replace("'bin'", "'retained'")).status_code == 501


# -- change tracking -----------------------------------------------------------------------------------------------------

TRACK = {"Prefer": "odata.track-changes"}


def test_a_delta_link_tells_what_changed_since(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": ID(1), "lastname": "A"}, {"contactid": ID(2), "lastname": "B"}]})
    dataverse.change_tracking.switch_on("contact")
    first = http.get("contacts?$select=lastname", headers=TRACK)
    assert first.headers["Preference-Applied"] == "odata.track-changes"
    assert first.json()["@odata.context"].endswith("#contacts(lastname)/$delta")
    link = first.json()["@odata.deltaLink"]
    assert http.get(link).json()["value"] == []
    http.patch(f"contacts({ID(1)})", json={"lastname": "C"})
    http.post("contacts", json={"contactid": ID(3), "lastname": "D"})
    http.delete(f"contacts({ID(2)})")
    http.delete(f"contacts({ID(3)})")
    changed = http.get(link).json()
    assert [row.get("lastname") for row in changed["value"]] == ["C", None, None]
    gone = {
        "@odata.context": "https://emulator.localhost/api/data/v9.2/$metadata#contacts/$deletedEntity",
        "id": ID(2),
        "reason": "deleted",
    }
    assert gone in changed["value"]
    assert http.get(changed["@odata.deltaLink"]).json()["value"] == []


def test_a_row_deleted_and_made_again_is_no_deleted_row(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.change_tracking.switch_on("contact")
    link = http.get("contacts", headers=TRACK).json()["@odata.deltaLink"]
    for _ in range(2):
        http.post("contacts", json={"contactid": ID(1), "lastname": "A"})
        http.delete(f"contacts({ID(1)})")
    http.post("contacts", json={"contactid": ID(1), "lastname": "A"})
    (row,) = http.get(link).json()["value"]
    assert row["lastname"] == "A"


def test_pages_of_a_tracked_query_lose_nothing_that_happens_between_them(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": ID(n), "lastname": str(n)} for n in range(1, 6)]})
    dataverse.change_tracking.switch_on("contact")
    paged = {"Prefer": "odata.track-changes,odata.maxpagesize=2"}
    page = http.get("contacts?$select=lastname", headers=paged).json()
    assert "@odata.deltaLink" not in page
    http.patch(f"contacts({ID(1)})", json={"lastname": "changed"})
    seen = page["value"]
    while "@odata.nextLink" in page:
        page = http.get(page["@odata.nextLink"], headers=paged).json()
        seen += page["value"]
    assert len(seen) == 5
    assert [row["lastname"] for row in http.get(page["@odata.deltaLink"]).json()["value"]] == ["changed"]
    for number in range(1, 6):
        http.patch(f"contacts({ID(number)})", json={"lastname": "again"})
    changes = http.get(page["@odata.deltaLink"], headers=paged).json()
    assert (len(changes["value"]), "$deltatoken" in changes["@odata.nextLink"]) == (2, True)


def test_a_token_expires_and_cannot_be_made_up(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    dataverse.change_tracking.switch_on("contact")
    link = http.get("contacts", headers=TRACK).json()["@odata.deltaLink"]
    dataverse.clock.advance(7 * 86400)
    assert http.get(link).status_code == 200
    dataverse.clock.advance(1)
    assert error(http.get(link)) == (400, "0x80044352")
    assert error(http.get("contacts?$deltatoken=x")) == (400, "0x80060888")


@pytest.mark.parametrize(
    "query", ["$filter=lastname eq 'x'", "$orderby=lastname", "$expand=Contact_Annotation", "$top=3", "$apply=groupby((lastname))"]
)
def test_some_options_are_refused_with_change_tracking(dataverse: Emulator, http: httpx.Client, query: str) -> None:
    assert error(http.get("contacts", headers=TRACK)) == (400, "0x80060888")
    dataverse.change_tracking.switch_on("contact")
    assert error(http.get(f"contacts?{query}", headers=TRACK)) == (400, "0x80060888")


# -- collation -----------------------------------------------------------------------------------------------------------


def test_accents_count_or_not_as_the_collation_says(dataverse: Emulator, http: httpx.Client, tmp_path: Path) -> None:
    dataverse.load({"contacts": [{"lastname": "Lovélock", "emailaddress1": "zoé@x.test"}, {"lastname": "Lovelock  "}]})

    def count(text: str) -> int:
        return int(http.get("contacts/$count", params={"$filter": text}).text.lstrip("\ufeff"))

    asked = (
        "lastname eq 'LOVELOCK'",
        "startswith(lastname,'lové')",
        "contains(lastname,'vel')",
        "emailaddress1 eq 'ZOE@x.test'",
        "lastname eq 'lovelock '",
    )
    assert [count(text) for text in asked] == [1, 1, 1, 0, 1]
    dataverse.accents = False
    assert [count(text) for text in asked] == [2, 2, 2, 1, 2]
    assert not dataverse.accents
    dataverse.save(tmp_path / "data.sqlite")
    with Emulator(path=tmp_path / "data.sqlite") as again:
        assert not again.accents
        assert again.rows("contacts") == dataverse.rows("contacts")


# -- plug-ins ------------------------------------------------------------------------------------------------------------


def test_a_plugin_that_runs_later_waits_for_the_commit_and_the_clock(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    seen: list[str] = []
    dataverse.plugins.later("Create", "contact", lambda context: seen.append(context.record_id), delay=30)
    dataverse.plugins.later("Update", "contact", lambda context: seen.append("never"))
    http.post("contacts", json={"contactid": ID(1)})
    assert http.post("contacts", json={"contactid": ID(1)}).status_code == 412
    dataverse.clock.advance(29)
    assert seen == []
    dataverse.clock.advance(1)
    assert seen == [ID(1)]


def test_a_write_that_a_plugin_refuses_schedules_nothing(dataverse: Emulator, http: httpx.Client) -> None:
    def refuse(_: Context) -> None:
        raise reject("Not today.")

    dataverse.plugins.later("Create", "contact", lambda _: None)
    dataverse.plugins.after("Create", "contact", refuse)
    assert error(http.post("contacts", json={})) == (400, "0x80040265")
    assert dataverse.clock.waiting == 0


def test_another_writer_changes_a_row_at_any_moment(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"accounts": [{"accountid": ID(2)}], "contacts": [{"contactid": ID(1), "lastname": "A"}]})
    etag = http.get(f"contacts({ID(1)})").headers["ETag"]
    named = "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
    dataverse.write("contacts", ID(1), {"lastname": "B", "firstname": None, "_parentcustomerid_value": ID(2), named: "account"})
    assert http.patch(f"contacts({ID(1)})", json={}, headers={"If-Match": etag}).status_code == 412
    dataverse.write("contacts", ID(1), {"_parentcustomerid_value": None, "_ownerid_value": http.get("WhoAmI").json()["UserId"]})
    assert http.get(f"contacts({ID(1)})").json()["_parentcustomerid_value"] is None
    with pytest.raises(LookupError):
        dataverse.write("contacts", ID(9), {})
    with pytest.raises(ValueError, match="no column"):
        dataverse.write("contacts", ID(1), {"nothing": 1})


# -- scenarios -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, _ in SCENARIOS.summaries()])
def test_every_scenario_can_be_played(dataverse: Emulator, http: httpx.Client, name: str) -> None:
    play(dataverse, name)
    dataverse.faults.clear()
    assert http.get("WhoAmI").status_code == 200
    with pytest.raises(ValueError, match="throttled"):
        play(dataverse, "no such thing")


def test_an_integration_puts_the_old_address_back(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOON)
    dataverse.load({"contacts": [{"contactid": ID(1), "emailaddress1": "a@b.c"}]})
    play(dataverse, "put back")
    http.patch(f"contacts({ID(1)})", json={"emailaddress1": "MASKED@x.test"})
    http.patch(f"contacts({ID(1)})", json={"lastname": "x"})
    dataverse.clock.advance(59)
    assert http.get(f"contacts({ID(1)})").json()["emailaddress1"] == "MASKED@x.test"
    dataverse.clock.advance(1)
    assert http.get(f"contacts({ID(1)})").json()["emailaddress1"] == "a@b.c"


def test_a_plugin_copies_the_old_address_elsewhere(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": ID(1), "emailaddress1": "a@b.c"}, {"contactid": ID(2)}]})
    play(dataverse, "copied")
    http.patch(f"contacts({ID(1)})", json={"emailaddress1": None})
    http.patch(f"contacts({ID(2)})", json={"lastname": "x"})
    (note,) = http.get(f"contacts({ID(1)})/Contact_Annotation").json()["value"]
    assert note["notetext"] == "a@b.c"
