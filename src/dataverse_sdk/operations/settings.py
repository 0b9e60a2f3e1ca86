"""Settings of a call that travel as headers or query options: who it acts for, what business logic runs.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/optional-parameters and impersonate-another-user-web-api.
They are values with names, never free headers: a header such as `CallerObjectId` in the wrong call acts as somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar
from uuid import UUID

from attrs import converters, evolve, field, fields, frozen

from ..errors import UsageError
from ..model.values import as_uuid
from ..wire.effects import Effect, Flow, Send, perform, through
from ..wire.literals import encode
from ..wire.literals import name as checked_name
from ..wire.messages import Headers, Request

__all__ = ["CallSettings", "check_headers", "with_settings"]

T = TypeVar("T")

_STEPS: Mapping[str, str] = {"sync": "CustomSync", "async": "CustomAsync", "both": "CustomSync,CustomAsync"}
# Set by CallSettings only; passed by hand they could outlive their scope or forge an identity. The others belong to the HTTP library, or
# would make one request look like another to what stands between here and the service.
_RESERVED = frozenset(
    {
        "authorization",
        "callerobjectid",
        "connection",
        "content-length",
        "cookie",
        "expect",
        "forwarded",
        "host",
        "keep-alive",
        "mscrmcallerid",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "x-http-method",
        "x-http-method-override",
    }
)
# What one request says of itself: whether the labels of a definition are added to those that it has.
_OF_ONE_REQUEST = frozenset({"mscrm.mergelabels"})


@frozen(kw_only=True)
class CallSettings:
    """What holds for every call in a scope.

    `as_user` acts for another user, by Entra object id (needs the Delegate role). `bypass_business_logic` keeps synchronous and/or
    asynchronous custom logic from running, `suppress_flows` keeps Power Automate flows from being triggered; both need privileges.
    `suppress_duplicate_detection` says whether creates and updates that match a duplicate detection rule go through; left out, they do,
    which is the Web API's default, and False has them refused (DuplicateRecord). `solution` names the solution that metadata changes go
    to. `tag` is a text that plug-ins can read. `strong_consistency` bypasses the service's metadata caches.
    """

    as_user: UUID | None = field(default=None, converter=converters.optional(as_uuid))
    bypass_business_logic: Literal["sync", "async", "both"] | None = None
    suppress_flows: bool = False
    suppress_duplicate_detection: bool | None = None
    solution: str | None = field(default=None, converter=converters.optional(checked_name))
    tag: str | None = None
    strong_consistency: bool = False

    def __attrs_post_init__(self) -> None:
        if self.bypass_business_logic is not None and self.bypass_business_logic not in _STEPS:
            raise UsageError(f"bypass_business_logic is one of: {', '.join(_STEPS)}")
        if self.tag is not None:
            encode(self.tag)  # refuses what cannot be sent

    def over(self, outer: CallSettings | None) -> CallSettings:
        """Gives these settings with those of a surrounding scope where these say nothing: an inner scope adds to the outer one.

        So a tag for one call never ends an impersonation.
        """
        if outer is None:
            return self
        return evolve(outer, **{one.name: value for one in fields(CallSettings) if (value := getattr(self, one.name)) != one.default})

    def apply(self, request: Request) -> Request:
        """Gives the request with these settings on it."""
        headers: list[tuple[str, str]] = []
        if self.as_user is not None:
            headers.append(("CallerObjectId", str(self.as_user)))
        if self.bypass_business_logic is not None:
            headers.append(("MSCRM.BypassBusinessLogicExecution", _STEPS[self.bypass_business_logic]))
        if self.suppress_flows:
            headers.append(("MSCRM.SuppressCallbackRegistrationExpanderJob", "true"))
        if self.suppress_duplicate_detection is not None:
            headers.append(("MSCRM.SuppressDuplicateDetection", str(self.suppress_duplicate_detection).lower()))
        if self.solution is not None:
            headers.append(("MSCRM.SolutionUniqueName", self.solution))
        if self.strong_consistency:
            headers.append(("Consistency", "Strong"))
        target = request.target
        if self.tag is not None and "://" not in target:  # a link that the service made is never added to
            target += f"{'&' if '?' in target else '?'}tag={encode(self.tag)}"
        return evolve(request, target=target, headers=Headers([*request.headers, *headers]))


def check_headers(headers: Headers) -> Headers:
    """Gives back headers of the caller's own making, and refuses those that belong to a scope or to the HTTP library."""
    for name, _ in headers:
        if name.lower() in _RESERVED or (name.lower().startswith("mscrm.") and name.lower() not in _OF_ONE_REQUEST):
            raise UsageError(f"{name} is set by client.options(...) or by the client itself, not by hand")
    return headers


def with_settings(flow: Flow[T], settings: CallSettings | None) -> Flow[T]:
    """Runs a flow with settings on every request it sends; no request may bring such headers of its own.

    On a `$batch` they stand on the outer request and hold for every part.
    """

    def handle(effect: Effect) -> Flow[Any]:
        if isinstance(effect, Send):
            check_headers(effect.request.headers)
            if settings is not None:
                return perform(Send(settings.apply(effect.request)))
        return perform(effect)

    return through(flow, handle)
