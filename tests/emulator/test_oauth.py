"""The identity service, asked by Microsoft's own libraries over TLS, and by hand where they would not do anything wrong."""

import base64
import hashlib
import html
import json
import re
import ssl
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import msal
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CertificateCredential, ClientSecretCredential, DeviceCodeCredential, InteractiveBrowserCredential
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from dataverse_sdk import DataverseClient
from dataverse_sdk.emulator import URL, Emulator
from dataverse_sdk.emulator.signin.oauth import IdentityProvider
from dataverse_sdk.emulator.signin.tokens import SigningKey, header_of, verified

TENANT = "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e5001"
APP = "11111111-2222-3333-4444-555555555555"
BACK = "https://app.test/back"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pem_of(key: Any) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(serialization.Encoding.PEM) + secret


@pytest.fixture
def identity(dataverse: Emulator) -> IdentityProvider:
    dataverse.identity.strict = True
    return dataverse.identity


@pytest.fixture
def served(dataverse: Emulator) -> Iterator[str]:
    with dataverse.serve(tls=True) as url:
        yield url


@pytest.fixture
def trust(dataverse: Emulator, served: str) -> dict[str, Any]:
    """What azure-identity is told about an authority that Microsoft does not run."""
    return {"authority": served, "disable_instance_discovery": True, "connection_verify": str(dataverse.certificate)}


@pytest.fixture
def web(dataverse: Emulator, served: str) -> Iterator[httpx.Client]:
    with httpx.Client(verify=ssl.create_default_context(cafile=str(dataverse.certificate)), base_url=served) as client:
        yield client


@pytest.fixture
def local(dataverse: Emulator) -> Iterator[httpx.Client]:
    """The same without a socket, for what no library of Microsoft's would send."""
    with httpx.Client(transport=dataverse.transport(), base_url=URL) as client:
        yield client


def who_am_i(url: str, credential: Any, web: httpx.Client) -> str:
    with DataverseClient(url, credential, http=web) as client:
        return str(client.who_am_i().user_id)


def post(client: httpx.Client, grant: str, tenant: str = TENANT, **fields: str) -> httpx.Response:
    return client.post(f"/{tenant}/oauth2/v2.0/token", data={"grant_type": grant, "client_id": APP, **fields})


def refused(response: httpx.Response) -> tuple[int, str, int]:
    body = response.json()
    assert body["error_description"].startswith(f"AADSTS{body['error_codes'][0]}: ")
    return response.status_code, body["error"], body["error_codes"][0]


# -- azure-identity and MSAL, unchanged


def test_a_client_secret_gives_a_token_that_the_web_api_takes(
    identity: IdentityProvider, served: str, trust: dict[str, Any], web: httpx.Client
) -> None:
    identity.register_application(APP, secret="right")
    with closing(ClientSecretCredential(TENANT, APP, "right", **trust)) as credential:
        assert who_am_i(served, credential, web) == "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e1001"
        assert credential.get_token(f"{served}/.default").expires_on == pytest.approx(time.time() + 3599, abs=30)


def test_a_wrong_secret_is_aadsts_7000215(identity: IdentityProvider, served: str, trust: dict[str, Any]) -> None:
    identity.register_application(APP, secret="right")
    with (
        closing(ClientSecretCredential(TENANT, APP, "wrong", **trust)) as credential,
        pytest.raises(ClientAuthenticationError, match="AADSTS7000215"),
    ):
        credential.get_token(f"{served}/.default")


@pytest.mark.parametrize("chain", [False, True])
def test_a_certificate_signs_the_application_in(
    identity: IdentityProvider, served: str, trust: dict[str, Any], web: httpx.Client, key: rsa.RSAPrivateKey, chain: bool, tmp_path: Path
) -> None:
    pem = tmp_path / "app.pem"
    pem.write_bytes(pem_of(key))
    identity.register_application(APP, certificate=pem)
    with closing(CertificateCredential(TENANT, APP, str(pem), send_certificate_chain=chain, **trust)) as credential:
        assert who_am_i(served, credential, web)


