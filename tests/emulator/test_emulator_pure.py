"""The rooms of the emulator that hold no state: messages, replies, paths, preferences, formats, states, bodies, checks."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataverse_sdk.emulator.http.messages import Headers, Reply, Request, phrase
from dataverse_sdk.emulator.http.paths import Segment, literal, parse_path, parse_target, split_arguments
from dataverse_sdk.emulator.http.preferences import read_preferences
from dataverse_sdk.emulator.http.refusals import Refusal, no_property, no_resource
from dataverse_sdk.emulator.http.replies import json_text
from dataverse_sdk.emulator.reading.formatting import formatter
from dataverse_sdk.emulator.reading.paging import Place, read_token, write_token
from dataverse_sdk.emulator.storage.values import to_sql
from dataverse_sdk.emulator.writing.payload import read_json, read_payload
from dataverse_sdk.emulator.writing.states import STATES, Switches, check_editable, first_status, next_state
from dataverse_sdk.emulator.writing.validation import checked
from dataverse_sdk.schema.model import ColumnSchema
from dataverse_sdk.schema.stock import stock_schema

CONTACT = stock_schema().tables["contact"]


# -- messages and replies ------------------------------------------------------------------------------------------------


def test_header_names_have_no_case_and_repeated_fields_are_joined() -> None:
    headers = Headers([("Prefer", "a"), ("PREFER", "b"), ("Accept", "c")])
    assert (headers["prefer"], "ACCEPT" in headers, len(headers), list(headers)) == ("a, b", True, 2, ["prefer", "accept"])


def test_a_status_without_a_name_has_no_phrase() -> None:
    assert (phrase(412), phrase(799)) == ("Precondition Failed", "")


def test_a_request_is_copied_with_another_target_or_body() -> None:
    request = Request("GET", "/a", body=b"x")
    assert request.replace(target="/b") == Request("GET", "/b", body=b"x")
    assert request.replace(body=b"y") == Request("GET", "/a", body=b"y")
    assert Reply(200).with_headers(("A", "b")) == Reply(200, (("A", "b"),))


def test_json_text_keeps_every_digit_of_a_decimal() -> None:
    value = {"a": [Decimal("922337203685477.5807"), None, True, "é\u2028"], "b": (1, 2.5), "c": {}}
    text = json_text(value)
    assert json.loads(text, parse_float=Decimal) == {"a": [*value["a"]], "b": [1, Decimal("2.5")], "c": {}}
    assert "922337203685477.5807" in text


def test_a_refusal_shows_status_code_and_message() -> None:
    assert repr(no_resource("x")) == "Refusal(404 Not Found, '0x8006088a', \"Resource not found for the segment 'x'.\")"
    message = "Could not find a property named 'Name' on type 'Microsoft.Dynamics.CRM.account'."
    assert no_property("Name", "account").message == message


# -- paths ---------------------------------------------------------------------------------------------------------------

PATHS = [
    ("", ()),
    ("/", ()),
    ("contacts", (Segment("contacts"),)),
    ("contacts(1)/x/$count", (Segment("contacts", "1"), Segment("x"), Segment("$count"))),
    ("contacts(a='x/y)(''z',b=2)/c", (Segment("contacts", "a='x/y)(''z',b=2"), Segment("c"))),
    ("WhoAmI()", (Segment("WhoAmI", ""),)),
]


@pytest.mark.parametrize(("path", "segments"), PATHS)
def test_a_path_is_cut_outside_quotes_and_parentheses(path: str, segments: tuple[Segment, ...]) -> None:
    assert parse_path(path) == segments


@pytest.mark.parametrize("path", ["contacts('", "contacts(", "contacts)", "contacts(1)x"])
def test_a_path_that_does_not_close_is_refused(path: str) -> None:
    with pytest.raises(Refusal):
        parse_path(path)


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ("5", {"": "5"}),
        ("'a=b,c'", {"": "'a=b,c'"}),
        ("a='x',b=2", {"a": "'x'", "b": "2"}),
        (" a = 'x=y' ", {"a": "'x=y'"}),
    ],
)
def test_arguments_are_named_literals(arguments: str, names: dict[str, str]) -> None:
    assert split_arguments(arguments) == names


@pytest.mark.parametrize(
    ("text", "value"),
    [("'O''Brien'", "O'Brien"), ("''", ""), ("true", True), ("false", False), ("null", None), ("-5", -5), ("1.5", "1.5"), ("x", "x")],
)
def test_a_key_literal_stands_for_a_value(text: str, value: object) -> None:
    assert literal(text) == value


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_any_text_between_quotes_is_itself(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    (segment,) = parse_path(f"contacts(name={quoted})")
    assert literal(split_arguments(segment.arguments or "")["name"]) == text


def test_a_target_is_read_absolute_or_relative_encoded_or_raw() -> None:
    absolute = parse_target("https://x.test/api/data/v9.2/contacts(a=%27b%2Fc%27)?%24filter=d+eq+%27e%2Bf%27&$top=1&&g")
    assert absolute.root == "/api/data/v9.2"
    assert absolute.segments == (Segment("contacts", "a='b/c'"),)
    assert absolute.pairs == (("$filter", "d eq 'e+f'"), ("$top", "1"), ("g", ""))
    assert parse_target("contacts?$filter=a eq '#'").pairs == (("$filter", "a eq '#'"),)
    assert parse_target("/org1/api/data/v9.0").root == "/org1/api/data/v9.0"


@given(st.integers(2, 99), st.lists(st.none() | st.integers(-(2**62), 2**62) | st.text(), max_size=4))
def test_a_place_comes_back_from_its_token(page: int, after: list[object]) -> None:
    token = parse_target("x?t=" + write_token("q", page, after)).pairs[0][1]  # type: ignore[arg-type]
    assert read_token("q", token) == Place(page, tuple(after))  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        read_token("other", token)


# -- preferences ---------------------------------------------------------------------------------------------------------


def test_preferences_are_read_in_every_spelling() -> None:
    text = 'return=representation, odata.maxpagesize=5; odata.include-annotations="a.b,c.*",odata.continue-on-error,x=y'
    found = read_preferences(text)
    assert (found.page_size, found.representation, found.continue_on_error) == (5, True, True)
    assert [found.annotations.wants(name) for name in ("a.b", "c.d", "d")] == [True, True, False]
    applied = 'odata.maxpagesize=5,return=representation,odata.include-annotations="a.b,c.*"'
    assert found.applied(page=True, representation=True) == (("Preference-Applied", applied),)
    assert read_preferences("").applied(page=True) == ()


@pytest.mark.parametrize(("text", "size"), [("odata.maxpagesize=9999", 5000), ("maxpagesize=0", None), ("maxpagesize=x", None)])
def test_a_page_is_never_larger_than_five_thousand(text: str, size: int | None) -> None:
    assert read_preferences(text).page_size == size


def test_change_tracking_is_a_preference() -> None:
    assert read_preferences("odata.track-changes").track_changes


# -- formats -------------------------------------------------------------------------------------------------------------


def column(edm: str, attribute: str | None = None, **more: object) -> ColumnSchema:
    return ColumnSchema("c", "c", edm, attribute, **more)  # type: ignore[arg-type]


FORMATS = [
    (column("Edm.Int32", options=((1, "One"),)), 1, "One"),
    (column("Edm.Int32", options=((1, "One"),)), 2, None),
    (column("Edm.String", options=((1, "One"), (9, "Nine")), multi_select=True), "1,9,12", "One; Nine; 12"),
    (column("Edm.Boolean"), True, "Yes"),
    (column("Edm.Boolean", options=((0, "Allow"), (1, "Do Not Allow"))), False, "Allow"),
    (column("Edm.Int32"), 9500, "9,500"),
    (column("Edm.Int64"), -1234567, "-1,234,567"),
    (column("Edm.Double", precision=5), 47.639583, "47.63958"),
    (column("Edm.Double"), 1.5, "1.50"),
    (column("Edm.Decimal", "Money"), 100000, "$100,000.00"),
    (column("Edm.Decimal", "Money", precision=4), -1, "($1.0000)"),
    (column("Edm.Decimal", "Decimal"), -1.5, "-1.50"),
    (column("Edm.Decimal"), 1.5, "1.50"),
    (column("Edm.DateTimeOffset"), "2023-04-07T14:59:01Z", "4/7/2023 2:59 PM"),
    (column("Edm.DateTimeOffset"), "2023-04-07T00:05:00Z", "4/7/2023 12:05 AM"),
    (column("Edm.Date"), "1815-12-10", "12/10/1815"),
]


@pytest.mark.parametrize(("schema", "value", "shown"), FORMATS)
def test_a_formatted_value_is_what_a_person_would_read(schema: ColumnSchema, value: object, shown: str | None) -> None:
    write = formatter(schema)
    assert write is not None
    assert write(to_sql(schema, value)) == shown


@pytest.mark.parametrize("edm", ["Edm.String", "Edm.Guid", "Edm.Binary"])
def test_text_and_ids_have_no_formatted_value(edm: str) -> None:
    assert formatter(column(edm)) is None


# -- states --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", STATES)
def test_every_state_is_reached_with_its_default_status(table: str) -> None:
    for number, state in STATES[table].items():
        assert next_state(table, "id", (99, None), number, None) == (number, state.statuses[0])
        assert first_status(table, number) == state.statuses[0]


def test_the_states_are_those_of_the_stock_schema() -> None:
    for name, states in STATES.items():
        table = stock_schema().tables.get(name)
        statecode = None if table is None else table.column("statecode")
        if statecode is not None and statecode.options:
            assert {number: state.label for number, state in states.items()} == dict(statecode.options), name
        statuscode = None if table is None else table.column("statuscode")
        if statuscode is not None and statuscode.options:
            here = {status for state in states.values() for status in state.statuses}
            assert here == {status for status, _ in statuscode.options}, name


def test_a_status_of_an_unknown_table_is_taken_as_given() -> None:
    assert next_state("new_thing", "id", (0, 1), None, 77) == (0, 77)
    assert next_state("new_thing", "id", (0, 1), 1, None) == (1, 2)
    assert next_state("contact", "id", (0, 1), 0, None) == (0, 1)
    assert first_status("contact", 7) is None
    with pytest.raises(Refusal, match=r"State\.7"):
        next_state("contact", "id", (0, 1), 7, 1)


def test_a_scheduled_appointment_stays_editable() -> None:
    check_editable("appointment", 3, frozenset({"subject"}), Switches(closed_activities_locked=True))
    with pytest.raises(Refusal):
        check_editable("appointment", 1, frozenset({"subject"}), Switches(closed_activities_locked=True))


# -- bodies and checks ---------------------------------------------------------------------------------------------------


def test_a_body_is_sorted_into_columns_binds_and_records() -> None:
    body = {
        "@odata.type": "Microsoft.Dynamics.CRM.contact",
        "lastname": "X",
        "lastname@odata.type": "Edm.String",
        "parentcustomerid_account@odata.bind": "accounts(1)",
        "masterid": None,
        "createdby": {"firstname": "Y"},
        "Contact_Annotation": [{"subject": "s"}],
        "contact_customer_contacts@odata.bind": ["contacts(1)", "contacts(2)"],
    }
    found = read_payload(CONTACT, body)
    assert [(each.name, value) for each, value in found.columns] == [("lastname", "X")]
    assert {(each.navigation.name, each.reference) for each in found.binds} == {
        ("parentcustomerid_account", "accounts(1)"),
        ("masterid", None),
    }
    assert [(navigation.name, items) for navigation, items in found.collections] == [
        ("Contact_Annotation", ({"subject": "s"},)),
        ("contact_customer_contacts", ("contacts(1)", "contacts(2)")),
    ]
    assert [(navigation.name, value) for navigation, value in found.parents] == [("createdby", {"firstname": "Y"})]
    one = read_payload(CONTACT, {"contact_customer_contacts@odata.bind": "contacts(1)"})
    assert one.collections[0][1] == ("contacts(1)",)


def test_numbers_in_a_body_are_exact() -> None:
    assert read_json("contacts", b'\xef\xbb\xbf{"a":0.1,"b":[1]}') == {"a": Decimal("0.1"), "b": [1]}


def test_too_many_choices_are_refused() -> None:
    schema = column("Edm.String", multi_select=True)
    assert checked(CONTACT, schema, "3,1,,2") == "1,2,3"
    with pytest.raises(Refusal, match="outside the valid range"):
        checked(CONTACT, schema, ",".join(map(str, range(151))))


def test_a_system_required_column_refuses_null_and_others_take_it() -> None:
    assert checked(CONTACT, column("Edm.String"), None) is None
    with pytest.raises(Refusal, match="cannot be set to NULL"):
        checked(CONTACT, column("Edm.String", required_level="SystemRequired"), None)
    assert checked(CONTACT, column("Edm.Double", minimum=0, maximum=9), 5) == 5.0
    assert checked(CONTACT, column("Edm.Guid"), "0f8fad5b-d9cb-469f-a165-70867728950e") is not None
