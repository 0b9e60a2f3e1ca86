"""The connection test: each way to fail is told from the others, by both clients."""

import base64
import json
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest
from azure.core.credentials import AccessToken

from dataverse_sdk import AsyncDataverseClient, DataverseClient, WhoAmI, table_of
from dataverse_sdk.client.diagnosis import Ask, Authenticate, Diagnosis, Finding, Knock, diagnose, diagnose_async, diagnosing
from dataverse_sdk.emulator import URL, Emulator
from dataverse_sdk.errors import AuthenticationError, ConnectionLost, InvalidReply, service_error
from dataverse_sdk.tables import Contact
from dataverse_sdk.wire.messages import Reply, ServiceRoot

ROOT = ServiceRoot("https://org.crm4.dynamics.com")
TENANT = "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e5001"
WHO = WhoAmI(UUID(int=1), UUID(int=2), UUID(int=3))
CHALLENGE = f"Bearer authorization_uri=https://login.microsoftonline.com/{TENANT}/oauth2/authorize, resource_id={ROOT.origin}/"
KNOCKED = Reply(401, [("WWW-Authenticate", CHALLENGE)])
HOST = Finding("host", True, "reached, it answers 401")
TOKEN = Finding("token", True, "accepted")


def jwt(**claims: Any) -> str:
    return f"h.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.s"


GOOD = jwt(aud=ROOT.origin, exp=2000, tid=TENANT)


def run(*answers: Any, tables: Any = (), root: ServiceRoot = ROOT) -> Diagnosis:
    """Plays the answers to a diagnosis, and checks that it asks in order and for no more."""
    steps = diagnosing(root, tables, now=1000.0)
    kinds = [Knock, Authenticate, Ask]
    answer: Any = None
    for place, following in enumerate([*answers, None]):
        try:
            step = steps.send(answer)
        except StopIteration as stop:
            assert place == len(answers)
            found: Diagnosis = stop.value
            return found
        assert isinstance(step, kinds[min(place, 2)])
        answer = following
    raise AssertionError("it asks for more")


def test_a_connection_in_order_has_four_good_findings() -> None:
    found = run(KNOCKED, GOOD, WHO, None, tables=[table_of(Contact)])
    assert found == Diagnosis(
        (
            HOST,
            TOKEN,
            Finding("application_user", True, "the environment has a user for it"),
            Finding("role", True, "contact can be read"),
        ),
        WHO,
        TENANT,
    )
    assert (found.ok, found.wrong) == (True, None)
    assert str(found).splitlines()[-1] == "ok    role: contact can be read"


def behind(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (behind(httpx.ConnectError("x"), socket.gaierror(-2, "x")), "its name has no address (DNS)"),
        (behind(httpx.ConnectError("x"), ssl.SSLCertVerificationError("x")), "its certificate is not trusted (TLS)"),
        (behind(httpx.ConnectError("x"), ssl.SSLError("x")), "no encrypted connection could be made (TLS)"),
        (behind(httpx.ConnectError("x"), ExceptionGroup("x", [ConnectionRefusedError()])), "it refuses connections (TCP)"),
        (behind(httpx.ConnectTimeout("x"), TimeoutError()), "it does not answer (TCP)"),
        (httpx.ReadTimeout("x"), "it does not answer in time"),
        (behind(httpx.ConnectError("x"), OSError("x")), "it cannot be reached (TCP)"),
        (httpx.RemoteProtocolError("x"), "it cannot be reached (RemoteProtocolError)"),
    ],
)
def test_an_unreachable_host_says_at_which_layer(error: Exception, seen: str) -> None:
    error.__context__ = error  # a loop, as careless code makes them
    found = run(error)
    assert (found.wrong, found.findings[0].seen, bool(found.findings[0].advice)) == ("host", seen, True)


@pytest.mark.parametrize(
    ("status", "part"), [(302, "host"), (404, "host"), (410, "host"), (429, "service"), (500, "service"), (503, "service")]
)
def test_a_host_that_is_no_web_api_is_told_from_one_that_is_out_of_order(status: int, part: str) -> None:
    found = run(Reply(status))
    assert (found.wrong, found.tenant_id, found.ok) == (part, None, False)


def test_a_host_may_let_anybody_in() -> None:
    assert run(Reply(200), GOOD, WHO).ok


@pytest.mark.parametrize(
    ("root", "advice"),
    [
        (ROOT, "in the cloud 'public', whose users sign in at https://login.microsoftonline.com"),
        (ServiceRoot(URL), "in no cloud known here"),
    ],
)
def test_a_credential_that_gives_no_token_is_the_tokens_fault_and_the_cloud_is_named(root: ServiceRoot, advice: str) -> None:
    found = run(KNOCKED, AuthenticationError("AADSTS700016: no such application"), root=root)
    assert found.findings[:1] == (HOST,)
    assert found.findings[1].seen == "the credential gave none: AADSTS700016: no such application"
    assert advice in found.findings[1].advice
    assert run(KNOCKED, ValueError("secret")).findings[1].seen == "the credential gave none: ValueError"


@pytest.mark.parametrize(
    ("code", "part", "advice"),
    [
        ("0x80072560", "application_user", "create an application user"),
        ("0x80041D1F", "application_user", "disabled"),
        ("0x80040225", "application_user", "disabled"),
        ("0x80042f09", "role", "no security role"),
        ("0x80040220", "role", "privilege"),
        ("0x80048306", "role", "privilege"),
        ("", "application_user", "create an application user"),
    ],
)
def test_the_services_code_says_whether_the_user_or_a_role_is_wrong(code: str, part: str, advice: str) -> None:
    found = run(KNOCKED, GOOD, service_error(403, code))
    assert found.findings[:2] == (HOST, TOKEN)
    assert (found.wrong, found.findings[2].seen) == (part, f"403 {code}".strip())
    assert advice in found.findings[2].advice


