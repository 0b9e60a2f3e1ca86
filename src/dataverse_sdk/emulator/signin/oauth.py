"""The emulator's identity service: OpenID discovery, keys, tokens, sign-in and device codes, at the paths of Microsoft Entra ID.

Knows paths, pages, and what a bearer token must be in strict mode; `grants` decides who gets one. Refuses to know what a token is used
for. Sign-in asks nobody: whoever opens the page is the person it names, or the first one registered.

While no application is registered every one is accepted, with any secret and in any tenant, as any bearer token is by the Web API.
Not imitated: passwords, consent by scope, roles, federated credentials, on-behalf-of, managed identity.

Sources: https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc, .../claims-challenge
"""

import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus, urlencode, urlsplit
from uuid import uuid4

from ..http.messages import Reply, Request
from ..http.refusals import Refusal
from ..http.replies import error
from .grants import Application, Directory, OAuthError, Person, person_named
from .tokens import load_certificate, verified

__all__ = ["Application", "IdentityProvider", "Person"]

WEB_API = "/api/"
SIGNER = "user@emulator.test"
DEVICE_PAGE = "/devicelogin"
NOT_A_MEMBER = Refusal(403, "0x80072560", "The user is not a member of the organization.")


def _json(status: int, body: Mapping[str, Any]) -> Reply:
    headers = (("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store"))
    return Reply(status, headers, json.dumps(body).encode())


def _page(status: int, text: str) -> Reply:
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in to the emulator</title>{text}'
    policy = "default-src 'none'; script-src 'unsafe-inline'"
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"), ("Content-Security-Policy", policy))
    return Reply(status, headers, page.encode())


def _fields(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _basic(header: str) -> dict[str, str]:
    """What a client says about itself in an Authorization header instead of the body (RFC 6749, 2.3.1)."""
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, _, secret = b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)}


