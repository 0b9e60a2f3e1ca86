"""Single records over HTTP: statuses, headers, conditions, validation, computed columns, lookups, states, cascades."""

from decimal import Decimal

import httpx
import pytest

from dataverse_sdk.emulator import Context, Emulator, Switches, reject

ID = "00000000-0000-0000-0000-00000000000{}".format
ROOT = "https://emulator.localhost/api/data/v9.2"
WHOLE = {"Prefer": "return=representation"}


def error(reply: httpx.Response) -> tuple[int, str, str]:
    body = reply.json()["error"]
    assert set(body) == {"code", "message"}
    return reply.status_code, body["code"], body["message"]


def made(reply: httpx.Response) -> str:
    assert reply.status_code == 204, reply.text
    return reply.headers["OData-EntityId"].rpartition("(")[2].rstrip(")")


# -- creating ------------------------------------------------------------------------------------------------------------


def test_a_create_answers_204_with_the_absolute_address(http: httpx.Client) -> None:
    reply = http.post("contacts", json={"lastname": "X", "contactid": ID(1)})
    assert reply.status_code == 204
    assert reply.content == b""
    assert reply.headers["OData-Version"] == "4.0"
    assert reply.headers["OData-EntityId"] == reply.headers["Location"] == f"{ROOT}/contacts({ID(1)})"
    assert reply.headers["x-ms-service-request-id"]


def test_a_create_with_representation_answers_201_with_what_was_selected(http: httpx.Client) -> None:
    reply = http.post("accounts?$select=name,revenue", json={"name": "A", "revenue": 5000000}, headers=WHOLE)
    assert reply.status_code == 201
    assert reply.headers["Preference-Applied"] == "return=representation"
    body = reply.json(parse_float=Decimal)
    assert body["@odata.context"] == f"{ROOT}/$metadata#accounts/$entity"
    assert body["revenue"] == Decimal("5000000.0000")
    assert '"revenue":5000000.0000' in reply.text
    assert set(body) == {
        "@odata.context", "@odata.etag", "name", "revenue", "accountid", "_transactioncurrencyid_value"
    }  # fmt: skip