@pytest.mark.parametrize(
    ("token", "seen"),
    [
        (jwt(aud="https://other.crm.dynamics.com/"), ": its audience is another resource"),
        (jwt(aud=f"{ROOT.origin}/", exp=999), ": it has expired"),
        (jwt(aud="00000007-0000-0000-c000-000000000000", tid="other"), ": it is from another tenant"),
        (GOOD, ""),
        (jwt(aud=ROOT.origin), ""),
        ("opaque", ""),
        ("a.!.c", ""),
        ("a.WzFd.c", ""),
    ],
)
def test_a_token_that_is_turned_down_is_looked_into(token: str, seen: str) -> None:
    found = run(KNOCKED, token, service_error(401))
    assert (found.wrong, found.findings[1].seen) == ("token", f"turned down (401){seen}")
    assert found.findings[1].advice
    assert token not in str(found)


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (AuthenticationError("no second token"), "token"),
        (ConnectionLost("x"), "host"),
        (InvalidReply("x"), "service"),
        (service_error(503), "service"),
        (service_error(401, "0x80072560"), "application_user"),
    ],
)
def test_other_failures_are_not_blamed_on_the_caller(error: Exception, part: str) -> None:
    assert run(KNOCKED, GOOD, error).wrong == part


@pytest.mark.parametrize(
    ("error", "part", "seen"),
    [
        (service_error(403, "0x80040220"), "role", "contact cannot be read: 403 0x80040220"),
        (service_error(404), "service", "there is no table contact"),
        (service_error(500), "service", "contact cannot be read: 500"),
        (ConnectionLost("x"), "service", "contact cannot be read (ConnectionLost)"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(error: Exception, part: str, seen: str) -> None:
    found = run(KNOCKED, GOOD, WHO, error, tables=[table_of(Contact)])
    assert (found.wrong, found.findings[-1].seen, found.who) == (part, seen, WHO)


# -- the two functions


class Fixed:
    """A credential with one token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def get_token(self, *_scopes: str) -> AccessToken:
        return AccessToken(self._token, 2**40)


class Broken:
    """A credential that has none."""

    def get_token(self, *_scopes: str) -> AccessToken:
        raise RuntimeError("AADSTS7000222: expired keys for app 'x'")


@pytest.fixture
def dataverse() -> Iterator[Emulator]:
    with Emulator(seed="empty") as emulator:
        yield emulator


def both(url: str, credential: Any, transport: Any = None, **tables: Any) -> Diagnosis:
    """What both functions find, which is the same."""
    with httpx.Client(transport=transport) as http, DataverseClient(url, credential, http=http, allow_insecure_loopback=True) as client:
        found = diagnose(client, **tables)

    async def ask() -> Diagnosis:
        async with (
            httpx.AsyncClient(transport=transport) as http,
            AsyncDataverseClient(url, credential, http=http, allow_insecure_loopback=True) as client,
        ):
            return await diagnose_async(client, **tables)

    assert anyio.run(ask) == found
    return found


def test_an_environment_in_order(dataverse: Emulator) -> None:
    found = both(URL, Fixed("any"), dataverse.transport(), tables=[Contact])
    assert (found.ok, found.tenant_id, [finding.part for finding in found.findings]) == (
        True,
        TENANT,
        ["host", "token", "application_user", "role"],
    )
    assert [request.status for request in dataverse.requests] == [401, 200, 200] * 2


def test_a_name_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_arguments: Any, **_options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert both("https://nosuch.invalid", Fixed("t")).findings[0].seen == "its name has no address (DNS)"


def test_a_port_nobody_listens_on() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and not listening
        found = both(f"http://127.0.0.1:{taken.getsockname()[1]}", Fixed("t"))
    assert found.findings[0].seen == "it refuses connections (TCP)"


def test_a_certificate_that_is_not_trusted(dataverse: Emulator) -> None:
    with dataverse.serve(tls=True) as url:
        assert both(url, Fixed("t")).findings[0].seen == "its certificate is not trusted (TLS)"


def test_an_address_that_does_not_speak_tls() -> None:
    class Greeter(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Greeter) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            found = both(f"https://127.0.0.1:{server.server_address[1]}", Fixed("t"))
        finally:
            server.shutdown()
            thread.join()
    assert found.findings[0].seen == "no encrypted connection could be made (TLS)"


def test_a_credential_that_has_none(dataverse: Emulator) -> None:
    found = both(URL, Broken(), dataverse.transport())
    assert found.findings[1].seen.endswith("AADSTS7000222: the client secret has expired; make a new one")


def test_a_token_for_another_resource_and_an_application_without_a_user(dataverse: Emulator) -> None:
    identity = dataverse.identity
    identity.strict = True
    identity.register_application("app", in_environment=False)
    foreign = both(URL, Fixed(identity.issue_token("https://other.test")), dataverse.transport())
    nobody = both(URL, Fixed(identity.issue_token(URL, client_id="app")), dataverse.transport())
    assert (foreign.findings[1].seen, nobody.wrong) == ("turned down (401): its audience is another resource", "application_user")


def test_a_missing_privilege_on_a_table(dataverse: Emulator) -> None:
    for place in (3, 6):
        dataverse.faults.answer(403, code="0x80040220", nth=place)
    found = both(URL, Fixed("t"), dataverse.transport(), tables=[Contact])
    assert (found.wrong, found.who is not None) == ("role", True)