class IdentityProvider:
    """One tenant of an emulator. Mutable, safe to use from several threads.

    `strict` is off at first: the Web API takes any bearer token. On, it takes the tokens that were issued here, for its own URL, while
    they last. `token_seconds` is how long a token lasts, `tenant_id` the tenant, `now` the clock.
    """

    def __init__(self, tenant_id: str, now: Callable[[], float] = time.time) -> None:
        self._directory = Directory(tenant_id, lambda: self.now())
        self._lock = RLock()
        self.now = now
        self.strict = False
        self.register_user(SIGNER)

    @property
    def tenant_id(self) -> str:
        """The id of the tenant."""
        return self._directory.tenant_id

    @property
    def registered(self) -> tuple[tuple[Application, ...], tuple[Person, ...]]:
        """The applications and the people that are registered."""
        with self._lock:
            return tuple(self._directory.applications.values()), tuple(self._directory.people.values())

    @property
    def token_seconds(self) -> float:
        """How long tokens issued from now on last."""
        return self._directory.token_seconds

    @token_seconds.setter
    def token_seconds(self, seconds: float) -> None:
        self._directory.token_seconds = seconds

    # -- registration ------------------------------------------------------------------------------------------------

    def register_application(
        self,
        client_id: str,
        *,
        secret: str | None = None,
        certificate: str | Path | bytes | None = None,
        redirect_uris: Iterable[str] = (),
        in_environment: bool = True,
    ) -> Application:
        """Add an application, or put another in its place; from the first one on, nobody else gets a token.

        `certificate` is a PEM document or the path of one; a private key in it is not looked at. With a secret or a certificate the
        application has to prove who it is. Without `in_environment` it gets tokens, but the environment has no user for it: 403.
        ValueError for what is no PEM certificate with an RSA key.
        """
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

        pem = certificate if certificate is None or isinstance(certificate, bytes) else Path(certificate).read_bytes()
        certificates = () if pem is None else (load_certificate(pem),)
        if not all(isinstance(one.public_key(), RSAPublicKey) for one in certificates):
            raise ValueError("a client certificate has an RSA key")
        secrets = () if secret is None else (secret,)
        added = Application(client_id, secrets, certificates, tuple(redirect_uris), in_environment)
        with self._lock:
            self._directory.applications[client_id.lower()] = added
        return added

    def register_user(self, username: str, *, in_environment: bool = True) -> Person:
        """Add somebody who can sign in, named by `login_hint`. Without `in_environment` the Web API answers them 403."""
        added = person_named(username, in_environment=in_environment)
        with self._lock:
            self._directory.people[username.lower()] = added
        return added

    def reset(self) -> None:
        """Forget every application, person, device and token; take any bearer token again."""
        with self._lock:
            # the key stays: making one takes longer than everything else together
            self._directory = Directory(self.tenant_id, lambda: self.now(), key=self._directory.key)
            self.strict = False
            self.register_user(SIGNER)

    # -- what a test steers ------------------------------------------------------------------------------------------

    def approve_device(self, user_code: str, username: str | None = None) -> None:
        """Do what a person does who opens the page and types the code. LookupError for a code nobody was given."""
        with self._lock:
            person = self._directory.person(username)
            self._device(user_code).person = person

    def decline_device(self, user_code: str) -> None:
        """Do what a person does who presses No. LookupError for a code nobody was given."""
        with self._lock:
            self._device(user_code).declined = True

    def _device(self, user_code: str) -> Any:
        wanted = user_code.replace("-", "").strip().upper()
        for device in self._directory.devices.values():
            if device.user_code == wanted:
                return device
        raise LookupError("no device waits with this code")

    def revoke_tokens(self) -> None:
        """Refuse every access token issued so far, in strict mode, with a claims challenge; tokens issued later are good."""
        with self._lock:
            self._directory.revoked |= self._directory.issued

    def revoke_sign_ins(self) -> None:
        """Forget every refresh token: whoever signed in has to do it again."""
        with self._lock:
            self._directory.refresh_tokens.clear()

    def issue_token(self, resource: str, *, client_id: str = "emulator", username: str | None = None) -> str:
        """A bearer token for a resource (`https://127.0.0.1:8787`), for an application or, with a user name, for a person."""
        with self._lock:
            directory = self._directory
            person = None if username is None else directory.person(username)
            return directory.access_token(resource.rstrip("/"), directory.tenant_id, client_id, person)

    # -- bearer tokens -----------------------------------------------------------------------------------------------

    def refusal(self, request: Request, token: str | None) -> Reply | None:
        """Why a request to the Web API is turned down, or None for one that may go on.

        `token` is the only bearer token to accept, where one was named. Outside strict mode any other text will do.
        """
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        given = given.strip()
        if scheme.lower() != "bearer" or not given or (token is not None and given != token):
            return self._challenge(request)
        if not self.strict or token is not None:
            return None
        with self._lock:
            return self._judge(request, given)

    def _judge(self, request: Request, token: str) -> Reply | None:
        directory = self._directory
        claims = verified(token, directory.key.public_key)
        if claims is None or str(claims["aud"]).lower() != request.origin.lower() or directory.now() >= claims["exp"]:
            return self._challenge(request, 'error="invalid_token", error_description="Error during token validation!", ')
        if claims["uti"] in directory.revoked:
            # https://learn.microsoft.com/entra/identity-platform/claims-challenge
            wanted = {"access_token": {"nbf": {"essential": True, "value": str(int(directory.now()))}}}
            text = b64encode(json.dumps(wanted).encode()).decode("ascii")
            return self._challenge(request, f'error="insufficient_claims", claims="{text}", ')
        username = claims.get("upn")
        if username is not None:
            known = directory.people[username.lower()].in_environment
        else:
            application = directory.applications.get(claims["appid"].lower())
            known = application is None or application.in_environment
        return None if known else error(NOT_A_MEMBER)

    def _challenge(self, request: Request, reason: str = "") -> Reply:
        authority = f"{request.origin}/{self.tenant_id}/oauth2/authorize"
        challenge = f"Bearer {reason}authorization_uri={authority}, resource_id={request.origin}/"
        return error(Refusal(401, "", "The request is not authenticated.")).with_headers(("WWW-Authenticate", challenge))

    # -- requests ----------------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply | None:
        """The reply to a request at one of the identity service's paths; None for any other path."""
        path, _, query = request.target.partition("?")
        if path.startswith(WEB_API):
            return None
        if path == DEVICE_PAGE:
            return self._device_page(request, _fields(query))
        tenant, _, rest = path.removeprefix("/").partition("/")
        route = _ROUTES.get(rest)
        if route is None:
            return None
        method, respond = route
        if request.method != method:
            return Reply(405, (("Allow", method),))
        fields = _fields(query if method == "GET" else request.body.decode("utf-8", "replace"))
        fields = _basic(request.headers.get("authorization", "")) | fields
        try:
            with self._lock:
                return respond(self, request.origin, unquote(tenant), fields)
        except OAuthError as refused:
            return _refused(refused, request.origin)

    def _openid(self, origin: str, tenant: str, _fields: Mapping[str, str]) -> Reply:
        issuer = self._directory.check_tenant(tenant)
        base = f"{origin}/{tenant}"
        return _json(
            200,
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "response_modes_supported": ["query", "fragment", "form_post"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["code"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": f"{origin}/{issuer}/v2.0",
                "request_uri_parameter_supported": False,
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "oid", "ver"],
            },
        )

    def _keys(self, _origin: str, tenant: str, _fields: Mapping[str, str]) -> Reply:
        self._directory.check_tenant(tenant)
        return _json(200, {"keys": [self._directory.key.jwk]})

    def _instances(self, origin: str, tenant: str, fields: Mapping[str, str]) -> Reply:
        """Instance discovery: which hosts are one cloud, and where the tenant's configuration is."""
        if tenant != "common":
            return Reply(404)
        host = origin.partition("://")[2]
        # MSAL names the host without its port, so that only the path can be compared
        asked = urlsplit(fields.get("authorization_endpoint", "")).path.strip("/").partition("/")[0] or "common"
        return _json(
            200,
            {
                "tenant_discovery_endpoint": f"{origin}/{asked}/v2.0/.well-known/openid-configuration",
                "api-version": "1.1",
                "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
            },
        )

    def _token(self, origin: str, tenant: str, fields: Mapping[str, str]) -> Reply:
        return _json(200, self._directory.grant(tenant, fields, origin))

    def _devicecode(self, origin: str, tenant: str, fields: Mapping[str, str]) -> Reply:
        self._directory.check_tenant(tenant)
        code, device = self._directory.start_device(fields)
        page = origin + DEVICE_PAGE
        message = f"To sign in, use a web browser to open the page {page} and enter the code {device.user_code} to authenticate."
        seconds = int(device.expires - self._directory.now())
        body = {"user_code": device.user_code, "device_code": code, "verification_uri": page, "expires_in": seconds, "interval": 1}
        return _json(200, {**body, "message": message})

    def _device_page(self, request: Request, fields: Mapping[str, str]) -> Reply:
        """The page a person types a device's code into. Opening it with `?code=...` is typing it."""
        if request.method == "POST":
            fields = _fields(request.body.decode("utf-8", "replace"))
        elif request.method != "GET":
            return Reply(405, (("Allow", "GET, POST"),))
        if "code" not in fields:
            return _page(200, '<form method="post"><label>Code <input name="code" autofocus></label> <button>Sign in</button></form>')
        try:
            self.approve_device(fields["code"], fields.get("login_hint"))
        except (LookupError, OAuthError):
            return _page(400, "<p>That code does not belong to a device that waits.</p>")
        return _page(200, "<p>You have signed in on your device. You may close this window.</p>")

    def _authorize(self, origin: str, tenant: str, query: Mapping[str, str]) -> Reply:
        """The sign-in page. It sends the browser on at once; a wrong redirect URI gets a page, because nobody may be sent there."""
        redirect = query.get("redirect_uri", "")
        try:
            self._directory.check_tenant(tenant)
            application = self._directory.application(query.get("client_id", ""))
            if not redirect.startswith(("https://", "http://")) or (application is not None and not application.redirects_to(redirect)):
                raise OAuthError("invalid_request", 50011, "The redirect URI specified in the request is not registered.")
        except OAuthError as refused:
            return _page(refused.status, f"<p>{escape(_sentence(refused))}</p>")
        try:
            answer = {"code": self._directory.sign_in(query)}
        except OAuthError as refused:
            answer = {"error": refused.error, "error_description": _sentence(refused)}
        answer |= {"state": query["state"]} if "state" in query else {}
        mode = query.get("response_mode", "query")
        if mode == "form_post":
            inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in answer.items())
            return _page(200, f'<form method="post" action="{escape(redirect)}">{inputs}</form><script>document.forms[0].submit()</script>')
        mark = "#" if mode == "fragment" else "&" if "?" in redirect else "?"
        return Reply(302, (("Location", redirect + mark + urlencode(answer)), ("Cache-Control", "no-store")))


def _sentence(refused: OAuthError) -> str:
    return f"AADSTS{refused.number}: {refused.text}"


def _refused(refused: OAuthError, origin: str) -> Reply:
    """An error as the token endpoint writes it."""
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    trace, correlation = str(uuid4()), str(uuid4())
    return _json(
        refused.status,
        {
            "error": refused.error,
            "error_description": f"{_sentence(refused)} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {moment}",
            "error_codes": [refused.number],
            "timestamp": moment,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"{origin}/error?code={refused.number}",
        },
    )


_Respond = Callable[[IdentityProvider, str, str, Mapping[str, str]], Reply]
_ROUTES: Mapping[str, tuple[str, _Respond]] = {
    "v2.0/.well-known/openid-configuration": ("GET", IdentityProvider._openid),
    ".well-known/openid-configuration": ("GET", IdentityProvider._openid),
    "discovery/v2.0/keys": ("GET", IdentityProvider._keys),
    "discovery/instance": ("GET", IdentityProvider._instances),
    "oauth2/v2.0/token": ("POST", IdentityProvider._token),
    "oauth2/v2.0/authorize": ("GET", IdentityProvider._authorize),
    "oauth2/v2.0/devicecode": ("POST", IdentityProvider._devicecode),
}
