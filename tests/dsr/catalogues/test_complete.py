"""The complete catalogue finds what the reference leaves, within its budget of requests, and touches nothing else."""

import re
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import (
    ADA,
    address,
    bound,
    case,
    contact,
    everything,
    invoice,
    key,
    lead,
    load,
    note,
    order,
    party,
    quote,
    strangers,
    whole_person,
)

from dataverse_dsr import COMPLETE, REFERENCE, DataSubjectRequests, Identity, Outcome, Refused, Status
from dataverse_dsr.coverage import coverage
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.schema.model import ColumnSchema, KeySchema
from dataverse_sdk.schema.stock import stock_schema

PERSON = Identity(email=ADA)


def activity(table, record_id, **columns):
    return {
        "activityid": key(),
        "subject": "Ada's subject",
        "description": "Ada's text",
        **bound("regardingobjectid", table, record_id),
        **columns,
    }


FACTS: dict[str, object] = {}


def complete(dataverse, make=None):
    """The complete catalogue over an emulator of stock tables, whose metadata was read once for all tests."""
    dsr = (make or (lambda *given: DataSubjectRequests(given[0].client(), *given[1:])))(dataverse, COMPLETE)
    if not FACTS:
        with Emulator(seed="empty") as stock:
            FACTS.update(DataSubjectRequests(stock.client(), COMPLETE).check().facts)
    getattr(dsr, "_face", dsr)._requests.facts = FACTS
    return dsr


def counts(report):
    return {name: len(collection.rows) for name, collection in report.collections.items() if collection.rows}


def ids(report, collection):
    column = report.collections[collection].key
    return {row[column] for row in report.collections[collection].rows}


def full_person():
    """A person with data in every table that the stock schema has."""
    data = whole_person()
    ada, case_ = data["contacts"][0]["contactid"], data["incidents"][0]["incidentid"]
    emails = [activity("contact", ada), activity("incident", case_)]
    data["emails"] = [*data["emails"], *emails]
    data |= {
        "phonecalls": [activity("contact", ada, phonenumber="+44 20 1")],
        "tasks": [activity("lead", data["leads"][0]["leadid"])],
        "appointments": [
            activity("contact", ada, location="At Ada's", scheduledstart="2026-01-01T00:00:00Z", scheduledend="2026-01-01T00:00:00Z")
        ],
        "letters": [activity("contact", ada, address="1 Canary Row")],
        "faxes": [activity("quote", data["quotes"][0]["quoteid"], faxnumber="+44 2")],
        "opportunities": [{"opportunityid": key(), "name": "Ada's deal", "description": "x", **bound("customerid", "contact", ada)}],
    }
    merged = contact("old@example.com", "Ada", "Byron", merged=True, statecode=1, statuscode=2, **bound("masterid", "contact", ada))
    data["contacts"].append(merged)
    data["leads"].append(lead("third@example.com", **bound("parentcontactid", "contact", ada)))
    data["annotations"] += [
        note("email", emails[0]["activityid"]),
        note("email", emails[1]["activityid"]),
        note("contact", merged["contactid"]),
    ]
    return data


ORDER = ("accounts", "contacts", "leads", "incidents", "quotes", "opportunities", "emails")


def fill(dataverse, *worlds):
    for data in worlds:
        names = sorted(data, key=lambda name: ORDER.index(name) if name in ORDER else 9)
        names.sort(key=lambda name: name in ("annotations", "activityparties"))
        for name in names:
            dataverse.load({name: data[name]})