def test_a_taken_id_is_refused(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    assert error(http.post("contacts", json={"contactid": ID(1)})) == (412, "0x80040237", "Cannot insert duplicate key.")


def test_the_service_fills_in_owner_state_times_and_name(http: httpx.Client) -> None:
    record = made(http.post("contacts", json={"firstname": "Ada", "middlename": "M", "lastname": "L", "fullname": "no"}))
    row = http.get(f"contacts({record})").json()
    assert (row["fullname"], row["statecode"], row["statuscode"]) == ("Ada M L", 0, 1)
    me = http.get("WhoAmI").json()
    assert row["_ownerid_value"] == row["_createdby_value"] == row["_owninguser_value"] == me["UserId"]
    assert row["_owningbusinessunit_value"] == me["BusinessUnitId"]
    assert row["createdon"] == row["modifiedon"]
    assert row["createdon"].endswith("Z")


def test_deep_insert_creates_parents_and_children(http: httpx.Client) -> None:
    body = {
        "name": "Sample",
        "primarycontactid": {"firstname": "John", "lastname": "Smith"},
        "Account_Tasks": [{"subject": "one"}, {"subject": "two"}],
    }
    record = made(http.post("accounts", json=body))
    row = http.get(f"accounts({record})?$expand=primarycontactid($select=fullname),Account_Tasks($select=subject)").json()
    assert row["primarycontactid"]["fullname"] == "John Smith"
    assert sorted(task["subject"] for task in row["Account_Tasks"]) == ["one", "two"]


def test_a_post_to_a_collection_creates_a_linked_record(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    assert http.post(f"contacts({ID(1)})/Contact_Annotation", json={"subject": "s"}).status_code == 204
    (note,) = http.get("annotations").json()["value"]
    assert note["_objectid_value"] == ID(1)


def test_an_overridden_creation_time_becomes_the_creation_time(http: httpx.Client) -> None:
    record = made(http.post("contacts", json={"overriddencreatedon": "2001-02-03T04:05:06Z"}))
    assert http.get(f"contacts({record})/createdon").json()["value"] == "2001-02-03T04:05:06Z"


def test_sales_documents_and_cases_are_numbered(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    bind = {"customerid_contact@odata.bind": f"contacts({ID(1)})"}
    for set_name, column, prefix in (("incidents", "ticketnumber", "CAS-"), ("quotes", "quotenumber", "QUO-")):
        record = made(http.post(set_name, json=bind))
        assert http.get(f"{set_name}({record})/{column}").json()["value"].startswith(prefix)


def test_a_note_with_a_document_says_so(http: httpx.Client) -> None:
    record = made(http.post("annotations", json={"subject": "s", "documentbody": "YWJj"}))
    row = http.get(f"annotations({record})?$select=isdocument,filesize").json()
    assert (row["isdocument"], row["filesize"]) == (True, 3)
    http.patch(f"annotations({record})", json={"documentbody": None, "filename": None})
    row = http.get(f"annotations({record})?$select=isdocument,filesize").json()
    assert (row["isdocument"], row["filesize"]) == (False, None)


# -- updating and upserting ----------------------------------------------------------------------------------------------


def test_an_update_changes_the_etag_and_the_time_and_nothing_unnamed(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1), "firstname": "A", "lastname": "B", "jobtitle": "C"})
    before = http.get(f"contacts({ID(1)})").json()
    reply = http.patch(f"contacts({ID(1)})", json={"lastname": "Z"})
    assert (reply.status_code, reply.headers["OData-EntityId"]) == (204, f"{ROOT}/contacts({ID(1)})")
    after = http.get(f"contacts({ID(1)})").json()
    changed = {name for name in after if after[name] != before[name]} - {"modifiedon", "versionnumber"}
    assert changed == {"@odata.etag", "lastname", "fullname"}


def test_a_patch_of_an_absent_record_creates_it(http: httpx.Client) -> None:
    reply = http.patch(f"contacts({ID(5)})", json={"lastname": "New"})
    assert made(reply) == ID(5)
    reply = http.patch(f"contacts({ID(6)})?$select=lastname", json={"lastname": "New"}, headers=WHOLE)
    assert (reply.status_code, reply.json()["contactid"]) == (201, ID(6))
    reply = http.patch(f"contacts({ID(6)})?$select=lastname", json={"lastname": "Newer"}, headers=WHOLE)
    assert (reply.status_code, reply.json()["lastname"]) == (200, "Newer")


def test_if_match_star_prevents_the_create(http: httpx.Client) -> None:
    reply = http.patch(f"accounts({ID(5)})", json={"name": "x"}, headers={"If-Match": "*"})
    assert error(reply) == (404, "0x80040217", f"account With Id = {ID(5)} Does Not Exist")


def test_if_none_match_star_prevents_the_update(http: httpx.Client) -> None:
    http.post("accounts", json={"accountid": ID(5)})
    reply = http.patch(f"accounts({ID(5)})", json={"name": "x"}, headers={"If-None-Match": "*"})
    assert error(reply) == (412, "0x80060892", "A record with matching key values already exists.")
    assert http.patch(f"accounts({ID(5)})", json={"name": "x"}, headers={"If-None-Match": "null"}).status_code == 204


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_write_with_another_etag_is_refused(http: httpx.Client, method: str) -> None:
    http.post("accounts", json={"accountid": ID(5)})
    reply = http.request(method, f"accounts({ID(5)})", json={"name": "x"}, headers={"If-Match": 'W/"470867"'})
    message = "The version of the existing record doesn't match the RowVersion property provided."
    assert error(reply) == (412, "0x80060882", message)
    etag = http.get(f"accounts({ID(5)})").headers["ETag"]
    reply = http.request(method, f"accounts({ID(5)})", json={"name": "x"}, headers={"If-Match": etag})
    assert reply.status_code == 204


def test_row_versions_rise_across_tables(http: httpx.Client) -> None:
    first = http.post("accounts", json={}, headers=WHOLE).json()["@odata.etag"]
    second = http.post("tasks", json={}, headers=WHOLE).json()["@odata.etag"]
    assert int(first[3:-1]) < int(second[3:-1])


def test_a_known_version_is_not_sent_again(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    etag = http.get(f"contacts({ID(1)})").json()["@odata.etag"]
    reply = http.get(f"contacts({ID(1)})?$select=lastname", headers={"If-None-Match": etag})
    assert (reply.status_code, reply.content) == (304, b"")
    for headers in (
        {"If-None-Match": "null"},
        {"If-None-Match": 'W/"1"'},
        {"If-None-Match": etag, "Prefer": 'odata.include-annotations="*"'},
    ):
        assert http.get(f"contacts({ID(1)})", headers=headers).status_code == 200
    expanded = f"contacts({ID(1)})?$expand=createdby($select=fullname)"
    assert http.get(expanded, headers={"If-None-Match": etag}).status_code == 200


def test_single_properties_are_read_written_and_cleared(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1), "telephone1": "1", "annualincome": 2})
    assert http.put(f"contacts({ID(1)})/telephone1", json={"value": "555"}).status_code == 204
    reply = http.get(f"contacts({ID(1)})/telephone1")
    context = f"{ROOT}/$metadata#contacts({ID(1)})/telephone1"
    assert reply.json() == {"@odata.context": context, "value": "555"}
    assert http.get(f"contacts({ID(1)})/telephone1/$value").text == "555"
    assert http.delete(f"contacts({ID(1)})/telephone1").status_code == 204
    assert http.get(f"contacts({ID(1)})/telephone1").status_code == 204
    assert http.get(f"contacts({ID(1)})/annualincome").text.endswith('"value":2.0000}')
    assert error(http.put(f"contacts({ID(1)})/telephone1", json={}))[:2] == (400, "0x80048d19")
    assert error(http.get(f"contacts({ID(1)})/nothing"))[:2] == (404, "0x8006088a")
    assert error(http.get(f"contacts({ID(1)})/telephone1/x"))[:2] == (404, "0x8006088a")


