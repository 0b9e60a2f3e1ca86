"""Signing a person in to a web application, against the emulator's identity service over TLS."""

import json
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import httpx
import pytest
import requests

from dataverse_sdk import AsyncDataverseClient, DataverseClient
from dataverse_sdk.client.signin import PendingSignIn, SignedIn, WebSignIn, _check
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import AuthenticationError, UsageError

APP = "11111111-2222-3333-4444-555555555555"
BACK = "https://app.test/back"
SECRET = "hush-hush"


class Site:
    """A web application and its browser, in a few lines."""

    def __init__(self) -> None:
        self.emulator = Emulator(seed="empty")
        self.identity = self.emulator.identity
        self.identity.strict = True
        self.identity.register_application(APP, secret=SECRET, redirect_uris=[BACK])
        self._serving = self.emulator.serve(tls=True)
        self.url = self._serving.__enter__()
        self.ca = str(self.emulator.certificate)
        self.context = ssl.create_default_context(cafile=self.ca)
        self.browser = httpx.Client(verify=self.context)
        self._open: list[WebSignIn] = []

    def sign_in(self, **changes: Any) -> WebSignIn:
        options: dict[str, Any] = {
            "client_id": APP,
            "client_secret": SECRET,
            "redirect_uri": BACK,
            "tenant_id": self.identity.tenant_id,
            "authority": self.url,
            "ca_file": self.ca,
            "instance_discovery": False,
            **changes,
        }
        self._open.append(WebSignIn(self.url, **options))
        return self._open[-1]

    def visit(self, pending: PendingSignIn) -> dict[str, str]:
        """What the browser brings back."""
        reply = self.browser.get(pending.url)
        assert reply.status_code == 302, reply.text
        return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["location"]).query).items()}

    def signed_in(self, **changes: Any) -> WebSignIn:
        made = self.sign_in(**changes)
        pending = made.begin(response_mode="query")
        made.finish(pending.session, self.visit(pending))
        return made

    def close(self) -> None:
        for one in self._open:
            one.close()
        self.browser.close()
        self._serving.__exit__(None, None, None)
        self.emulator.close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


def test_a_person_who_signed_in_is_a_credential_of_either_client(site: Site) -> None:
    with site.sign_in() as made:
        pending = made.begin(response_mode="query", prompt="select_account", login_hint="user@emulator.test")
        assert made.finish(pending.session, site.visit(pending)).username == "user@emulator.test"
        with httpx.Client(verify=site.context) as http, DataverseClient(site.url, made, http=http) as client:
            assert client.who_am_i()

        async def ask() -> None:
            async with httpx.AsyncClient(verify=site.context) as http, AsyncDataverseClient(site.url, made, http=http) as client:
                assert await client.who_am_i()

        anyio.run(ask)


def test_the_url_carries_state_a_nonce_and_a_pkce_challenge_and_asks_for_a_form(site: Site) -> None:
    pending = site.sign_in().begin(claims='{"access_token":{"x":null}}', domain_hint="organizations")
    query = {name: values[0] for name, values in parse_qs(urlsplit(pending.url).query).items()}
    assert (query["response_mode"], query["code_challenge_method"], query["redirect_uri"]) == ("form_post", "S256", BACK)
    assert f"{site.url}/.default" in query["scope"].split()
    assert {"state", "nonce", "code_challenge", "claims", "domain_hint"} <= query.keys()
    # The secret half stays behind.
    assert json.loads(pending.session)["code_verifier"] not in pending.url
    assert site.sign_in().begin().url != pending.url


def test_an_answer_to_another_sign_in_is_refused(site: Site) -> None:
    made = site.sign_in()
    mine, theirs = made.begin(response_mode="query"), made.begin(response_mode="query")
    with pytest.raises(AuthenticationError, match="does not belong"):
        made.finish(mine.session, site.visit(theirs))
    with pytest.raises(AuthenticationError, match="does not belong"):
        made.finish(mine.session, {"code": "x"})
    assert made.account is None


@pytest.mark.parametrize("session", ["", "[]", "{}", '{"state": "x"}', '{"state": 1, "code_verifier": "x"}', "[" * 10_000])
def test_a_session_without_a_sign_in_is_refused(session: str) -> None:
    made = WebSignIn("https://org.crm.dynamics.com", client_id=APP, redirect_uri=BACK)
    with pytest.raises(AuthenticationError, match="begin it again"):
        made.finish(session, {"state": "x", "code": "x"})


def test_a_person_who_says_no_is_an_authentication_error_without_their_name(site: Site) -> None:
    made = site.sign_in()
    pending = made.begin()
    answer = {"error": "access_denied", "error_description": "ada@example.com said no", "state": json.loads(pending.session)["state"]}
    with pytest.raises(AuthenticationError, match=r"^nobody was signed in: access_denied$"):
        made.finish(pending.session, answer)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (
            {"error": "x", "error_description": "AADSTS65004: ada@example.com"},
            "nobody was signed in: AADSTS65004: the user declined to consent",
        ),
        ({"error": "ada@example.com"}, "nobody was signed in: the sign-in failed"),
        ({"error": 3}, "nobody was signed in: the sign-in failed"),
    ],
)
def test_an_error_document_becomes_its_number_or_its_name_and_nothing_more(result: dict[str, Any], message: str) -> None:
    with pytest.raises(AuthenticationError) as caught:
        _check(result)
    assert str(caught.value) == message