def test_access_takes_three_requests_and_an_erasure_with_its_proof_seven(face, dataverse):
    fill(dataverse, full_person(), strangers())
    dsr = complete(dataverse, face)
    report = dsr.access(PERSON)
    assert (report.status, report.http_calls, len(dataverse.requests)) == (Status.COMPLETE, 3, 3)
    assert counts(report) == {
        "contacts": 3, "leads": 2, "activityparties": 1, "customeraddresses": 3, "annotations": 9, "incidents": 2, "opportunities": 1,
        "quotes": 2, "salesorders": 2, "invoices": 2, "emails": 3, "phonecalls": 1, "tasks": 1, "appointments": 1, "letters": 1, "faxes": 1,
    }  # fmt: skip
    seen = len(dataverse.requests)
    receipt = dsr.erase(dsr.plan(PERSON))
    check = dsr.verify(receipt)
    assert len(dataverse.requests) - seen <= 7
    assert check.status is Status.COMPLETE
    assert {outcome.outcome for outcome in receipt.outcomes} == {
        Outcome.MASKED,
        Outcome.RETAINED,
        Outcome.BLOCKED_READ_ONLY,
        Outcome.UNSUPPORTED_BY_PLATFORM,
    }


def test_three_hundred_records_stay_within_the_budget(face, dataverse):
    ada = contact()
    here = ada["contactid"]
    data = {
        "contacts": [ada],
        "incidents": [case(here) for _ in range(60)],
        "emails": [activity("contact", here) for _ in range(100)],
        "annotations": [note("contact", here) for _ in range(60)],
        "customeraddresses": [address(here) for _ in range(60)],
    }
    data["annotations"] += [note("email", each["activityid"]) for each in data["emails"][:19]]
    fill(dataverse, data)
    dsr = complete(dataverse)
    plan = dsr.plan(PERSON)
    assert len(plan.operations) == 300
    receipt = dsr.erase(plan)
    check = dsr.verify(receipt)
    assert (receipt.status, check.status) == (Status.COMPLETE, Status.COMPLETE)
    assert (plan.http_calls, plan.http_calls + receipt.http_calls + check.http_calls) == (3, len(dataverse.requests))
    assert len(dataverse.requests) <= 7


def test_what_the_environment_lacks_is_no_failure(dsr, dataverse, face):
    load(dataverse, {"contacts": [contact()]})
    check = face(dataverse, COMPLETE).check()
    assert check.complaints == ()
    assert {"connections", "feedback", "socialprofiles", "leadaddresses", "contacts.adx_identity_username"} <= set(check.absent)
    report = face(dataverse, COMPLETE).access(PERSON)
    assert report.status is Status.COMPLETE
    assert not report.collections["feedback"].queried
    plan = face(dataverse, COMPLETE).plan(PERSON)
    assert (plan.status, plan.unread) == (Status.COMPLETE, ())


def test_metadata_is_asked_for_once(dataverse):
    load(dataverse, {"contacts": [contact()]})
    dsr = DataSubjectRequests(dataverse.client(), COMPLETE)
    dsr.access(PERSON)
    dsr.access(PERSON)
    first, second = dataverse.requests[0], dataverse.requests[2 if len(dataverse.requests) == 4 else 3]
    assert any("Attributes" in part.path for part in first.parts)
    assert not any("Attributes" in part.path for part in second.parts)


# --- hazards


@pytest.mark.parametrize("catalogue", [REFERENCE, COMPLETE], ids=lambda one: one.name)
def test_h1_a_shared_mailbox_is_looked_at_by_people_first(face, dataverse, catalogue):
    load(dataverse, {"contacts": [contact(), contact(first="Eve"), contact()]})
    report = face(dataverse, catalogue).access(PERSON)
    assert (report.status, report.http_calls) == (Status.NEEDS_REVIEW, 1)
    assert face(dataverse, catalogue).plan(PERSON).operations == ()


def test_h1_a_lead_of_another_name_that_points_to_the_person_is_looked_at_first(dataverse):
    ada = contact()
    other = lead("eve@example.com", "Eve", **bound("parentcontactid", "contact", ada["contactid"]))
    load(dataverse, {"contacts": [ada], "leads": [other]})
    report = complete(dataverse).access(PERSON)
    assert [review.reason for review in report.reviews] == ["different_names"]
    assert ("leads", UUID(other["leadid"])) in report.reviews[0].records
    named = complete(dataverse).access(Identity(email=ADA, contact_ids=ada["contactid"]))
    assert counts(named) == {"contacts": 1}
    assert named.collections["leads"].rejected == {"different_name": 1}