@pytest.mark.skipif(tuple(map(int, msal.__version__.split(".")[:2])) < (1, 35), reason="MSAL names certificates by SHA-256 since 1.35")
def test_msal_may_name_the_certificate_by_sha_256_and_sign_with_ps256(
    identity: IdentityProvider, dataverse: Emulator, served: str, key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(dataverse.certificate))
    pem = pem_of(key)
    identity.register_application(APP, certificate=pem)
    proof = {"private_key": pem.decode(), "public_certificate": pem.decode()}
    app = msal.ConfidentialClientApplication(APP, client_credential=proof, authority=f"{served}/{TENANT}", instance_discovery=False)
    result = app.acquire_token_for_client([f"{served}/.default"])
    app.http_client.close()
    assert verified(result["access_token"], identity._directory.key.public_key) is not None


def test_another_applications_certificate_is_aadsts_700027(
    identity: IdentityProvider, served: str, trust: dict[str, Any], key: rsa.RSAPrivateKey
) -> None:
    identity.register_application(APP, certificate=pem_of(rsa.generate_private_key(65537, 2048)))
    credential = CertificateCredential(TENANT, APP, certificate_data=pem_of(key), **trust)
    with closing(credential), pytest.raises(ClientAuthenticationError, match="AADSTS700027"):
        credential.get_token(f"{served}/.default")


def test_a_device_code_waits_for_somebody_to_open_the_page(
    identity: IdentityProvider, served: str, trust: dict[str, Any], web: httpx.Client
) -> None:
    identity.register_application(APP)

    def prompt(page: str, user_code: str, _expires: datetime) -> None:
        assert web.get(page).status_code == 200
        assert web.post(page, data={"code": "wrong"}).status_code == 400
        assert web.post(page, data={"code": f" {user_code.lower()} "}).status_code == 200

    with closing(DeviceCodeCredential(APP, tenant_id=TENANT, prompt_callback=prompt, **trust)) as credential:
        assert who_am_i(served, credential, web)
        assert credential.authenticate(scopes=[f"{served}/.default"]).username == "user@emulator.test"


def test_the_authorization_code_flow_of_msal_ends_with_an_account(
    identity: IdentityProvider, served: str, dataverse: Emulator, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(dataverse.certificate))
    identity.register_application(APP, secret="right", redirect_uris=[BACK])
    app = msal.ConfidentialClientApplication(APP, client_credential="right", authority=f"{served}/{TENANT}", instance_discovery=False)
    flow = app.initiate_auth_code_flow([f"{served}/.default"], redirect_uri=BACK, response_mode="form_post")
    page = web.get(flow["auth_uri"].replace("form_post", "query"))
    query = {name: values[0] for name, values in parse_qs(urlsplit(page.headers["location"]).query).items()}
    result = app.acquire_token_by_auth_code_flow(flow, query)
    (account,) = app.get_accounts()
    again = app.acquire_token_silent([f"{served}/.default"], account, force_refresh=True)
    app.http_client.close()
    assert result["id_token_claims"]["preferred_username"] == "user@emulator.test"
    assert again["access_token"] != result["access_token"]
    keys = jwt.PyJWKSet.from_dict(web.get(f"/{TENANT}/discovery/v2.0/keys").json())
    for token in (result["access_token"], again["access_token"]):
        claims = jwt.decode(token, keys[jwt.get_unverified_header(token)["kid"]].key, ["RS256"], audience=served)
        assert (claims["upn"], claims["scp"], claims["appid"]) == ("user@emulator.test", "user_impersonation", APP)