def test_a_wrong_secret_is_named_as_such(site: Site) -> None:
    made = site.sign_in(client_secret="wrong")
    pending = made.begin(response_mode="query")
    with pytest.raises(AuthenticationError, match="AADSTS7000215: the client secret is wrong"):
        made.finish(pending.session, site.visit(pending))


def test_an_answer_without_an_id_token_signs_nobody_in(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site.sign_in()
    pending = made.begin(response_mode="query")
    answer = site.visit(pending)
    directory = site.identity._directory
    original = directory.grant

    def without_id_token(*arguments: Any) -> dict[str, Any]:
        return {name: value for name, value in original(*arguments).items() if name not in ("id_token", "client_info", "refresh_token")}

    monkeypatch.setattr(type(directory), "grant", lambda _self, *arguments: without_id_token(*arguments))
    with pytest.raises(AuthenticationError, match="did not say who signed in"):
        made.finish(pending.session, answer)


def test_a_certificate_proves_the_application_as_well_as_a_secret(site: Site) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    pem = _certificate_for(key)
    site.identity.register_application(APP, certificate=pem, redirect_uris=[BACK])
    plain = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    locked = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"pw"))
    assert site.signed_in(client_secret=None, certificate=pem + plain).account
    assert site.signed_in(client_secret=None, certificate=(pem + locked).decode(), certificate_password="pw").account


def _certificate_for(key: Any) -> bytes:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


def test_a_public_client_signs_in_without_any_proof(site: Site) -> None:
    site.identity.register_application(APP, redirect_uris=[BACK])
    assert site.signed_in(client_secret=None).account


def test_the_cache_carries_a_person_from_one_request_to_the_next(site: Site) -> None:
    first = site.signed_in()
    assert first.changed
    text = first.serialize()
    assert not first.changed
    second = site.sign_in(cache=text)
    assert second.account == first.account
    assert second.get_token().token == first.get_token(first.scope).token
    assert second.get_token_info(second.scope).token == first.get_token_info(first.scope, options={}).token
    second.sign_out()
    assert (second.account, second.changed) == (None, True)
    with pytest.raises(AuthenticationError, match=r"send the browser to begin"):
        second.get_token(second.scope)


@pytest.mark.parametrize("cache", ["", "nonsense", "[]", "3"])
def test_a_cache_that_is_none_is_refused(cache: str) -> None:
    with pytest.raises(UsageError, match="serialize"):
        WebSignIn("https://org.crm.dynamics.com", client_id=APP, redirect_uri=BACK, cache=cache)


def test_claims_and_other_resources_get_a_token_of_their_own_by_the_refresh_token(site: Site) -> None:
    made = site.signed_in()
    first = made.get_token(made.scope).token
    claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
    assert made.get_token(made.scope, claims=claims, enable_cae=True, tenant_id="x").token != first
    assert made.get_token_info(made.scope, options={"claims": claims}).token != first
    assert made.get_token("https://globaldisco.crm.dynamics.com/.default").token != first


def test_a_sign_in_that_was_revoked_says_so(site: Site) -> None:
    made = site.signed_in()
    site.identity.revoke_sign_ins()
    with pytest.raises(AuthenticationError, match="AADSTS700082: the sign-in has expired; sign in again"):
        made.get_token("https://other.test/.default")
    with (
        DataverseClient("https://other.test", made) as client,
        pytest.raises(AuthenticationError, match=r"WebSignIn gave no token .*: nobody was signed in: AADSTS700082"),
    ):
        client.who_am_i()


def test_an_account_without_tokens_has_to_sign_in_again(site: Site) -> None:
    cache = json.loads(site.signed_in().serialize())
    made = site.sign_in(cache=json.dumps({"Account": cache["Account"]}))
    with pytest.raises(AuthenticationError, match="the sign-in is gone"):
        made.get_token()


def test_nothing_secret_is_shown(site: Site) -> None:
    assert repr(site.sign_in()) == "<WebSignIn not signed in>"
    made = site.signed_in()
    account = made.account
    assert account is not None
    assert repr(made) == "<WebSignIn signed in>"
    assert repr(account) == f"SignedIn(account_id={account.account_id!r})"
    assert repr(PendingSignIn("u", "s")) == "PendingSignIn()"
    assert SignedIn("a", "b") == SignedIn("a", "b")


def test_a_sign_in_service_that_cannot_be_reached_or_knows_no_such_tenant_is_an_authentication_error(site: Site) -> None:
    with pytest.raises(AuthenticationError, match=r"could not be reached \(ConnectionError\)") as caught:
        site.sign_in(authority="https://127.0.0.1:1").begin()
    assert isinstance(caught.value.__cause__, requests.ConnectionError)
    with pytest.raises(AuthenticationError, match="AADSTS90002: there is no such tenant"):
        site.sign_in(tenant_id="nobody").begin()


def test_a_certificate_that_is_not_trusted_is_not_passed_over(site: Site) -> None:
    with pytest.raises(AuthenticationError, match=r"\(SSLError\)"):
        site.sign_in(ca_file=None).begin()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_secret": "s", "certificate": "c"}, "not both"),
        ({"certificate": "nonsense"}, "PEM"),
        ({"tenant_id": "../x"}, "tenant_id"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_sent(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        WebSignIn("https://org.crm.dynamics.com", client_id=APP, redirect_uri=BACK, **changes)


def test_the_authority_is_that_of_the_environments_cloud() -> None:
    made = WebSignIn("https://org.crm.microsoftdynamics.us", client_id=APP, redirect_uri=BACK)
    assert made._authority == "https://login.microsoftonline.us/organizations"
    made.close()  # nothing was opened