def test_h13_a_colleague_a_company_and_a_shared_case_stay_as_they_are(dataverse):
    firm = {"accountid": key(), "name": "Engines", "emailaddress1": ADA, "description": "Ada Lovelock founded it"}
    ada = contact(**bound("parentcustomerid", "account", firm["accountid"]))
    eve = contact("eve@example.com", "Eve", "Byron", **bound("parentcustomerid", "account", firm["accountid"]))
    shared = {
        **case(ada["contactid"], title="Engine of Eve, asked Ada Lovelock", description="Eve's engine", emailaddress="eve@example.com"),
        **bound("customerid", "account", firm["accountid"]),
        **bound("primarycontactid", "contact", ada["contactid"]),
    }
    meeting, mail = (
        activity("account", firm["accountid"], subject="Plans", description="Ada and Eve met"),
        activity("account", firm["accountid"]),
    )
    attendees = [
        {
            "activitypartyid": key(),
            "participationtypemask": 5,
            **bound("activityid", "appointment", meeting["activityid"]),
            **bound("partyid", "contact", one["contactid"]),
        }
        for one in (ada, eve)
    ]
    data = {
        "accounts": [firm],
        "contacts": [ada, eve],
        "incidents": [shared, case(eve["contactid"])],
        "appointments": [meeting | {"scheduledstart": "2026-01-01T00:00:00Z", "scheduledend": "2026-01-01T01:00:00Z"}],
        "emails": [mail],
        "activityparties": attendees,
        "annotations": [
            note("account", firm["accountid"]),
            note("incident", shared["incidentid"], subject="Eve", notetext="Ada Lovelock said so"),
        ],
    }
    fill(dataverse, data)
    before = {**everything(dataverse), **{("accounts", row["accountid"]): row for row in dataverse.rows("accounts")}}
    dsr = complete(dataverse)
    report = dsr.access(PERSON)
    assert counts(report) == {"contacts": 1, "incidents": 1, "appointments": 1, "annotations": 1, "activityparties": 1}
    receipt = dsr.erase(dsr.plan(PERSON))
    assert dsr.verify(receipt).status is Status.COMPLETE
    now = {**everything(dataverse), **{("accounts", row["accountid"]): row for row in dataverse.rows("accounts")}}
    touched = {(outcome.collection, str(outcome.record_id)) for outcome in receipt.outcomes if outcome.attempted}
    assert all(now[place] == row for place, row in before.items() if place not in touched)
    case_now = now["incidents", shared["incidentid"]]
    assert (case_now["title"], case_now["description"], case_now["emailaddress"]) == (
        "Engine of Eve, asked ***",
        "Eve's engine",
        "eve@example.com",
    )
    (met,) = dataverse.rows("appointments")
    assert (met["subject"], met["description"]) == ("Plans", "*** and Eve met")
    assert {row["notetext"] for row in dataverse.rows("annotations")} == {"Ada called", "*** said so"}


def test_h14_an_address_that_a_contact_shows_is_written_once(dataverse):
    dataverse.client().request(
        "POST",
        "contacts",
        headers={"Content-Type": "application/json"},
        body=b'{"firstname": "Ada", "lastname": "Lovelock", "emailaddress1": "%s", "address1_line1": "1 Canary Row", "address1_city": "Ockham"}'
        % ADA.encode(),
    )
    dsr = complete(dataverse)
    plan = dsr.plan(PERSON)
    written = {write.collection: write.columns for write in plan.operations}
    assert {"line1", "city"} <= set(written["customeraddresses"])
    assert not any(column.startswith("address1_") for column in written["contacts"])
    assert sum(write.collection == "customeraddresses" for write in plan.operations) == 1  # the two blank rows are left alone
    receipt = dsr.erase(plan)
    assert dsr.verify(receipt).status is Status.COMPLETE
    (row,) = dataverse.rows("contacts")
    assert (row["address1_line1"], row["address1_city"]) == ("MASKED", "MASKED")
    assert dsr.plan(PERSON).status is Status.NO_DATA_FOUND