def test_empty_text_is_stored_as_null(http: httpx.Client) -> None:
    record = made(http.post("contacts", json={"lastname": "", "firstname": "A"}))
    assert http.get(f"contacts({record})?$select=lastname").json()["lastname"] is None


# -- validation ----------------------------------------------------------------------------------------------------------


def test_text_beyond_its_length_is_refused_in_the_documented_words(http: httpx.Client) -> None:
    message = (
        "A validation error occurred.  The length of the 'subject' attribute of the 'task' entity exceeded "
        "the maximum allowed length of '200'."
    )
    assert error(http.post("tasks", json={"subject": "x" * 201})) == (400, "0x80044331", message)
    assert http.post("tasks", json={"subject": "x" * 200}).status_code == 204


def test_length_counts_utf_16_code_units(http: httpx.Client) -> None:
    assert http.post("contacts", json={"suffix": "😀" * 5}).status_code == 204
    assert error(http.post("contacts", json={"suffix": "😀" * 5 + "x"}))[1] == "0x80044331"


@pytest.mark.parametrize(
    ("body", "code", "part"),
    [
        ({"gendercode": 99}, "0x8004431A", "outside the valid range. Accepted Values: 1,2"),
        ({"gendercode": "Charity"}, "0x80048d19", "Cannot convert the literal 'Charity' to the expected type 'Edm.Int32'."),
        ({"lastname": 5}, "0x80048d19", "Edm.String"),
        ({"birthdate": "10.12.1815"}, "0x80048d19", "Edm.Date"),
        ({"Lastname": "x"}, "0x80048d19", "Invalid property 'Lastname' was found in entity 'Microsoft.Dynamics.CRM.contact'."),
        ({"parentcustomerid@odata.bind": "accounts(1)"}, "0x80048d19", "An undeclared property 'parentcustomerid' which only has"),
        ({"ParentCustomerId_account@odata.bind": "x"}, "0x80048d19", "An undeclared property 'ParentCustomerId_account'"),
        ({"_parentcustomerid_value": ID(1)}, "0x80048d19", "Use Navigation properties instead."),
        ({"parentcustomerid_account": "x"}, "0x80048d19", "'StartObject' node or null"),
        ({"Contact_Annotation": {}}, "0x80048d19", "not an array"),
        ({"parentcustomerid_account@odata.bind": 5}, "0x80048d19", "not a valid URI"),
        ({"@odata.type": "Microsoft.Dynamics.CRM.account"}, "0x80048d19", "not assignable"),
        ({"annualincome": -1}, "0x80044330", "outside the valid range"),
        ({"nothing@odata.type": "Edm.String"}, "0x80048d19", "undeclared"),
    ],
)  # fmt: skip
def test_a_wrong_value_or_name_is_refused(http: httpx.Client, body: object, code: str, part: str) -> None:
    status, got, message = error(http.post("contacts", json=body))
    assert (status, got) == (400, code)
    assert part in message


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"a":NaN}', b'{"lastname":"a","lastname":"b"}'])
def test_a_body_that_is_no_json_object_is_refused(http: httpx.Client, body: bytes) -> None:
    assert error(http.post("contacts", content=body))[:2] == (400, "0x80048d19")