@pytest.mark.filterwarnings("ignore:response_mode")  # MSAL advises; azure-identity before 1.26 does not take the advice
def test_a_browser_signs_a_person_in(
    identity: IdentityProvider, served: str, trust: dict[str, Any], web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.register_application(APP, redirect_uris=["http://localhost"])
    visits: list[threading.Thread] = []

    def browse(page: str) -> None:
        # Newer versions ask for a form, which a browser posts by the script in the page; older ones for a redirect.
        reply = web.get(page)
        fields = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', reply.text)}
        action = [*re.findall(r'action="([^"]*)"', reply.text), reply.headers.get("location", "")][0]
        httpx.request("POST" if fields else "GET", html.unescape(action), data=fields or None, trust_env=False)

    def visit(page: str, *_: Any) -> bool:
        # A thread, as a browser is a process: the credential listens for the redirect once this returns.
        visits.append(threading.Thread(target=browse, args=(page,)))
        visits[-1].start()
        return True

    monkeypatch.setattr(webbrowser, "open", visit)
    with closing(InteractiveBrowserCredential(client_id=APP, tenant_id=TENANT, timeout=10, **trust)) as credential:
        assert who_am_i(served, credential, web)
    visits[0].join()


def test_msal_takes_the_instance_discovery_of_the_emulator(dataverse: Emulator, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(dataverse.certificate))
    app = msal.ConfidentialClientApplication(
        APP, client_credential="any", authority=f"{served}/{TENANT}", instance_discovery=f"{served}/common/discovery/instance"
    )
    with closing(app.http_client):
        assert app.authority.token_endpoint == f"{served}/{TENANT}/oauth2/v2.0/token"


# -- what a token has to be


def test_any_bearer_token_will_do_until_strict_mode_is_asked_for(dataverse: Emulator, local: httpx.Client) -> None:
    ask = {"Authorization": "Bearer anything"}
    assert local.get("/api/data/v9.2/WhoAmI()", headers=ask).status_code == 200
    dataverse.identity.strict = True
    assert local.get("/api/data/v9.2/WhoAmI()", headers=ask).status_code == 401
    with dataverse.client() as client:
        assert client.who_am_i()


def call(local: httpx.Client, token: str) -> httpx.Response:
    return local.get("/api/data/v9.2/WhoAmI()", headers={"Authorization": f"Bearer {token}"})


def test_the_challenge_names_the_authority_and_the_resource(dataverse: Emulator, local: httpx.Client) -> None:
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Basic YTpi"}):
        reply = local.get("/api/data/v9.2/WhoAmI()", headers=headers)
        assert (reply.status_code, reply.headers["WWW-Authenticate"]) == (
            401,
            f"Bearer authorization_uri={URL}/{TENANT}/oauth2/authorize, resource_id={URL}/",
        )


def test_expired_foreign_and_forged_tokens_are_turned_down(identity: IdentityProvider, local: httpx.Client) -> None:
    identity.token_seconds = 60
    assert identity.token_seconds == 60
    good = identity.issue_token(f"{URL}/")
    forged = SigningKey().sign(jwt.decode(good, options={"verify_signature": False}))
    unsigned = jwt.encode(jwt.decode(good, options={"verify_signature": False}), None, "none")
    replies = [call(local, token) for token in (good, identity.issue_token("https://other.test"), forged, unsigned, "a.b.c", good[:-9])]
    assert [reply.status_code for reply in replies] == [200, 401, 401, 401, 401, 401]
    assert 'error="invalid_token"' in replies[1].headers["WWW-Authenticate"]
    later = time.time() + 61
    identity.now = lambda: later
    assert call(local, good).status_code == 401


def test_revoked_tokens_are_answered_with_a_claims_challenge(identity: IdentityProvider, local: httpx.Client) -> None:
    token = identity.issue_token(URL)
    identity.revoke_tokens()
    assert 'error="insufficient_claims", claims="ey' in call(local, token).headers["WWW-Authenticate"]
    assert call(local, identity.issue_token(URL)).status_code == 200


def test_whoever_has_no_user_in_the_environment_is_no_member(identity: IdentityProvider, local: httpx.Client) -> None:
    identity.register_application(APP, in_environment=False)
    identity.register_application("member")
    identity.register_user("Guest@emulator.test", in_environment=False)
    tokens = [
        identity.issue_token(URL, client_id=APP),
        identity.issue_token(URL, username="guest@EMULATOR.test"),
        identity.issue_token(URL, client_id="member"),
        identity.issue_token(URL, username="user@emulator.test"),
    ]
    replies = [call(local, token) for token in tokens]
    assert [reply.status_code for reply in replies] == [403, 403, 200, 200]
    assert replies[0].json()["error"]["code"] == "0x80072560"


def test_a_token_named_by_the_command_line_is_the_only_one_even_in_strict_mode() -> None:
    with Emulator(seed="empty", token="mine") as dataverse, httpx.Client(transport=dataverse.transport(), base_url=URL) as local:
        dataverse.identity.strict = True
        assert call(local, "mine").status_code == 200
        assert call(local, dataverse.identity.issue_token(URL)).status_code == 401
        with dataverse.client() as client:
            assert client.who_am_i()


def test_signing_in_is_not_in_the_trace_and_does_not_meet_faults(dataverse: Emulator, local: httpx.Client) -> None:
    dataverse.faults.answer(503)
    assert post(local, "client_credentials", client_secret="any", scope=f"{URL}/.default").status_code == 200
    assert call(local, "any").status_code == 503
    assert [entry.status for entry in dataverse.requests] == [503]


# -- registration


def test_until_an_application_is_registered_every_one_is_welcome_in_any_tenant(local: httpx.Client, dataverse: Emulator) -> None:
    reply = post(local, "client_credentials", tenant="contoso.onmicrosoft.com", client_secret="any", scope=f"{URL}/.default")
    claims = jwt.decode(reply.json()["access_token"], options={"verify_signature": False})
    assert (reply.status_code, claims["aud"], claims["tid"], claims["idtyp"]) == (200, URL, "contoso.onmicrosoft.com", "app")
    dataverse.identity.register_application("somebody")
    assert refused(post(local, "client_credentials", tenant="contoso.onmicrosoft.com")) == (400, "invalid_tenant", 90002)
    assert refused(post(local, "client_credentials")) == (400, "unauthorized_client", 700016)


def test_a_certificate_that_is_none_or_has_no_rsa_key_is_refused(identity: IdentityProvider) -> None:
    with pytest.raises(ValueError, match=r"PEM|certificate"):
        identity.register_application(APP, certificate=b"nonsense")
    with pytest.raises(ValueError, match="RSA"):
        identity.register_application(APP, certificate=pem_of(ec.generate_private_key(ec.SECP256R1())))


def test_registered_secrets_are_not_shown(identity: IdentityProvider) -> None:
    assert "hush" not in repr(identity.register_application(APP, secret="hush"))
    assert identity.tenant_id == TENANT


# -- the token endpoint


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"grant_type": "password"}, (400, "unsupported_grant_type", 70003)),
        ({"client_id": ""}, (400, "invalid_request", 900144)),
        ({"scope": f"{URL}/.default"}, (401, "invalid_client", 7000218)),
        ({"client_secret": "right", "scope": "openid"}, (400, "invalid_scope", 1002012)),
        ({"client_secret": "right", "scope": "a/.default b/.default"}, (400, "invalid_scope", 70011)),
        ({"grant_type": "refresh_token", "client_secret": "right", "refresh_token": "x"}, (400, "invalid_grant", 700082)),
        ({"grant_type": "device_code", "client_secret": "right", "device_code": "x"}, (400, "invalid_grant", 70000)),
        ({"grant_type": "authorization_code", "client_secret": "right", "code": "x"}, (400, "invalid_grant", 54005)),
    ],
)
def test_wrong_token_requests_get_entras_numbers(
    identity: IdentityProvider, local: httpx.Client, fields: dict[str, str], expected: tuple[int, str, int]
) -> None:
    identity.register_application(APP, secret="right")
    assert refused(post(local, **{"grant": "client_credentials", **fields})) == expected