def test_h14_an_address_without_a_row_is_written_on_the_contact(dataverse):
    load(dataverse, {"contacts": [contact(address1_line1="1 Canary Row", address1_upszone="1234")]})
    (write,) = complete(dataverse).plan(PERSON).operations
    assert {"address1_line1", "address1_upszone"} <= set(write.columns)


HIDDEN = {
    "second address": lambda ada: {"contacts": [contact("x@example.com", emailaddress3=ADA)]},
    "merged into the person": lambda ada: {"contacts": [contact("o@example.com", merged=True, **bound("masterid", "contact", ada))]},
    "inactive": lambda ada: {"contacts": [contact(statecode=1, statuscode=2)]},
    "lead by its parent": lambda ada: {"leads": [lead("o@example.com", **bound("parentcontactid", "contact", ada))]},
    "lead by its customer": lambda ada: {"leads": [lead("o@example.com", **bound("customerid", "contact", ada))]},
    "party with an old address": lambda ada: dict(
        zip(("emails", "activityparties"), ([one] for one in party("old@example.com", ada)), strict=True)
    ),
}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_h15_records_that_the_address_alone_does_not_find(dataverse, hidden):
    ada = contact()
    more = hidden(ada["contactid"])
    fill(dataverse, {"contacts": [ada]}, more)
    report = complete(dataverse).access(PERSON)
    for collection in more:
        key_column = report.collections[collection].key
        assert {row[key_column] for row in more[collection]} <= ids(report, collection)


def test_h15_the_contact_that_theirs_was_merged_into_is_theirs(dataverse):
    survivor = contact("new@example.com")
    old = contact(merged=True, **bound("masterid", "contact", survivor["contactid"]))
    fill(dataverse, {"contacts": [survivor]}, {"contacts": [old], "incidents": [case(survivor["contactid"])]})
    assert counts(complete(dataverse).access(PERSON)) == {"contacts": 2, "incidents": 1}


def test_h15_a_chain_of_merges_is_followed_to_its_end(dataverse):
    chain = [contact()]
    for number in range(3):
        chain.append(contact(f"{number}@example.com", merged=True, **bound("masterid", "contact", chain[-1]["contactid"])))
    fill(dataverse, *({"contacts": [one]} for one in chain))
    assert counts(complete(dataverse).access(PERSON)) == {"contacts": 4}


def test_merged_duplicates_may_have_another_name_and_do_not_count_as_people(dataverse):
    ada = contact()
    merged = [contact(ADA, f"Ada{n}", merged=True, **bound("masterid", "contact", ada["contactid"])) for n in range(7)]
    fill(dataverse, {"contacts": [ada]}, {"contacts": merged})
    assert counts(complete(dataverse).access(PERSON)) == {"contacts": 8}


def test_named_records_bring_what_was_merged_into_them_and_their_leads(dataverse):
    ada = contact()
    here = ada["contactid"]
    fill(
        dataverse,
        {"contacts": [ada]},
        {
            "contacts": [contact("o@x.org", **bound("masterid", "contact", here)), contact()],
            "leads": [lead("l@x.org", **bound("parentcontactid", "contact", here))],
        },
    )
    report = complete(dataverse).access(Identity(email=ADA, contact_ids=here))
    assert counts(report) == {"contacts": 2, "leads": 1}