def test_annotations_in_a_body_are_ignored(http: httpx.Client) -> None:
    body = {
        "@odata.context": "x", "@odata.etag": 'W/"1"', "@odata.type": "#Microsoft.Dynamics.CRM.contact", "lastname": "X",
        "gendercode@OData.Community.Display.V1.FormattedValue": "Male", "gendercode": 1,
    }  # fmt: skip
    assert http.post("contacts", json=body).status_code == 204


def test_a_system_required_column_cannot_be_null(http: httpx.Client) -> None:
    message = "Attribute: customerid cannot be set to NULL"
    assert error(http.post("incidents", json={"title": "x"})) == (400, "0x80040203", message)
    http.post("contacts", json={"contactid": ID(1)})
    record = made(http.post("incidents", json={"customerid_contact@odata.bind": f"/contacts({ID(1)})"}))
    clear = {"customerid_contact@odata.bind": None}
    assert error(http.patch(f"incidents({record})", json=clear)) == (400, "0x80040203", message)


def test_read_only_columns_are_ignored_unless_the_switch_refuses_them(dataverse: Emulator, http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1), "lastname": "X"})
    assert http.patch(f"contacts({ID(1)})", json={"fullname": "no", "createdon": "2001-01-01T00:00:00Z"}).status_code == 204
    assert http.get(f"contacts({ID(1)})/fullname").json()["value"] == "X"
    dataverse.switches = Switches(read_only_columns="refuse")
    assert "read-only" in error(http.patch(f"contacts({ID(1)})", json={"fullname": "no"}))[2]


