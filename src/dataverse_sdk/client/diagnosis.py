"""What is wrong with a connection: the host, the token, the application user or a role, and what to do about it.

Knows how each of them fails. `diagnosing` decides and performs nothing; the two functions below it do what it asks for. Nothing secret
and nothing personal is in a finding: the token is looked into here, which is for finding faults and for nothing else, and only the names
of what is wrong in it come out.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/authenticate-oauth,
https://learn.microsoft.com/power-platform/admin/manage-application-users
"""

from __future__ import annotations

import json
import re
import socket
import ssl
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from attrs import frozen

from ..errors import AuthenticationError, DataverseError, ServiceError, TransportError
from ..model import Entity, TableInfo, table_of
from ..operations.functions import WhoAmI, who_am_i
from ..wire.challenges import bearer_challenge
from ..wire.effects import at_once, performed
from ..wire.messages import Headers, Reply, Request, ServiceRoot
from ..wire.operation import Operation
from ..wire.replies import raise_for_status
from .async_client import AsyncDataverseClient
from .clouds import cloud_of
from .entra import advice_on
from .sync_client import DataverseClient

__all__ = ["Diagnosis", "Finding", "Part", "diagnose", "diagnose_async"]

Part: TypeAlias = Literal["host", "token", "application_user", "role", "service"]


@frozen
class Finding:
    """One part that was looked at: whether it is in order, what was seen, and what to do where it is not."""

    part: Part
    ok: bool
    seen: str
    advice: str = ""

    def __str__(self) -> str:
        mark = "ok   " if self.ok else "WRONG"
        return f"{mark} {self.part.replace('_', ' ')}: {self.seen}{f'; {self.advice}' if self.advice else ''}"


@frozen
class Diagnosis:
    """What a connection test found, in the order it looked; it stops at the first part that is wrong. `print` shows it to a person.

    `who` is the caller, where the service knew one; `tenant_id` the environment's, where the service named it.
    """

    findings: tuple[Finding, ...]
    who: WhoAmI | None = None
    tenant_id: str | None = None

    @property
    def ok(self) -> bool:
        """Whether everything that was looked at is in order."""
        return all(finding.ok for finding in self.findings)

    @property
    def wrong(self) -> Part | None:
        """The part that is wrong, or None."""
        return next((finding.part for finding in self.findings if not finding.ok), None)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))


# -- what is decided


@frozen
class Knock:
    """Ask the service without a token; answered with its Reply, or with the error in its place."""

    url: str


@frozen
class Authenticate:
    """Ask the credential for a token; answered with it, or with the AuthenticationError in its place."""


@frozen
class Ask:
    """Send an operation, with the token; answered with its value, or with the DataverseError in its place."""

    operation: Operation[Any]


Step: TypeAlias = Knock | Authenticate | Ask

_CREATE_USER = (
    "the token is good, and the environment has no user for it: create an application user for the client id in the Power Platform admin"
    " center, in this environment, and give it a security role; a person needs a licence and access to the environment"
)
_DISABLED = "the user is disabled; enable it in the environment"
_PRIVILEGE = "a privilege is missing; extend the user's security role"
# https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
_CODES: Mapping[str, tuple[Part, str]] = {
    "0x80072560": ("application_user", _CREATE_USER),
    "0x80040225": ("application_user", _DISABLED),
    "0x80041d1f": ("application_user", _DISABLED),
    "0x80042f09": ("role", "the user has no security role; assign one"),
    "0x80040220": ("role", _PRIVILEGE),
    "0x80048306": ("role", _PRIVILEGE),
}


def diagnosing(root: ServiceRoot, tables: Sequence[TableInfo] = (), *, now: float = 0.0) -> Generator[Step, Any, Diagnosis]:
    """Looks at host, token, user and roles in turn, and gives what was found. `now` is the time, for the token's."""
    findings: list[Finding] = []
    challenge: dict[str, str] = {}

    def done(*more: Finding, who: WhoAmI | None = None) -> Diagnosis:
        return Diagnosis((*findings, *more), who, _tenant(challenge))

    knocked = yield Knock(f"{root.url}WhoAmI()")
    host = _host(knocked, root)
    if isinstance(knocked, Reply):
        challenge = bearer_challenge(knocked.headers)
    if not host.ok:
        return done(host)
    findings.append(host)

    token = yield Authenticate()
    if isinstance(token, Exception):
        return done(Finding("token", False, f"the credential gave none: {_reason(token)}", _cloud_advice(root)))

    who = yield Ask(who_am_i())
    if not isinstance(who, WhoAmI):
        return done(*_refused(who, token, root, challenge, now))
    findings += [
        Finding("token", True, "accepted"),
        Finding("application_user", True, "the environment has a user for it"),
    ]
    for table in tables:
        read = yield Ask(_one_row(table))
        if isinstance(read, DataverseError):
            return done(_role(read, table), who=who)
        findings.append(Finding("role", True, f"{table.logical_name} can be read"))
    return done(who=who)


