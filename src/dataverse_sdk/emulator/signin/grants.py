"""Who may have a token, and for what: applications, people, authorization codes, device codes and refresh tokens.

Knows the grants of OAuth 2.0 as Microsoft Entra ID has them, and its error codes. Refuses to know URLs, methods and pages: `oauth` does.
Sources: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow, .../v2-oauth2-client-creds-grant-flow,
.../v2-oauth2-device-code, .../certificate-credentials, .../reference-error-codes
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from hmac import compare_digest
from secrets import choice, token_urlsafe
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from attrs import define, evolve, field, frozen

from .tokens import SigningKey, b64url, header_of, thumbprints, verified

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

__all__ = ["Application", "Code", "Device", "Directory", "OAuthError", "Person"]

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
OPENID_SCOPES = frozenset({"openid", "profile", "offline_access", "email"})
# The service's user codes leave out letters that look like digits.
USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_SECONDS = 600.0
DEVICE_SECONDS = 900.0


class OAuthError(Exception):
    """A request that is turned down: an OAuth error, and the number that Entra ID gives the case."""

    def __init__(self, error: str, number: int, text: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.number, self.text, self.status = error, number, text, status


@frozen
class Application:
    """A registered application. `in_environment` says whether the environment has an application user for it."""

    client_id: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    certificates: tuple[Certificate, ...] = field(default=(), repr=False)
    redirect_uris: tuple[str, ...] = ()
    in_environment: bool = True

    @property
    def confidential(self) -> bool:
        """Whether it proves who it is; a public client, on somebody's machine, cannot keep a secret."""
        return bool(self.secrets or self.certificates)

    def redirects_to(self, uri: str) -> bool:
        """Whether a sign-in may end at this URI. A registered loopback URI without a port covers every port (RFC 8252, 7.3)."""
        if uri in self.redirect_uris:
            return True
        parts = urlsplit(uri)
        if parts.scheme != "http" or parts.hostname not in ("localhost", "127.0.0.1"):
            return False
        return parts._replace(netloc=parts.hostname).geturl() in self.redirect_uris


@frozen
class Person:
    """Somebody who can sign in. `in_environment` says whether the environment has a user for them."""

    username: str
    name: str
    object_id: str
    in_environment: bool = True


@frozen
class Code:
    """What an authorization code or a refresh token stands for."""

    client_id: str
    person: Person
    scope: str
    expires: float
    redirect_uri: str | None = None
    nonce: str | None = None
    challenge: str | None = None


@define
class Device:
    """A device that waits for somebody to sign in elsewhere. Mutable."""

    client_id: str
    user_code: str
    scope: str
    expires: float
    person: Person | None = None
    declined: bool = False


def person_named(username: str, *, in_environment: bool = True) -> Person:
    """Somebody with a name made from the user name, and an id that is the same in every run."""
    name = username.partition("@")[0].replace(".", " ").title()
    return Person(username, name, str(uuid5(NAMESPACE_URL, f"mailto:{username}")), in_environment)


def resource_of(scope: str) -> str:
    """The resource that scopes are of: `https://org.crm.dynamics.com` for `https://org.crm.dynamics.com/.default`. OAuthError."""
    found = {name.rpartition("/")[0].rstrip("/") for name in scope.split() if name not in OPENID_SCOPES}
    if len(found) != 1 or not all(found):
        raise OAuthError("invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid.")
    return found.pop()