# -- lookups -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reference", ["accounts({})", "/accounts({})", ROOT + "/accounts({})", "accounts(accountid={})"])
def test_a_lookup_is_bound_by_relative_and_absolute_addresses(http: httpx.Client, reference: str) -> None:
    http.post("accounts", json={"accountid": ID(7), "name": "Seven"})
    record = made(http.post("contacts", json={"parentcustomerid_account@odata.bind": reference.format(ID(7))}))
    row = http.get(f"contacts({record})?$select=_parentcustomerid_value", headers={"Prefer": 'odata.include-annotations="*"'}).json()
    assert row["_parentcustomerid_value"] == ID(7)
    assert row["_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "account"
    navigation = "_parentcustomerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty"
    assert row[navigation] == "parentcustomerid_account"
    assert row["_parentcustomerid_value@OData.Community.Display.V1.FormattedValue"] == "Seven"


@pytest.mark.parametrize("clear", [{"parentcustomerid_account@odata.bind": None}, {"parentcustomerid_account": None}])
def test_a_lookup_is_cleared_by_null(http: httpx.Client, clear: object) -> None:
    http.post("accounts", json={"accountid": ID(7)})
    record = made(http.post("contacts", json={"parentcustomerid_account@odata.bind": f"accounts({ID(7)})"}))
    assert http.get(f"contacts({record})/_accountid_value").json()["value"] == ID(7)
    http.patch(f"contacts({record})", json=clear)
    assert http.get(f"contacts({record})/_parentcustomerid_value").status_code == 204
    assert http.get(f"contacts({record})/_accountid_value").status_code == 204


@pytest.mark.parametrize(
    ("reference", "status"),
    [(f"accounts({ID(9)})", 404), ("nothings(1)", 404), ("accounts", 400), ("accounts(x)", 400), (f"contacts({ID(1)})", 400)],
)
def test_a_lookup_to_something_else_is_refused(http: httpx.Client, reference: str, status: int) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    assert error(http.post("contacts", json={"parentcustomerid_account@odata.bind": reference}))[0] == status


def test_references_are_set_read_and_removed_from_either_side(http: httpx.Client) -> None:
    http.post("accounts", json={"accountid": ID(2)})
    http.post("contacts", json={"contactid": ID(1)})
    single, many = f"accounts({ID(2)})/primarycontactid/$ref", f"accounts({ID(2)})/contact_customer_accounts"
    assert http.put(single, json={"@odata.id": f"{ROOT}/contacts({ID(1)})"}).status_code == 204
    assert http.get(single).json()["@odata.id"] == f"{ROOT}/contacts({ID(1)})"
    assert http.delete(single).status_code == 204
    assert http.get(single).status_code == 204
    assert http.post(f"{many}/$ref", json={"@odata.id": f"contacts({ID(1)})"}).status_code == 204
    assert [row["contactid"] for row in http.get(f"{many}?$select=fullname").json()["value"]] == [ID(1)]
    assert http.get(f"{many}/$ref").json()["value"] == [{"@odata.id": f"{ROOT}/contacts({ID(1)})"}]
    assert http.get(f"{many}/$count").text == "\ufeff1"
    assert http.delete(f"{many}/$ref?$id={ROOT}/contacts({ID(1)})").status_code == 204
    assert http.get(many).json()["value"] == []
    http.post(f"{many}/$ref", json={"@odata.id": f"contacts({ID(1)})"})
    assert http.delete(f"{many}({ID(1)})/$ref").status_code == 204
    assert http.get(many).json()["value"] == []
    assert error(http.delete(f"{many}/$ref"))[0] == 400
    assert error(http.post(f"{many}/$ref", json={}))[0] == 400
    assert error(http.post(single, json={"@odata.id": "x"}))[0] == 405


def test_a_navigation_property_leads_to_the_related_record(http: httpx.Client) -> None:
    http.post("accounts", json={"accountid": ID(2), "name": "N", "primarycontactid": {"lastname": "P", "jobtitle": "J"}})
    assert http.get(f"accounts({ID(2)})/primarycontactid?$select=fullname").json()["fullname"] == "P"
    assert http.get(f"accounts({ID(2)})/primarycontactid/jobtitle").json()["value"] == "J"
    assert http.get(f"accounts({ID(2)})/parentaccountid").status_code == 204


# -- states --------------------------------------------------------------------------------------------------------------

SALES = [
    ("quotes", {"statecode": 1, "statuscode": 2}, {"statecode": 0}),
    ("salesorders", {"statecode": 2, "statuscode": 4}, {"statecode": 0, "statuscode": 1}),
    ("invoices", {"statecode": 2, "statuscode": 100001}, {"statecode": 0, "statuscode": 1}),
]


@pytest.mark.parametrize(("set_name", "close", "reopen"), SALES)
def test_a_closed_sales_record_takes_nothing_but_a_change_of_state(
    dataverse: Emulator, http: httpx.Client, set_name: str, close: dict[str, int], reopen: dict[str, int]
) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    record = made(http.post(set_name, json={"name": "n", "customerid_contact@odata.bind": f"contacts({ID(1)})"}))
    assert http.patch(f"{set_name}({record})", json={"name": "open"}).status_code == 204
    assert http.patch(f"{set_name}({record})", json=close).status_code == 204
    reply = http.patch(f"{set_name}({record})", json={"name": "closed"})
    assert error(reply) == (400, "0x80040265", "Cannot Update a Read-Only Entity")
    assert http.patch(f"{set_name}({record})", json=reopen).status_code == 204
    assert http.patch(f"{set_name}({record})", json={"name": "again"}).status_code == 204
    http.patch(f"{set_name}({record})", json=close)
    dataverse.switches = Switches(sales_records_locked=False)
    assert http.patch(f"{set_name}({record})", json={"name": "by an administrator"}).status_code == 204


@pytest.mark.parametrize(
    ("set_name", "state", "switch"),
    [("incidents", 1, "resolved_cases_locked"), ("leads", 1, "closed_leads_locked"), ("emails", 1, "closed_activities_locked")],
)
def test_other_closed_records_are_editable_unless_a_switch_locks_them(
    dataverse: Emulator, http: httpx.Client, set_name: str, state: int, switch: str
) -> None:
    key = {"incidents": "incidentid", "leads": "leadid", "emails": "activityid"}[set_name]
    dataverse.load({set_name: [{key: ID(1), "statecode": state}]})
    assert http.patch(f"{set_name}({ID(1)})", json={"description": "x"}).status_code == 204
    dataverse.switches = Switches(**{switch: True})
    assert error(http.patch(f"{set_name}({ID(1)})", json={"description": "y"}))[2] == "Cannot Update a Read-Only Entity"


def test_a_status_must_belong_to_its_state(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    status, code, message = error(http.patch(f"contacts({ID(1)})", json={"statuscode": 2}))
    assert (status, code) == (400, "0x80048408")
    assert message == f"2 is not a valid status code for state code ContactState.Active on contact with Id {ID(1)}."
    assert http.patch(f"contacts({ID(1)})", json={"statecode": 1}).status_code == 204
    row = http.get(f"contacts({ID(1)})?$select=statecode,statuscode").json()
    assert (row["statecode"], row["statuscode"]) == (1, 2)
    assert error(http.patch(f"contacts({ID(1)})", json={"statecode": 9}))[1] == "0x8004431A"


def test_a_quote_is_won_and_closed_by_messages_only(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"quotes": [{"quoteid": ID(1), "statecode": 1, "statuscode": 3}]})
    assert "WinQuote" in error(http.patch(f"quotes({ID(1)})", json={"statecode": 2, "statuscode": 4}))[2]
    assert "CloseQuote" in error(http.patch(f"quotes({ID(1)})", json={"statecode": 3, "statuscode": 5}))[2]


# -- parties -------------------------------------------------------------------------------------------------------------


def parties(dataverse: Emulator) -> None:
    dataverse.load({"activityparties": [{"activitypartyid": ID(1), "addressused": "a@b.test", "participationtypemask": 2}]})


def test_activity_parties_answer_queries_only(dataverse: Emulator, http: httpx.Client) -> None:
    parties(dataverse)
    assert len(http.get("activityparties?$filter=addressused eq 'A@B.test'").json()["value"]) == 1
    for method, url, name in (
        ("GET", f"activityparties({ID(1)})", "Retrieve"),
        ("POST", "activityparties", "Create"),
        ("PATCH", f"activityparties({ID(1)})", "Update"),
        ("DELETE", f"activityparties({ID(1)})", "Delete"),
    ):
        message = f"The '{name}' method does not support entities of type 'activityparty'."
        assert error(http.request(method, url, json={"addressused": "x"})) == (400, "0x80040800", message)


def test_a_switch_makes_activity_parties_writable(dataverse: Emulator, http: httpx.Client) -> None:
    parties(dataverse)
    dataverse.switches = Switches(activityparty_writable=True)
    assert http.patch(f"activityparties({ID(1)})", json={"addressused": "MASKED"}).status_code == 204
    assert http.get(f"activityparties({ID(1)})/addressused").json()["value"] == "MASKED"


def test_parties_are_created_with_their_activity(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    party = {"partyid_contact@odata.bind": f"contacts({ID(1)})", "participationtypemask": 2, "addressused": "a@b.test"}
    record = made(http.post("emails", json={"subject": "s", "email_activity_parties": [party]}))
    (row,) = http.get("activityparties?$filter=participationtypemask ne 9").json()["value"]
    assert (row["_partyid_value"], row["_activityid_value"], row["addressused"]) == (ID(1), record, "a@b.test")
    pointers = http.get("activitypointers?$select=subject,activitytypecode").json()["value"]
    assert [(each["subject"], each["activitytypecode"]) for each in pointers] == [("s", "email")]
    assert error(http.post("activitypointers", json={"subject": "s"}))[1] == "0x80040800"


# -- addresses -----------------------------------------------------------------------------------------------------------


def test_address_rows_and_address_columns_are_the_same_values(http: httpx.Client) -> None:
    body = {"contactid": ID(1), "address1_line1": "1 A St", "address1_city": "B", "address1_postalcode": "9", "address1_country": "C"}
    http.post("contacts", json=body)
    rows = http.get(f"contacts({ID(1)})/Contact_CustomerAddress?$orderby=addressnumber").json()["value"]
    assert [(row["addressnumber"], row["line1"]) for row in rows] == [(1, "1 A St"), (2, None), (3, None)]
    assert rows[0]["composite"] == "1 A St\r\nB, 9\r\nC"
    contact = http.get(f"contacts({ID(1)})").json()
    assert contact["address1_addressid"] == rows[0]["customeraddressid"]
    assert contact["address1_composite"] == rows[0]["composite"]
    http.patch(f"contacts({ID(1)})", json={"address1_postalcode": "10"})
    address = http.get(f"customeraddresses({contact['address1_addressid']})").json()
    assert (address["postalcode"], address["composite"]) == ("10", "1 A St\r\nB, 10\r\nC")
    before = http.get(f"contacts({ID(1)})").json()["@odata.etag"]
    http.patch(f"customeraddresses({contact['address1_addressid']})", json={"postalcode": "MASKED"})
    contact = http.get(f"contacts({ID(1)})").json()
    assert (contact["address1_postalcode"], contact["@odata.etag"]) == ("MASKED", before)
    assert contact["address1_composite"] == "1 A St\r\nB, MASKED\r\nC"
    http.delete(f"customeraddresses({contact['address1_addressid']})")
    assert http.get(f"contacts({ID(1)})/address1_line1").status_code == 204


def test_an_address_of_its_own_mirrors_nothing(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1), "address1_city": "B"})
    body = {"city": "Z", "addressnumber": 4, "parentid_contact@odata.bind": f"contacts({ID(1)})"}
    record = made(http.post("customeraddresses", json=body))
    http.patch(f"customeraddresses({record})", json={"city": "Y"})
    assert http.get(f"contacts({ID(1)})/address1_city").json()["value"] == "B"
    assert http.get(f"customeraddresses({record})/objecttypecode").json()["value"] == "contact"