def _one_row(table: TableInfo) -> Operation[None]:
    return Operation(Request("GET", f"{table.set_name}?$select={table.key}&$top=1"), raise_for_status)


def _tenant(challenge: dict[str, str]) -> str | None:
    """`https://login.microsoftonline.com/<tenant>/oauth2/authorize` is how the service names its tenant."""
    found = re.search(r"://[^/]+/([0-9a-fA-F-]{36})(?:/|$)", challenge.get("authorization_uri", ""))
    return found[1].lower() if found else None


def _reason(error: Exception) -> str:
    # The driver's own sentence, or the credential's error in few words; never its text.
    return str(error) if isinstance(error, AuthenticationError) else advice_on(error)


def _cloud_advice(root: ServiceRoot) -> str:
    placement = cloud_of(root.origin)
    if placement.known:
        return f"this environment is in the cloud {placement.cloud.name!r}, whose users sign in at {placement.cloud.authority}"
    return "this host is in no cloud known here; check the environment's URL, and pass the authority to the credential"


def _host(knocked: Reply | Exception, root: ServiceRoot) -> Finding:
    if not isinstance(knocked, Reply):
        seen, advice = _unreachable(knocked)
        return Finding("host", False, seen, advice)
    if knocked.status >= 500 or knocked.status == 429:
        return Finding("service", False, f"it answers {knocked.status}", "the service is not available now; try again later")
    if 300 <= knocked.status < 400:
        return Finding("host", False, "it redirects", "this is not the address of a Web API; check the environment's URL")
    if knocked.status in (404, 410):
        return Finding("host", False, f"it answers {knocked.status}", "there is no environment at this address, or it was deleted or moved")
    return Finding("host", True, f"reached, it answers {knocked.status}")


# In this order: a certificate error is an OSError too.
_CAUSES: tuple[tuple[type[BaseException], str, str], ...] = (
    (socket.gaierror, "its name has no address (DNS)", "check the spelling of the environment's URL, and the network's name service"),
    (
        ssl.SSLCertVerificationError,
        "its certificate is not trusted (TLS)",
        "a proxy may stand in between; trust its certificate in the HTTP client, and never switch verification off",
    ),
    (ssl.SSLError, "no encrypted connection could be made (TLS)", "check that the address speaks https, and what stands in between"),
    (ConnectionRefusedError, "it refuses connections (TCP)", "check the port, the firewall and the proxy"),
    (TimeoutError, "it does not answer (TCP)", "check the firewall and the proxy"),
    (OSError, "it cannot be reached (TCP)", "check the network, the firewall and the proxy"),
)


def _unreachable(error: BaseException) -> tuple[str, str]:
    chain = list(_chain(error))
    for kind, seen, advice in _CAUSES:
        if any(isinstance(one, kind) for one in chain):
            return seen, advice
    if any("Timeout" in type(one).__name__ for one in chain):
        return "it does not answer in time", "check the firewall and the proxy"
    return f"it cannot be reached ({type(error).__name__})", "check the network, the firewall and the proxy"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and everything that led to it, as far as Python knows."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [more for more in (one.__cause__, one.__context__) if more is not None]
            if isinstance(one, BaseExceptionGroup):
                waiting += one.exceptions


def _refused(error: DataverseError, token: str, root: ServiceRoot, challenge: dict[str, str], now: float) -> tuple[Finding, ...]:
    """What it means that the service did not say who the caller is."""
    accepted = Finding("token", True, "accepted")
    if isinstance(error, AuthenticationError):  # a second token, after the first was turned down
        return (Finding("token", False, f"the credential gave none: {_reason(error)}", _cloud_advice(root)),)
    if not isinstance(error, ServiceError):
        part: Part = "host" if isinstance(error, TransportError) else "service"
        return (Finding(part, False, f"no usable answer ({type(error).__name__})", "try again; a proxy may stand in between"),)
    seen = f"{error.status} {error.code}".rstrip()
    if error.code.lower() in _CODES:
        wrong, advice = _CODES[error.code.lower()]
        return accepted, Finding(wrong, False, seen, advice)
    if error.status == 401:
        return (Finding("token", False, *_why_unauthorized(token, root, challenge, now)),)
    if error.status == 403:
        return accepted, Finding("application_user", False, seen, _CREATE_USER)
    return (Finding("service", False, f"it answers {seen}", "the service is not in order; try again later"),)


