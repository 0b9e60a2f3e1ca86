"""Settings of a call that travel as headers or query options: who it acts for, what business logic runs.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/optional-parameters and impersonate-another-user-web-api.
They are values with names, never free headers: a header such as `CallerObjectId` in the wrong call acts as somebody else.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar
from uuid import UUID

from attrs import evolve, field, frozen, validators

from ..errors import UsageError
from ..wire.effects import Effect, Flow, Send, perform, through
from ..wire.literals import encode
from ..wire.literals import name as checked_name
from ..wire.messages import Headers, Request

__all__ = ["CallSettings", "check_headers", "with_settings"]

T = TypeVar("T")

# Set by CallSettings only; passed by hand they could outlive their scope or forge an identity.
_RESERVED = frozenset(
    {
        "authorization",
        "callerobjectid",
        "content-length",
        "host",
        "mscrmcallerid",
        "transfer-encoding",
    }
)


@frozen(kw_only=True)
class CallSettings:
    """What holds for every call in a scope.

    `as_user` acts for another user, by Entra object id (needs the Delegate role). `bypass_business_logic` keeps synchronous and/or
    asynchronous custom logic from running, `suppress_flows` keeps Power Automate flows from being triggered; both need privileges.
    `detect_duplicates` turns duplicate detection on for creates and updates. `solution` names the solution that metadata changes go to.
    `tag` is a text that plug-ins can read. `strong_consistency` bypasses the service's metadata caches.
    """

    as_user: UUID | None = None
    bypass_business_logic: Literal["sync", "async", "both"] | None = field(
        default=None, validator=validators.optional(validators.in_(("sync", "async", "both")))
    )
    suppress_flows: bool = False
    detect_duplicates: bool = False
    solution: str | None = None
    tag: str | None = None
    strong_consistency: bool = False

    def apply(self, request: Request) -> Request:
        """Gives the request with these settings on it."""
        headers: list[tuple[str, str]] = []
        if self.as_user is not None:
            headers.append(("CallerObjectId", str(self.as_user)))
        if self.bypass_business_logic is not None:
            steps = {"sync": "CustomSync", "async": "CustomAsync", "both": "CustomSync,CustomAsync"}[self.bypass_business_logic]
            headers.append(("MSCRM.BypassBusinessLogicExecution", steps))
        if self.suppress_flows:
            headers.append(("MSCRM.SuppressCallbackRegistrationExpanderJob", "true"))
        if self.detect_duplicates:
            headers.append(("MSCRM.SuppressDuplicateDetection", "false"))
        if self.solution is not None:
            headers.append(("MSCRM.SolutionUniqueName", checked_name(self.solution)))
        if self.strong_consistency:
            headers.append(("Consistency", "Strong"))
        target = request.target
        if self.tag is not None and "://" not in target:  # a link that the service made is never added to
            target += f"{'&' if '?' in target else '?'}tag={encode(self.tag)}"
        return evolve(request, target=target, headers=Headers([*request.headers, *headers]))


def check_headers(headers: Headers) -> Headers:
    """Gives back headers of the caller's own making, and refuses those that belong to a scope or to the HTTP library."""
    for name, _ in headers:
        if name.lower() in _RESERVED or name.lower().startswith("mscrm."):
            raise UsageError(f"{name} is set by client.options(...), not by hand")
    return headers


def with_settings(flow: Flow[T], settings: CallSettings) -> Flow[T]:
    """Runs a flow with settings on every request it sends. On a `$batch` they stand on the outer request and hold for every part."""

    def handle(effect: Effect) -> Flow[Any]:
        return perform(Send(settings.apply(effect.request)) if isinstance(effect, Send) else effect)

    return through(flow, handle)