def test_billing_and_shipping_composites_follow_their_parts(http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    body = {"customerid_contact@odata.bind": f"contacts({ID(1)})", "billto_city": "B", "billto_stateorprovince": "S"}
    record = made(http.post("quotes", json=body))
    row = http.get(f"quotes({record})?$select=billto_city,_customerid_value,_contactid_value").json()
    assert (row["billto_composite"], row["_contactid_value"]) == ("B, S", ID(1))


# -- deleting ------------------------------------------------------------------------------------------------------------


def test_deleting_a_contact_follows_the_cascade_rules(dataverse: Emulator, http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1), "lastname": "X"})
    bind = f"contacts({ID(1)})"
    http.post("annotations", json={"annotationid": ID(2), "objectid_contact@odata.bind": bind})
    http.post("incidents", json={"incidentid": ID(3), "customerid_contact@odata.bind": bind})
    http.post("annotations", json={"annotationid": ID(4), "objectid_incident@odata.bind": f"incidents({ID(3)})"})
    http.post("leads", json={"leadid": ID(5), "parentcontactid@odata.bind": bind})
    http.post("emails", json={"email_activity_parties": [{"partyid_contact@odata.bind": bind, "participationtypemask": 1}]})
    assert http.delete(f"contacts({ID(1)})").status_code == 204
    assert error(http.get(f"contacts({ID(1)})")) == (404, "0x80040217", f"contact With Id = {ID(1)} Does Not Exist")
    for set_name in ("annotations", "incidents", "customeraddresses"):
        assert dataverse.rows(set_name) == []
    (lead,) = dataverse.rows("leads")
    assert lead["_parentcontactid_value"] is None
    party = next(row for row in dataverse.rows("activityparties") if row["participationtypemask"] == 1)
    assert (party["ispartydeleted"], party["_partyid_value"]) == (True, ID(1))