def _why_unauthorized(token: str, root: ServiceRoot, challenge: dict[str, str], now: float) -> tuple[str, str]:
    claims = _claims(token)
    if claims is None:
        return "turned down (401)", "it is no Entra ID token; use a credential of azure-identity"
    audience = str(claims.get("aud", "")).rstrip("/").lower()
    # The service's own name for itself is an audience too, and an application id is how some tokens spell it.
    accepted = {root.origin, challenge.get("resource_id", "").rstrip("/").lower(), root.origin.replace(".api.", ".")}
    if "://" in audience and audience not in accepted:
        return "turned down (401): its audience is another resource", f"ask for the scope {root.origin}/.default"
    expires = claims.get("exp")
    if isinstance(expires, int) and expires <= now:
        return "turned down (401): it has expired", "check the clock of this machine, and the credential's cache"
    tenant = _tenant(challenge)
    if tenant is not None and str(claims.get("tid", tenant)).lower() != tenant:
        return "turned down (401): it is from another tenant", f"sign in to the environment's tenant, {tenant}"
    return "turned down (401)", _cloud_advice(root)


def _claims(token: str) -> dict[str, Any] | None:
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        value = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _role(error: DataverseError, table: TableInfo) -> Finding:
    name = table.logical_name
    if isinstance(error, ServiceError):
        if error.status == 403:
            advice = f"give the user a security role with the read privilege on {name}"
            return Finding("role", False, f"{name} cannot be read: 403 {error.code}".rstrip(), advice)
        if error.status == 404:
            return Finding("service", False, f"there is no table {name}", "install the app it belongs to, or leave it out")
        return Finding("service", False, f"{name} cannot be read: {error.status} {error.code}".rstrip(), "try again later")
    return Finding("service", False, f"{name} cannot be read ({type(error).__name__})", "try again later")


# -- what is done


def _steps(root: ServiceRoot, tables: Sequence[type[Entity]]) -> Generator[Step, Any, Diagnosis]:
    return diagnosing(root, [table_of(table) for table in tables], now=time.time())


def _kept(answer: Callable[[Step], Awaitable[Any]]) -> Callable[[Step], Awaitable[Any]]:
    """Answers with the error in its place: whatever goes wrong is what is asked about."""

    async def kept(step: Step) -> Any:
        try:
            return await answer(step)
        except Exception as error:
            return error

    return kept


def diagnose(client: DataverseClient, *, tables: Sequence[type[Entity]] = ()) -> Diagnosis:
    """Tests a connection, and says which of host, token, application user or role is wrong. Raises nothing for what it finds.

    `tables` are entity classes whose rows the caller has to be able to read; without any, roles are tested only as far as the service
    brings them up by itself. It sends one request without a token, one with, and one for each table, with the client's retries.
    """
    driver = client._driver

    def knock(url: str) -> Reply:
        response = driver.http.send(driver.http.build_request("GET", url, timeout=driver.waits(None)), stream=True, follow_redirects=False)
        response.close()  # whatever it says, the status and the headers are what is asked for
        return Reply(response.status_code, Headers(response.headers.multi_items()))

    async def answer(step: Step) -> Any:
        match step:
            case Knock(url):
                return knock(url)
            case Authenticate():
                return driver.tokens.get()
            case Ask(operation):
                return client.send(operation)

    return at_once(performed(_steps(client.root, tables), _kept(answer)))


async def diagnose_async(client: AsyncDataverseClient, *, tables: Sequence[type[Entity]] = ()) -> Diagnosis:
    """Tests the connection of an asynchronous client; see `diagnose`."""
    driver = client._driver

    async def knock(url: str) -> Reply:
        built = driver.http.build_request("GET", url, timeout=driver.waits(None))
        response = await driver.http.send(built, stream=True, follow_redirects=False)
        await response.aclose()
        return Reply(response.status_code, Headers(response.headers.multi_items()))

    async def answer(step: Step) -> Any:
        match step:
            case Knock(url):
                return await knock(url)
            case Authenticate():
                return await driver.tokens.get()
            case Ask(operation):
                return await client.send(operation)

    return await performed(_steps(client.root, tables), _kept(answer))
