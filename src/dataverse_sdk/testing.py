"""A driver that performs nothing: it answers a flow from a script and keeps what the flow asked for.

For tests of code that speaks this SDK's flows and operations. Knows no socket, no clock and no test framework. A flow cannot tell it from
the real drivers, so retries, paging, batches and a whole data subject request can be walked through in memory:

    driver = ScriptedDriver(json_reply({"value": []}))
    page = driver.run(execute(query_page(Query(Contact))))
    assert [request.method for request in driver.requests] == ["GET"]
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from .wire import json
from .wire.effects import Admit, Effect, Flow, Locate, Now, Send, Sleep, at_once, performed
from .wire.messages import Headers, Reply, Request, ServiceRoot
from .wire.multipart import Part, join, reply_to_bytes

__all__ = ["Answer", "ScriptedDriver", "batch_reply", "error_reply", "json_reply", "script"]

T = TypeVar("T")

# How a Send is answered: with a reply, with an error thrown into the flow, or with what a function makes of the request.
Answer = Reply | Exception | Callable[[Request], Reply | Exception]

ROOT = ServiceRoot("https://org.crm.dynamics.com")


class ScriptedDriver:
    """Answers each Send of a flow with the next answer of the script, and keeps every effect. Mutable; may run several flows.

    Locate is answered with `root`, Sleep, Renew and Heard at once, Admit with now, RetryPart with no. A Send beyond the end of the script
    raises AssertionError.
    """

    def __init__(self, *answers: Answer, root: ServiceRoot = ROOT) -> None:
        self.root = root
        self.effects: list[Effect] = []
        self.unused: list[Answer] = list(answers)

    @property
    def requests(self) -> list[Request]:
        """The requests that were sent, in order."""
        return [effect.request for effect in self.effects if isinstance(effect, Send)]

    @property
    def sleeps(self) -> list[float]:
        """The pauses that were asked for, in order."""
        return [effect.seconds for effect in self.effects if isinstance(effect, Sleep)]

    def run(self, flow: Flow[T]) -> T:
        """Performs a flow and gives its value, or raises what the flow raises."""
        return at_once(performed(flow, self._perform))

    async def _perform(self, effect: Effect) -> Any:
        self.effects.append(effect)
        match effect:
            case Locate():
                return self.root
            case Now():
                return sum(self.sleeps)  # time passes by sleeping only
            case Admit():
                return 0.0
            case Send(request):
                if not self.unused:
                    raise AssertionError(f"the script has no answer left for {request!r}")
                given = self.unused.pop(0)
                answer = given if isinstance(given, Reply | Exception) else given(request)
                if isinstance(answer, Exception):
                    raise answer
                return answer
            case _:
                return None


def script(flow: Flow[T], *answers: Answer, root: ServiceRoot = ROOT) -> tuple[T, list[Effect]]:
    """Runs a flow on a script, checks that the whole script was used, and gives the flow's value and its effects."""
    driver = ScriptedDriver(*answers, root=root)
    value = driver.run(flow)
    if driver.unused:
        raise AssertionError(f"the flow ended with {len(driver.unused)} answers left over")
    return value, driver.effects


def json_reply(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Gives a reply whose body is this value as JSON."""
    fields = {"Content-Type": "application/json; odata.metadata=minimal", "OData-Version": "4.0", **(headers or {})}
    return Reply(status, Headers(fields.items()), json.dumps(value), request_id="scripted")


def error_reply(status: int, code: str = "", message: str = "", *, headers: Mapping[str, str] | None = None) -> Reply:
    """Gives a refusal in Dataverse's form: `{"error": {"code": ..., "message": ...}}`."""
    return json_reply({"error": {"code": code, "message": message}}, status=status, headers=headers)


def batch_reply(*parts: Reply | Iterable[Reply | tuple[int, Reply]], status: int = 200) -> Reply:
    """Gives the reply to a `$batch`: a Reply for each request; for a change set its replies, each alone or with its Content-ID.

    A change set that failed is answered with one reply, of the operation that failed.
    """
    boundary = f"batchresponse_{secrets.token_hex(8)}"
    body = join([_part(part) if isinstance(part, Reply) else _changeset(part) for part in parts], boundary)
    return Reply(status, Headers([("Content-Type", f"multipart/mixed; boundary={boundary}")]), body, request_id="scripted")


_HTTP = (("Content-Type", "application/http"), ("Content-Transfer-Encoding", "binary"))


def _part(reply: Reply, *more: tuple[str, str]) -> Part:
    return Part(Headers([*_HTTP, *more]), reply_to_bytes(reply))


def _changeset(replies: Iterable[Reply | tuple[int, Reply]]) -> Part:
    boundary = f"changesetresponse_{secrets.token_hex(8)}"
    parts = [_part(each) if isinstance(each, Reply) else _part(each[1], ("Content-ID", str(each[0]))) for each in replies]
    return Part(Headers([("Content-Type", f"multipart/mixed; boundary={boundary}")]), join(parts, boundary))