def test_a_secret_may_come_in_the_authorization_header(identity: IdentityProvider, local: httpx.Client) -> None:
    identity.register_application(APP, secret="a:b ü")
    form = {"grant_type": "client_credentials", "scope": f"{URL}/.default"}
    path = f"/{TENANT}/oauth2/v2.0/token"
    assert local.post(path, data=form, auth=(APP, "a:b%20%C3%BC")).status_code == 200
    assert refused(local.post(path, data=form, auth=(APP, "wrong"))) == (401, "invalid_client", 7000215)
    assert refused(local.post(path, data=form, headers={"Authorization": "Basic !"})) == (400, "invalid_request", 900144)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({}, 0),
        ({"iss": "other"}, 700021),
        ({"sub": "other"}, 700021),
        ({"aud": "https://other.test"}, 700023),
        ({"exp": 1}, 700024),
        ({"exp": "never"}, 700024),
        ({"nbf": 9_999_999_999}, 700024),
        ({"nbf": "x"}, 700024),
    ],
)
def test_every_claim_of_an_assertion_counts(
    identity: IdentityProvider, local: httpx.Client, key: rsa.RSAPrivateKey, change: dict[str, Any], number: int
) -> None:
    application = identity.register_application(APP, certificate=pem_of(key).decode().encode())
    name = application.certificates[0].fingerprint(hashes.SHA1())
    thumbprint = jwt.utils.base64url_encode(name).decode()
    aud = f"{URL}/{TENANT}/oauth2/v2.0/token"
    claims = {"iss": APP, "sub": APP, "aud": aud, "exp": int(time.time()) + 60, **change}
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    def send(assertion: str) -> httpx.Response:
        return post(local, "client_credentials", client_assertion_type=kind, client_assertion=assertion, scope=f"{URL}/.default")

    assertion = jwt.api_jws.encode(json.dumps(claims).encode(), key, "RS256", {"x5t": thumbprint})
    assert send(assertion).json().get("error_codes", [0]) == [number]
    assert refused(send(assertion[:-8])) == (401, "invalid_client", 700027)
    assert refused(send("nonsense")) == (401, "invalid_client", 700027)