def test_a_person_is_found_by_a_telephone_number_only_when_one_is_given(face, dataverse):
    mine = contact("one@example.com", mobilephone="0044201234567")
    load(dataverse, {"contacts": [mine, contact("two@example.com", telephone1="+44 20 1234568")], "incidents": [case(mine["contactid"])]})
    report = complete(dataverse).access(Identity(phone="+44 20 1234567"))
    assert counts(report) == {"contacts": 1, "incidents": 1}
    assert report.collections["contacts"].secondary_matches == 1
    assert complete(dataverse).access(Identity(email="three@example.com")).status is Status.NO_DATA_FOUND
    assert face(dataverse, REFERENCE).access(Identity(phone="+44 20 1234567")).status is Status.NO_DATA_FOUND


def test_people_on_one_number_are_told_apart_by_their_names(dataverse):
    number = "+44 20 1234567"
    load(dataverse, {"contacts": [contact("a@x.org", telephone1=number), contact("b@x.org", "Eve", telephone2=number)]})
    assert [review.reason for review in complete(dataverse).access(Identity(phone=number)).reviews] == ["different_names"]


def test_h20_the_reference_writes_a_literal_and_the_complete_catalogue_an_address(face, dataverse):
    for catalogue, pattern in [(REFERENCE, "MASKED"), (COMPLETE, r"erased-[0-9a-f]{12}@erased\.invalid")]:
        one = contact(f"{catalogue.name}@example.com", telephone1="+44 20 1")
        load(dataverse, {"contacts": [one]})
        dsr = face(dataverse, catalogue)
        dsr.erase(dsr.plan(Identity(email=f"{catalogue.name}@example.com")))
        (row,) = (row for row in dataverse.rows("contacts") if row["contactid"] == one["contactid"])
        assert re.fullmatch(pattern, row["emailaddress1"])


def keyed():
    """A stock environment with an alternate key on the contacts' address."""
    schema = stock_schema()
    keyed = evolve(schema.tables["contact"], alternate_keys=(KeySchema("new_email", ("emailaddress1",)),))
    return evolve(schema, tables={**schema.tables, "contact": keyed})


def test_h21_two_people_are_erased_in_an_environment_with_a_key_on_the_address():
    with Emulator(seed="empty", metadata=keyed()) as dataverse:
        load(dataverse, {"contacts": [contact("one@example.com"), contact("two@example.com")]})
        for name in ("one", "two"):
            dsr = DataSubjectRequests(dataverse.client(), COMPLETE)
            assert dsr.erase(dsr.plan(Identity(email=f"{name}@example.com"))).status is Status.COMPLETE
        assert len({row["emailaddress1"] for row in dataverse.rows("contacts")}) == 2


def test_h21_a_constant_in_a_key_is_refused_before_anything_is_written(face):
    with Emulator(seed="empty", metadata=keyed()) as dataverse:
        complaints = face(dataverse, REFERENCE).check().complaints
        assert [(one.column, one.blocks) for one in complaints] == [("emailaddress1", True)]


def test_h18_a_mask_that_the_environment_has_no_room_for_is_refused_when_planned(face):
    schema = stock_schema()
    columns = tuple(evolve(one, max_length=5) if one.name == "firstname" else one for one in schema.tables["contact"].columns)
    short = evolve(schema, tables={**schema.tables, "contact": evolve(schema.tables["contact"], columns=columns)})
    with Emulator(seed="empty", metadata=short) as dataverse:
        load(dataverse, {"contacts": [contact()]})
        with pytest.raises(Refused, match=r"contacts\.firstname: 6 characters do not fit a column of 5"):
            face(dataverse, COMPLETE).plan(PERSON)
        assert {part.method for request in dataverse.requests for part in request.parts} == {"GET"}