def test_a_relationship_can_restrict_a_delete(http: httpx.Client) -> None:
    currency = http.get("transactioncurrencies?$select=transactioncurrencyid").json()["value"][0]["transactioncurrencyid"]
    http.post("quotes", json={"customerid_contact": {"lastname": "X"}})
    status, code, _ = error(http.delete(f"transactioncurrencies({currency})"))
    assert (status, code) == (405, "0x80040227")


# -- many at once --------------------------------------------------------------------------------------------------------


def test_create_update_and_upsert_of_many_are_one_transaction(dataverse: Emulator, http: httpx.Client) -> None:
    kind = {"@odata.type": "Microsoft.Dynamics.CRM.contact"}
    url = "contacts/Microsoft.Dynamics.CRM."
    reply = http.post(url + "CreateMultiple", json={"Targets": [kind | {"lastname": "a"}, kind | {"lastname": "b"}]})
    assert reply.status_code == 200
    first, second = reply.json()["Ids"]
    changes = [kind | {"contactid": first, "lastname": "c"}, kind | {"contactid": second, "lastname": "x" * 51}]
    assert error(http.post(url + "UpdateMultiple", json={"Targets": changes}))[1] == "0x80044331"
    assert {row["lastname"] for row in dataverse.rows("contacts")} == {"a", "b"}
    changes[1]["lastname"] = "d"
    assert http.post(url + "UpdateMultiple", json={"Targets": changes}).status_code == 204
    upserts = [kind | {"contactid": first, "lastname": "e"}, kind | {"@odata.id": f"contacts({ID(8)})", "lastname": "f"}]
    assert http.post(url + "UpsertMultiple", json={"Targets": upserts}).status_code == 204
    assert {row["lastname"] for row in dataverse.rows("contacts")} == {"d", "e", "f"}