# -- signing in


def authorize(local: httpx.Client, **query: str) -> httpx.Response:
    asked = {
        "client_id": APP,
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": f"{URL}/.default offline_access openid",
        "state": "s t",
    }
    return local.get(f"/{TENANT}/oauth2/v2.0/authorize", params={**asked, **query})


def answer_of(reply: httpx.Response) -> dict[str, str]:
    parts = urlsplit(reply.headers["location"])
    return {name: values[0] for name, values in parse_qs(parts.query or parts.fragment).items()}


def test_a_code_is_good_once_for_its_application_redirect_and_verifier(identity: IdentityProvider, local: httpx.Client) -> None:
    identity.register_application(APP, redirect_uris=[BACK])
    identity.register_application("other", redirect_uris=[BACK])
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()

    def code() -> str:
        return answer_of(authorize(local, code_challenge=challenge, code_challenge_method="S256"))["code"]

    right = {"redirect_uri": BACK, "code_verifier": verifier}
    used = code()
    reply = post(local, "authorization_code", code=used, **right)
    assert {"access_token", "refresh_token", "id_token", "client_info"} <= reply.json().keys()
    assert refused(post(local, "authorization_code", code=used, **right)) == (400, "invalid_grant", 54005)
    assert refused(post(local, "authorization_code", code=code(), **right | {"client_id": "other"})) == (400, "invalid_grant", 700005)
    assert refused(post(local, "authorization_code", code=code(), **right | {"redirect_uri": "x"})) == (400, "invalid_grant", 500112)
    assert refused(post(local, "authorization_code", code=code(), **right | {"code_verifier": "x"})) == (400, "invalid_grant", 501481)
    late = code()
    hour = time.time() + 3600
    identity.now = lambda: hour
    assert refused(post(local, "authorization_code", code=late, **right)) == (400, "invalid_grant", 70008)


def test_a_refresh_token_serves_other_resources_until_sign_ins_are_revoked(identity: IdentityProvider, local: httpx.Client) -> None:
    code = answer_of(authorize(local, nonce="n"))["code"]
    first = post(local, "authorization_code", code=code, redirect_uri=BACK).json()
    assert jwt.decode(first["id_token"], options={"verify_signature": False})["nonce"] == "n"
    other = post(local, "refresh_token", refresh_token=first["refresh_token"], scope="https://other.test/user_impersonation").json()
    assert jwt.decode(other["access_token"], options={"verify_signature": False})["aud"] == "https://other.test"
    assert "id_token" not in other
    assert post(local, "refresh_token", refresh_token=first["refresh_token"]).status_code == 200
    identity.revoke_sign_ins()
    assert refused(post(local, "refresh_token", refresh_token=first["refresh_token"])) == (400, "invalid_grant", 700082)


def test_a_client_that_can_handle_claims_challenges_is_told_so_in_its_token(local: httpx.Client) -> None:
    claims = [
        '{"access_token":{"xms_cc":{"values":["CP1"]}}}',
        '{"access_token":{"xms_cc":{"values":"CP1"}}}',
        "no json",
        '{"access_token":1}',
    ]
    tokens = [
        post(local, "client_credentials", client_secret="x", scope=f"{URL}/.default", claims=one).json()["access_token"] for one in claims
    ]
    assert [jwt.decode(token, options={"verify_signature": False}).get("xms_cc") for token in tokens] == [["CP1"], None, None, None]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "invalid_request"),
        ({"login_hint": "nobody@emulator.test"}, "invalid_grant"),
    ],
)
def test_a_wrong_authorization_request_goes_back_with_an_error_and_its_state(
    identity: IdentityProvider, local: httpx.Client, query: dict[str, str], error: str
) -> None:
    identity.register_application(APP, redirect_uris=[BACK])
    found = answer_of(authorize(local, **query))
    assert (found["error"], found["state"]) == (error, "s t")