def portal():
    """A stock environment with the columns of the portals on contacts."""
    schema = stock_schema()
    names = [info.wire_name for info in COMPLETE["contacts"].optional_columns if info.wire_name.startswith("adx_")]
    columns = tuple(
        ColumnSchema(
            name=name,
            logical_name=name,
            edm_type="Edm.String",
            attribute_type="String",
            max_length=200,
            valid_for_create=True,
            valid_for_update=True,
            valid_for_read=True,
        )
        for name in names
    )
    contacts = schema.tables["contact"]
    return evolve(schema, tables={**schema.tables, "contact": evolve(contacts, columns=(*contacts.columns, *columns))})


def test_h16_portal_columns_are_read_and_erased_where_they_are_and_secrets_never_shown(face):
    with Emulator(seed="empty", metadata=portal()) as dataverse:
        load(
            dataverse,
            {
                "contacts": [
                    contact(adx_identity_username="ada", adx_identity_passwordhash="CANARY-HASH", adx_createdbyipaddress="10.0.0.1")
                ]
            },
        )
        dsr = face(dataverse, COMPLETE)
        for _ in range(2):  # before and after the environment's columns are known
            report = dsr.access(PERSON)
            (row,) = report.collections["contacts"].rows
            assert (row["adx_identity_username"], row["adx_createdbyipaddress"], report.http_calls) == ("ada", "10.0.0.1", 2)
            assert "CANARY" not in str(row)
            assert "adx_identity_passwordhash" not in row
        receipt = dsr.erase(dsr.plan(PERSON))
        assert dsr.verify(receipt).status is Status.COMPLETE
        (row,) = dataverse.rows("contacts")
        assert {row[name] for name in row if name.startswith("adx_")} == {None}


def test_third_parties_are_withheld_unless_asked_for(dataverse):
    load(dataverse, {"contacts": [contact(spousesname="William", assistantphone="+44 3")]})
    dsr = complete(dataverse)
    report = dsr.access(PERSON)
    assert "spousesname" not in report.collections["contacts"].rows[0]
    assert {"spousesname", "assistantphone"} == {column.name for column in report.collections["contacts"].withheld}
    assert dsr.access(PERSON, third_parties=True).collections["contacts"].rows[0]["spousesname"] == "William"
    (write,) = dsr.plan(PERSON).operations
    assert {"spousesname", "assistantphone"} <= set(write.columns)


def test_channels_are_closed_on_request_and_only_then(dataverse):
    load(dataverse, {"contacts": [contact(donotemail=True, donotphone=False)]})
    dsr = complete(dataverse)
    assert not any(column.startswith("donot") for column in dsr.plan(PERSON).operations[0].columns)
    plan = dsr.plan(PERSON, do_not_contact=True)
    columns = plan.operations[0].columns
    assert {"donotphone", "donotfax", "followemail"} <= set(columns)
    assert "donotemail" not in columns  # it says so already
    check = dsr.verify(dsr.erase(plan))
    assert check.status is Status.COMPLETE
    (row,) = dataverse.rows("contacts")
    assert (row["donotphone"], row["donotfax"], row["donotbulkemail"], row["followemail"]) == (True, True, True, False)


def test_the_file_of_a_note_goes_with_its_name(dataverse):
    ada = contact()
    load(
        dataverse,
        {
            "contacts": [ada],
            "annotations": [
                note("contact", ada["contactid"], documentbody="Q0FOQVJZ", filename="ada.txt", mimetype="text/plain", isdocument=True)
            ],
        },
    )
    dsr = complete(dataverse)
    check = dsr.verify(dsr.erase(dsr.plan(PERSON)))
    assert check.status is Status.COMPLETE
    (row,) = dataverse.rows("annotations")
    assert (row["documentbody"], row["filename"], row["mimetype"]) == (None, None, None)


def test_addresses_of_the_others_stay_in_the_lists_of_a_mail(dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "emails": [activity("contact", ada["contactid"], sender=ADA, torecipients=f"eve@x.org;{ADA};")]})
    dsr = complete(dataverse)
    receipt = dsr.erase(dsr.plan(PERSON))
    assert dsr.verify(receipt).status is Status.COMPLETE
    (row,) = dataverse.rows("emails")
    assert (row["sender"], row["torecipients"], row["subject"]) == ("***", "eve@x.org;***;", "MASKED")


