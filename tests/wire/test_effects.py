"""Flows: their shape, their ends, and the values and errors that pass through handlers."""

from collections.abc import Generator

import pytest

from dataverse_sdk.errors import ConnectionLost, UsageError
from dataverse_sdk.testing import ScriptedDriver, script
from dataverse_sdk.wire.effects import Flow, Locate, Renew, Send, Sleep, at_once, counted, locate, perform, send, sleep, through
from dataverse_sdk.wire.messages import Reply, Request, ServiceRoot
from dataverse_sdk.wire.operation import Operation, execute

GET = Request("GET", "contacts(1)?$select=fullname")
ROOT = ServiceRoot("https://other.example")


def test_each_effect_is_answered_in_kind() -> None:
    def flow() -> Flow[tuple[Reply, ServiceRoot]]:
        yield from sleep(2)
        yield Renew()
        return (yield from send(GET)), (yield from locate())

    value, effects = script(flow(), Reply(204), root=ROOT)
    assert value == (Reply(204), ROOT)
    assert effects == [Sleep(2), Renew(), Send(GET), Locate()]


def test_an_operation_is_a_request_and_a_reader() -> None:
    operation = Operation(GET, lambda reply: reply.status)
    assert script(execute(operation), Reply(204)) == (204, [Send(GET)])
    more = operation.with_headers(("Prefer", "x"))
    assert (more.request.headers.get("prefer"), operation.request.headers.get("prefer")) == ("x", None)
    assert repr(operation) == "<Operation <Request GET contacts(...)?$select>>"


def test_handlers_see_every_effect_and_change_what_they_like() -> None:
    def flow() -> Flow[int]:
        reply = yield from send(GET)
        yield from sleep(1)
        return reply.status

    def handle(effect: object) -> Flow[object]:
        if isinstance(effect, Sleep):
            return None
        return (yield from perform(Send(Request("GET", "changed"))))

    assert script(through(flow(), handle), Reply(200)) == (200, [Send(Request("GET", "changed"))])


def test_an_error_reaches_the_flow_and_its_end_reaches_the_caller() -> None:
    closed = []

    def flow() -> Flow[str]:
        try:
            yield from send(GET)
        except ConnectionLost:
            return "seen"
        finally:
            closed.append(True)
        return "not seen"  # pragma: no cover

    assert script(counted(flow()), ConnectionLost()) == (("seen", 1), [Send(GET)])
    assert closed == [True]


def test_a_flow_is_closed_when_its_driver_stops() -> None:
    closed = []

    def flow() -> Flow[None]:
        try:
            yield from send(GET)
        finally:
            closed.append(True)

    driver = ScriptedDriver()
    with pytest.raises(AssertionError, match="no answer left for <Request GET"):
        driver.run(counted(flow()))
    assert closed == [True]


def test_a_script_is_used_up() -> None:
    with pytest.raises(AssertionError, match="1 answers left over"):
        script(send(GET), Reply(200), Reply(200))


def test_an_answer_can_be_made_of_the_request() -> None:
    driver = ScriptedDriver(lambda request: Reply(200, body=request.target.encode()), lambda _: UsageError("no"))
    assert driver.run(send(GET)).body == GET.target.encode()
    with pytest.raises(UsageError, match="no"):
        driver.run(send(GET))
    assert driver.requests == [GET, GET]
    assert driver.sleeps == []


def test_a_synchronous_driver_waits_for_nothing() -> None:
    class Never:
        def __await__(self) -> Generator[None, None, None]:
            yield

    async def waits() -> None:
        await Never()

    async def answers() -> int:
        return 1

    assert at_once(answers()) == 1
    with pytest.raises(RuntimeError, match="nothing to wait for"):
        at_once(waits())