def test_nobody_is_sent_to_a_redirect_uri_that_is_not_registered(identity: IdentityProvider, local: httpx.Client) -> None:
    assert authorize(local, redirect_uri="javascript:alert(1)").status_code == 400
    identity.register_application(APP, redirect_uris=["http://localhost/", BACK])
    statuses = {
        uri: authorize(local, redirect_uri=uri).status_code
        for uri in (BACK, "http://localhost:8400/", "http://localhost/", "http://127.0.0.1:8400/", "http://localhost.test/", f"{BACK}2", "")
    }
    assert [*statuses.values()] == [302, 302, 302, 400, 400, 400, 400]
    page = authorize(local, client_id="<script>", redirect_uri=BACK)
    assert page.status_code == 400
    assert "<script>" not in page.text


def test_the_answer_comes_as_a_form_a_fragment_or_a_query_beside_another(identity: IdentityProvider, local: httpx.Client) -> None:
    form = authorize(local, response_mode="form_post", state='"><b>')
    assert (form.status_code, '"><b>' in form.text, "document.forms[0].submit()" in form.text) == (200, False, True)
    assert urlsplit(authorize(local, response_mode="fragment").headers["location"]).query == ""
    assert authorize(local, redirect_uri=f"{BACK}?a=1").headers["location"].startswith(f"{BACK}?a=1&code=")
    assert "state" not in answer_of(
        local.get(f"/{TENANT}/oauth2/v2.0/authorize?client_id=x&response_type=code&redirect_uri={BACK}&scope=r/.default")
    )


def test_a_device_waits_is_declined_expires_or_is_signed_in(identity: IdentityProvider, local: httpx.Client) -> None:
    identity.register_application(APP)

    def start() -> dict[str, Any]:
        found: dict[str, Any] = local.post(f"/{TENANT}/oauth2/v2.0/devicecode", data={"client_id": APP, "scope": f"{URL}/.default"}).json()
        return found

    def poll(device: dict[str, Any]) -> httpx.Response:
        return post(local, "urn:ietf:params:oauth:grant-type:device_code", device_code=device["device_code"])

    first, second, third = start(), start(), start()
    assert refused(poll(first)) == (400, "authorization_pending", 70016)
    identity.approve_device(first["user_code"])
    assert poll(first).status_code == 200
    assert refused(poll(first)) == (400, "invalid_grant", 70000)
    identity.decline_device(second["user_code"])
    assert refused(poll(second)) == (400, "authorization_declined", 70018)
    with pytest.raises(LookupError):
        identity.approve_device("NOSUCHCOD")
    assert local.get("/devicelogin", params={"code": third["user_code"], "login_hint": "nobody"}).status_code == 400
    hour = time.time() + 3600
    identity.now = lambda: hour
    assert refused(poll(third)) == (400, "expired_token", 70020)


# -- paths


def test_discovery_names_the_endpoints_of_its_own_tenant(local: httpx.Client) -> None:
    for path in (f"/{TENANT}/v2.0/.well-known/openid-configuration", f"/{TENANT}/.well-known/openid-configuration"):
        found = local.get(path).json()
        assert (found["issuer"], found["token_endpoint"]) == (f"{URL}/{TENANT}/v2.0", f"{URL}/{TENANT}/oauth2/v2.0/token")
    common = local.get("/common/v2.0/.well-known/openid-configuration").json()
    assert (common["issuer"], common["jwks_uri"]) == (f"{URL}/{TENANT}/v2.0", f"{URL}/common/discovery/v2.0/keys")
    instance = local.get("/common/discovery/instance", params={"authorization_endpoint": f"{URL}/abc/oauth2/v2.0/authorize"}).json()
    assert instance["tenant_discovery_endpoint"] == f"{URL}/abc/v2.0/.well-known/openid-configuration"
    assert local.get(f"/{TENANT}/discovery/instance").status_code == 404


def test_other_methods_and_paths_are_not_the_identity_services(local: httpx.Client) -> None:
    assert local.get(f"/{TENANT}/oauth2/v2.0/token").status_code == 405
    assert local.post("/common/discovery/instance").status_code == 405
    assert local.delete("/devicelogin").status_code == 405
    assert local.get("/common/userrealm/ada", headers={"Authorization": "Bearer x"}).status_code == 404


@pytest.mark.parametrize("text", ["", "a.b", "é.b.c", "W10.b.c", "bm90IGpzb24.b.c"])
def test_what_is_no_token_has_no_header(text: str) -> None:
    assert header_of(text) is None