def test_every_column_that_looks_personal_is_masked_or_kept_for_a_reason():
    assert coverage(COMPLETE) == ()


NAMES = st.sampled_from(["Ada", "Eve", "Grace"])


@st.composite
def worlds(draw):
    """Some people who share addresses, accounts and cases, and what hangs on them."""
    firm = {"accountid": key(), "name": "Engines"}
    people = [
        contact(
            f"p{number}@example.com",
            draw(NAMES),
            f"L{number}",
            description=f"CANARY-{number}",
            **(bound("parentcustomerid", "account", firm["accountid"]) if draw(st.booleans()) else {}),
        )
        for number in range(3)
    ]
    data = {
        "accounts": [firm],
        "contacts": people,
        "incidents": [],
        "annotations": [],
        "customeraddresses": [],
        "quotes": [],
        "salesorders": [],
        "invoices": [],
        "emails": [],
        "leads": [],
    }
    for number, one in enumerate(people):
        here, canary = one["contactid"], f"CANARY-{number}"
        for _ in range(draw(st.integers(0, 2))):
            data["incidents"].append(case(here, title=canary, description=canary))
            data["annotations"].append(note("incident", data["incidents"][-1]["incidentid"], subject=canary, notetext=canary))
        for name, make in [("quotes", quote), ("invoices", invoice), ("salesorders", order)]:
            if draw(st.booleans()):
                data[name].append(make(here, billto_line1=canary))
        if draw(st.booleans()):
            data["customeraddresses"].append(address(here, line1=canary, line2=canary))
        if draw(st.booleans()):
            data["emails"].append(activity("contact", here, subject=canary, description=canary))
        if draw(st.booleans()):
            data["leads"].append(
                lead(
                    f"l{number}@example.com",
                    one["firstname"],
                    one["lastname"],
                    description=canary,
                    **bound("parentcontactid", "contact", here),
                )
            )
        if draw(st.booleans()):
            data["incidents"].append(
                {
                    **case(here, title=f"of {canary}"),
                    **bound("customerid", "account", firm["accountid"]),
                    **bound("primarycontactid", "contact", here),
                }
            )
    return data


@pytest.mark.parametrize("catalogue", [REFERENCE, COMPLETE], ids=lambda one: one.name)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=worlds())
def test_h13_h41_an_erasure_changes_no_record_outside_its_plan_and_no_order(catalogue, data):
    with Emulator(seed="empty") as dataverse:
        fill(dataverse, data)

        def rows():
            return {
                **everything(dataverse),
                **{("emails", row["activityid"]): row for row in dataverse.rows("emails")},
                **{("accounts", row["accountid"]): row for row in dataverse.rows("accounts")},
            }

        before = rows()
        dsr = DataSubjectRequests(dataverse.client(), catalogue)
        plan = dsr.plan(Identity(email="p0@example.com"))
        receipt = dsr.erase(plan)
        planned = {(write.collection, str(write.record_id)): set(write.columns) for write in plan.operations}
        now = rows()
        assert not any(collection == "salesorders" for collection, _ in planned)
        assert now.keys() == before.keys()
        assert all(now[place] == row for place, row in before.items() if place not in planned)
        for place, columns in planned.items():
            assert not any("CANARY" in str(now[place][column]) for column in columns)
        assert dsr.verify(receipt).status is Status.COMPLETE
        if catalogue is COMPLETE:
            shared = {row["incidentid"] for row in data["incidents"] if "_primarycontactid_value" in row}
            kept = [place for place, row in now.items() if "CANARY-0" in str(row) and place[0] != "salesorders" and place[1] not in shared]
            assert kept == []
