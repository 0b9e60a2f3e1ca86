"""Settings of a call: each is its documented header, none leaks out of its flow, and none can be passed by hand."""

import pytest
from zoo import A1, A2, K1, Animal

from dataverse_sdk.errors import UsageError
from dataverse_sdk.operations import Batch, CallSettings, Headers, Request, execute, get
from dataverse_sdk.operations.settings import check_headers, with_settings
from dataverse_sdk.testing import ROOT, ScriptedDriver, batch_reply, json_reply

ROW = {"zoo_animalid": str(A1)}


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        (CallSettings(as_user=K1), ("CallerObjectId", str(K1))),
        (CallSettings(bypass_business_logic="sync"), ("MSCRM.BypassBusinessLogicExecution", "CustomSync")),
        (CallSettings(bypass_business_logic="async"), ("MSCRM.BypassBusinessLogicExecution", "CustomAsync")),
        (CallSettings(bypass_business_logic="both"), ("MSCRM.BypassBusinessLogicExecution", "CustomSync,CustomAsync")),
        (CallSettings(suppress_flows=True), ("MSCRM.SuppressCallbackRegistrationExpanderJob", "true")),
        (CallSettings(suppress_duplicate_detection=False), ("MSCRM.SuppressDuplicateDetection", "false")),
        (CallSettings(suppress_duplicate_detection=True), ("MSCRM.SuppressDuplicateDetection", "true")),
        (CallSettings(solution="zoo"), ("MSCRM.SolutionUniqueName", "zoo")),
        (CallSettings(strong_consistency=True), ("Consistency", "Strong")),
    ],
)
def test_each_setting_is_its_documented_header(settings: CallSettings, header: tuple[str, str]) -> None:
    assert list(settings.apply(Request("GET", "zoo_animals")).headers) == [header]


def test_no_settings_change_nothing() -> None:
    request = Request("GET", "zoo_animals?$top=1")
    assert CallSettings().apply(request) == request


def test_a_tag_is_a_query_option_and_is_never_added_to_a_link_of_the_service() -> None:
    tag = CallSettings(tag="a b&c")
    link = f"{ROOT.url}zoo_animals?$skiptoken=1"
    targets = [tag.apply(Request("GET", target)).target for target in ("zoo_animals", "zoo_animals?$top=1", link)]
    assert targets == ["zoo_animals?tag=a%20b%26c", "zoo_animals?$top=1&tag=a%20b%26c", link]


def test_settings_hold_for_every_request_of_a_flow_and_for_no_other() -> None:
    driver = ScriptedDriver(json_reply(ROW), json_reply(ROW))
    driver.run(with_settings(execute(get(Animal, A1)), CallSettings(as_user=K1)))
    driver.run(execute(get(Animal, A1)))
    assert [request.headers.get("CallerObjectId") for request in driver.requests] == [str(K1), None]


def test_settings_of_a_batch_stand_on_the_batch_and_on_each_part() -> None:
    settings = CallSettings(as_user=K1)
    batch = Batch(settings=settings)
    batch.add(get(Animal, A1))
    batch.add(get(Animal, A2))
    driver = ScriptedDriver(batch_reply(json_reply(ROW), json_reply(ROW)))
    driver.run(with_settings(batch.flow(), settings))
    (request,) = driver.requests
    body = request.content(ROOT)
    assert body is not None
    assert request.headers.get("CallerObjectId") == str(K1)
    assert body.count(f"CallerObjectId: {K1}".encode()) == 2


@pytest.mark.parametrize("name", ["CallerObjectId", "mscrmcallerid", "MSCRM.Anything", "Authorization", "Host", "Content-Length"])
def test_a_header_that_could_break_a_scope_cannot_be_passed_by_hand(name: str) -> None:
    with pytest.raises(UsageError, match="by hand"):
        check_headers(Headers([(name, "x")]))


def test_other_headers_can() -> None:
    assert list(check_headers(Headers([("Prefer", "x")]))) == [("Prefer", "x")]


def test_settings_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="bypass"):
        CallSettings(bypass_business_logic="all")  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        CallSettings(solution="a\r\nb: c").apply(Request("GET", "zoo_animals"))