@define
class Directory:
    """One tenant: who is registered, and what was handed out. Mutable; `oauth` holds the lock."""

    tenant_id: str
    now: Callable[[], float] = time.time
    token_seconds: float = 3599.0
    key: SigningKey = field(factory=SigningKey, repr=False)
    applications: dict[str, Application] = field(factory=dict)
    people: dict[str, Person] = field(factory=dict)
    codes: dict[str, Code] = field(factory=dict, repr=False)
    refresh_tokens: dict[str, Code] = field(factory=dict, repr=False)
    devices: dict[str, Device] = field(factory=dict, repr=False)
    issued: set[str] = field(factory=set, repr=False)
    revoked: set[str] = field(factory=set, repr=False)

    # -- who asks ----------------------------------------------------------------------------------------------------

    def check_tenant(self, tenant: str) -> str:
        """The id of the tenant that a path names. OAuthError."""
        if tenant.lower() in ("common", "organizations", self.tenant_id):
            return self.tenant_id
        if not self.applications:
            return tenant
        raise OAuthError("invalid_tenant", 90002, f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.")

    def application(self, client_id: str) -> Application | None:
        """The application of this id; None where every application is welcome. OAuthError."""
        if not client_id:
            raise OAuthError("invalid_request", 900144, "The request body must contain the following parameter: 'client_id'.")
        if not self.applications:
            return None
        found = self.applications.get(client_id.lower())
        if found is None:
            text = f"Application with identifier '{client_id}' was not found in the directory '{self.tenant_id}'."
            raise OAuthError("unauthorized_client", 700016, text)
        return found

    def person(self, username: str | None = None) -> Person:
        """Who signs in: the one a request names, else the first. OAuthError for somebody nobody registered."""
        if username is None:
            return next(iter(self.people.values()))
        found = self.people.get(username.lower())
        if found is None:
            raise OAuthError("invalid_grant", 50034, "The user account does not exist in the directory.")
        return found

    def authenticate(self, form: Mapping[str, str], endpoint: str, *, demanded: bool) -> Application | None:
        """The application that sent a form, once it has proved who it is. OAuthError."""
        found = self.application(form.get("client_id", ""))
        if found is None or not (found.confidential or "client_secret" in form or demanded):
            return found
        if "client_secret" in form:
            given = form["client_secret"].encode()
            matches = [compare_digest(given, known.encode()) for known in found.secrets]
            if not any(matches):
                raise OAuthError(
                    "invalid_client",
                    7000215,
                    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "
                    f"client secret ID, for a secret added to app '{found.client_id}'.",
                    401,
                )
        elif form.get("client_assertion_type") == ASSERTION_TYPE:
            self._check_assertion(found, form.get("client_assertion", ""), endpoint)
        else:
            text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
            raise OAuthError("invalid_client", 7000218, text, 401)
        return found

    def _check_assertion(self, application: Application, assertion: str, endpoint: str) -> None:
        """A certificate's owner signs for himself (page "Certificate credentials"). OAuthError."""
        header = header_of(assertion) or {}
        # MSAL leaves the padding on
        named = {str(header[name]).rstrip("=") for name in ("x5t", "x5t#S256") if name in header}
        known = [one for one in application.certificates if named & {*thumbprints(one)}]
        if not known:
            text = "Client assertion failed signature validation. The certificate with the given thumbprint is not registered."
            raise OAuthError("invalid_client", 700027, text, 401)
        claims = verified(assertion, known[0].public_key())  # type: ignore[arg-type]  # registration takes RSA keys only
        if claims is None:
            raise OAuthError("invalid_client", 700027, "Client assertion failed signature validation.", 401)
        if claims.get("iss") != application.client_id or claims.get("sub") != application.client_id:
            text = "Client assertion contains an invalid issuer or subject; both are the client id."
            raise OAuthError("invalid_client", 700021, text, 401)
        if claims.get("aud") != endpoint:
            raise OAuthError("invalid_client", 700023, "Client assertion audience claim does not match the token endpoint.", 401)
        expires, begins = claims.get("exp"), claims.get("nbf", 0)
        if not isinstance(expires, int | float) or not isinstance(begins, int | float) or not begins - 300 <= self.now() < expires:
            raise OAuthError("invalid_client", 700024, "Client assertion is not within its valid time range.", 401)

    # -- what they get -----------------------------------------------------------------------------------------------

    def access_token(self, resource: str, tenant: str, client_id: str, person: Person | None, claims: str | None = None) -> str:
        """A token for a resource, for a person or, without one, for the application itself."""
        now = int(self.now())
        identifier = token_urlsafe(16)
        self.issued.add(identifier)
        body: dict[str, Any] = {
            "aud": resource,
            "iss": f"https://sts.windows.net/{tenant}/",
            "iat": now,
            "nbf": now,
            "exp": now + int(self.token_seconds),
            "tid": tenant,
            "appid": client_id,
            "ver": "1.0",
            "uti": identifier,
        }
        if person is None:
            body |= {"idtyp": "app", "oid": str(uuid5(NAMESPACE_URL, client_id)), "appidacr": "1"}
        else:
            body |= {"oid": person.object_id, "upn": person.username, "name": person.name, "scp": "user_impersonation"}
        body["sub"] = body["oid"]
        if "CP1" in _capabilities(claims):
            body["xms_cc"] = ["CP1"]
        return self.key.sign(body)

    def _answer(self, granted: Code, tenant: str, origin: str, claims: str | None, *, person: bool = True) -> dict[str, Any]:
        """The body of a successful token request."""
        resource = resource_of(granted.scope)
        answer: dict[str, Any] = {
            "token_type": "Bearer",
            "scope": granted.scope,
            "expires_in": int(self.token_seconds),
            "ext_expires_in": int(self.token_seconds),
            "access_token": self.access_token(resource, tenant, granted.client_id, granted.person if person else None, claims),
        }
        if not person:
            del answer["scope"]
            return answer
        scopes = granted.scope.split()
        if "offline_access" in scopes:
            answer["refresh_token"] = token_urlsafe(48)
            self.refresh_tokens[answer["refresh_token"]] = evolve(granted, redirect_uri=None, challenge=None)
        if "openid" in scopes:
            now = int(self.now())
            id_token = {
                "aud": granted.client_id,
                "iss": f"{origin}/{tenant}/v2.0",
                "iat": now,
                "nbf": now,
                "exp": now + 3600,
                "tid": tenant,
                "oid": granted.person.object_id,
                "sub": granted.person.object_id,
                "name": granted.person.name,
                "preferred_username": granted.person.username,
                "ver": "2.0",
            }
            answer["id_token"] = self.key.sign(id_token | ({"nonce": granted.nonce} if granted.nonce else {}))
            # `client_info` is how MSAL tells accounts apart
            answer["client_info"] = b64url(json.dumps({"uid": granted.person.object_id, "utid": tenant}).encode())
        return answer

    def grant(self, tenant: str, form: Mapping[str, str], origin: str) -> dict[str, Any]:
        """The body of the reply to a token request. OAuthError."""
        issuer = self.check_tenant(tenant)
        kind = form.get("grant_type")
        grants = {
            "client_credentials": self._by_client,
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh_token,
            DEVICE_GRANT: self._by_device,
            "device_code": self._by_device,
        }
        if kind not in grants:
            raise OAuthError("unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{kind}'.")
        endpoint = f"{origin}/{tenant}/oauth2/v2.0/token"
        self.authenticate(form, endpoint, demanded=kind == "client_credentials")
        granted, person = grants[kind](form)
        return self._answer(granted, issuer, origin, form.get("claims"), person=person)

    def _by_client(self, form: Mapping[str, str]) -> tuple[Code, bool]:
        scope = form.get("scope", "")
        if not scope.endswith("/.default"):
            text = "Client credential flows must have a scope value with /.default suffixed to the resource identifier."
            raise OAuthError("invalid_scope", 1002012, text)
        return Code(form["client_id"], self.person(), scope, 0.0), False

    def _by_code(self, form: Mapping[str, str]) -> tuple[Code, bool]:
        found = self.codes.pop(form.get("code", ""), None)  # taken out first: a code is good for one try
        if found is None:
            raise OAuthError("invalid_grant", 54005, "OAuth2 Authorization code was already redeemed or never given out.")
        if self.now() >= found.expires:
            raise OAuthError("invalid_grant", 70008, "The provided authorization code has expired.")
        if found.client_id != form["client_id"]:
            raise OAuthError("invalid_grant", 700005, "The authorization code was issued to another application.")
        if found.redirect_uri != form.get("redirect_uri"):
            raise OAuthError("invalid_grant", 500112, "The redirect URI does not match the one of the authorization request.")
        if found.challenge is not None:
            digest = b64url(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
            if not compare_digest(digest.encode(), found.challenge.encode()):
                text = "The Code_Verifier does not match the code_challenge supplied in the authorization request."
                raise OAuthError("invalid_grant", 501481, text)
        return found, True

    def _by_refresh_token(self, form: Mapping[str, str]) -> tuple[Code, bool]:
        found = self.refresh_tokens.get(form.get("refresh_token", ""))
        if found is None or found.client_id != form["client_id"]:
            raise OAuthError("invalid_grant", 700082, "The refresh token is unknown, was revoked, or belongs to another application.")
        return evolve(found, scope=form.get("scope") or found.scope, nonce=None), True

    def _by_device(self, form: Mapping[str, str]) -> tuple[Code, bool]:
        given = form.get("device_code") or form.get("code") or ""
        device = self.devices.get(given)
        if device is None or device.client_id != form["client_id"]:
            raise OAuthError("invalid_grant", 70000, "The device code is not valid.")
        if device.declined:
            raise OAuthError("authorization_declined", 70018, "The user declined to sign in.")
        if self.now() >= device.expires:
            raise OAuthError("expired_token", 70020, "The device code has expired.")
        if device.person is None:
            raise OAuthError("authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.")
        del self.devices[given]
        return Code(device.client_id, device.person, device.scope, device.expires), True

    # -- on the way --------------------------------------------------------------------------------------------------

    def start_device(self, form: Mapping[str, str]) -> tuple[str, Device]:
        """A new device code, and what it stands for. OAuthError."""
        client_id = form.get("client_id", "")
        self.application(client_id)
        scope = form.get("scope", "")
        resource_of(scope)
        code = token_urlsafe(48)
        user_code = "".join(choice(USER_CODE_LETTERS) for _ in range(9))
        self.devices[code] = Device(client_id, user_code, scope, self.now() + DEVICE_SECONDS)
        return code, self.devices[code]

    def sign_in(self, query: Mapping[str, str]) -> str:
        """The code that an authorization request ends with, for the person it names. OAuthError."""
        scope = query.get("scope", "")
        resource_of(scope)
        if query.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", 700054, "response_type is 'code' here; tokens are not put into URLs.")
        challenge = query.get("code_challenge")
        if challenge is not None and query.get("code_challenge_method") != "S256":
            raise OAuthError("invalid_request", 501491, "code_challenge_method is 'S256'.")
        code = token_urlsafe(48)
        self.codes[code] = Code(
            query["client_id"],
            self.person(query.get("login_hint")),
            scope,
            self.now() + CODE_SECONDS,
            query.get("redirect_uri"),
            query.get("nonce"),
            challenge,
        )
        return code


def _capabilities(claims: str | None) -> list[Any]:
    """What a client says it can handle: `CP1` is a claims challenge (page "Claims challenges")."""
    try:
        found = json.loads(claims or "{}")["access_token"]["xms_cc"]["values"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []
    return found if isinstance(found, list) else []