def test_messages_for_many_say_what_is_wrong(http: httpx.Client) -> None:
    url = "contacts/Microsoft.Dynamics.CRM."
    assert "'@odata.type'" in error(http.post(url + "CreateMultiple", json={"Targets": [{}]}))[2]
    assert error(http.post(url + "CreateMultiple", json={"Targets": 5}))[0] == 400
    assert "has not yet been implemented" in error(http.post(url + "DeleteMultiple", json={"Targets": []}))[2]
    assert error(http.post(url + "Teleport", json={}))[0] == 501
    assert error(http.post("customeraddresses/Microsoft.Dynamics.CRM.CreateMultiple", json={"Targets": []}))[1] == "0x80040800"


# -- plug-ins ------------------------------------------------------------------------------------------------------------


def test_a_plug_in_can_refuse_rewrite_and_watch(dataverse: Emulator, http: httpx.Client) -> None:
    seen: list[str] = []

    def guard(context: Context) -> None:
        if context.values.get("lastname") == "No":
            raise reject("Not this name.")
        context.values["jobtitle"] = "Rewritten"

    dataverse.plugins.before("Update", "contact", guard)
    dataverse.plugins.after("Create", "contact", lambda context: seen.append(context.record_id))
    dataverse.plugins.before("Delete", "contact", lambda context: seen.append(context.message))
    http.post("contacts", json={"contactid": ID(1), "lastname": "A"})
    assert error(http.patch(f"contacts({ID(1)})", json={"lastname": "No"})) == (400, "0x80040265", "Not this name.")
    http.patch(f"contacts({ID(1)})", json={"lastname": "Yes"})
    (row,) = dataverse.rows("contacts")
    assert (row["lastname"], row["jobtitle"]) == ("Yes", "Rewritten")
    http.delete(f"contacts({ID(1)})")
    assert seen == [ID(1), "Delete"]
