"""Signing a person in to a web application that embeds this library: the authorization code flow, with a redirect.

Knows the steps and what is kept between them. MSAL does the work: PKCE, state, nonce, refresh tokens, the cache. Refuses to know web
frameworks: the application sends the browser to a URL, and hands over the query it comes back with. One object is one person.

Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from functools import partial
from hmac import compare_digest
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, Self

from attrs import field, frozen

from ..errors import AuthenticationError, UsageError
from ..wire.messages import ServiceRoot
from .clouds import cloud_of
from .entra import advice_on, number_in

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions

__all__ = ["PendingSignIn", "SignedIn", "WebSignIn"]

_ERROR_NAME = re.compile(r"[a-z_]{1,64}")


@frozen
class PendingSignIn:
    """A sign-in that has begun: send the browser to `url`, and keep `session` on the server until it comes back.

    `session` is text that proves the two halves belong together. It is as good as a password for ten minutes: the server's session is
    the place for it, a cookie that the browser can read is not.
    """

    url: str = field(repr=False)
    session: str = field(repr=False)


@frozen
class SignedIn:
    """Who signed in: `username` is for showing, `account_id` for telling people apart; a user name can pass to somebody else."""

    username: str = field(repr=False)
    account_id: str


class WebSignIn:
    """One person's sign-in to an environment, and afterwards a credential for a client. Mutable, safe to use from several threads.

    `url` is the environment's URL, `redirect_uri` one of those registered for the application. An application on a server proves who it
    is with `client_secret`, or with `certificate`, a PEM document that holds the certificate and its private key. `authority` is that of
    the environment's cloud unless another is given. `cache` is what `serialize` gave in an earlier request of the same person.
    `ca_file` names certificates to trust instead of the usual ones; `timeout` is seconds. `options` go to MSAL as they are, such as
    `instance_discovery=False` for an authority that Microsoft does not know.

    Its methods ask the sign-in service over the network, and wait; an asynchronous application calls them in a thread. Close it, or use
    it as a context manager, when the person's request is done.
    """

    def __init__(
        self,
        url: str,
        *,
        client_id: str,
        redirect_uri: str,
        tenant_id: str = "organizations",
        client_secret: str | None = None,
        certificate: str | bytes | None = None,
        certificate_password: str | None = None,
        authority: str | None = None,
        cache: str | None = None,
        ca_file: str | None = None,
        timeout: float = 30.0,
        **options: Any,  # MSAL's own, whatever its version knows
    ) -> None:
        if client_secret is not None and certificate is not None:
            raise UsageError("give a client secret or a certificate, not both")
        if not re.fullmatch(r"[A-Za-z0-9.-]+", tenant_id):
            raise UsageError("tenant_id is an id or a domain name")
        self.scope = f"{ServiceRoot.parse(url, allow_insecure_loopback=True).origin}/.default"
        self._redirect_uri = redirect_uri
        self._client_id = client_id
        self._authority = f"{(authority or cloud_of(url).cloud.authority).rstrip('/')}/{tenant_id}"
        self._credential = _proof(certificate, certificate_password) if certificate is not None else client_secret
        self._options = options
        self._send: dict[str, Any] = {"timeout": timeout} | ({} if ca_file is None else {"verify": ca_file})
        self._session: Any = None
        self._lock = Lock()
        self._application: Any = None  # MSAL has no types
        self._stored: Any = None
        self._given = _cache(cache)

    def __repr__(self) -> str:
        return f"<WebSignIn {'signed in' if self._stored is not None and self.account else 'not signed in'}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections to the sign-in service. The next call opens them again."""
        with self._lock:
            if self._session is not None:
                self._session.close()

    # -- the two steps -----------------------------------------------------------------------------------------------

    def begin(
        self,
        *,
        login_hint: str | None = None,
        prompt: str | None = None,
        domain_hint: str | None = None,
        claims: str | None = None,
        response_mode: Literal["form_post", "query"] = "form_post",
    ) -> PendingSignIn:
        """Gives the URL to send the browser to, and what to keep until it comes back. Raises AuthenticationError.

        `prompt` is "select_account", "login", "consent" or "none"; `claims` are those an earlier error asked for. The browser comes back
        with a posted form, which keeps the code out of logs and histories (RFC 9700, 4.3.1). It carries no cookie of `SameSite=Lax`: an
        application that finds its session by one asks for "query".
        """
        app = self._app()
        flow = self._asking(
            lambda: app.initiate_auth_code_flow(
                [self.scope],
                redirect_uri=self._redirect_uri,
                login_hint=login_hint,
                prompt=prompt,
                domain_hint=domain_hint,
                claims_challenge=claims,
                response_mode="form_post",
            )
        )
        # Changed afterwards, because MSAL warns of "query" by the process-wide machinery of warnings.
        url = flow["auth_uri"].replace("response_mode=form_post", f"response_mode={response_mode}")
        return PendingSignIn(url, json.dumps(flow))

    def finish(self, session: str, answer: Mapping[str, str]) -> SignedIn:
        """Exchanges the code that the browser came back with for tokens, and says who signed in. Raises AuthenticationError.

        `session` is that of `begin`; `answer` is the query, or the posted form, of the request to the redirect URI.
        """
        flow = _flow_in(session)
        # MSAL compares them too; done here as well, because everything that follows rests on it.
        if not compare_digest(str(flow["state"]).encode(), str(answer.get("state", "")).encode()):
            raise AuthenticationError("the answer does not belong to the sign-in of this session; begin it again")
        app = self._app()
        result = self._asking(lambda: app.acquire_token_by_auth_code_flow(flow, dict(answer)))
        _check(result)
        account = self.account
        if account is None:
            raise AuthenticationError("the sign-in service did not say who signed in")
        return account

    # -- afterwards --------------------------------------------------------------------------------------------------

    @property
    def account(self) -> SignedIn | None:
        """Who is signed in, or None."""
        found = self._app().get_accounts()
        return SignedIn(found[0]["username"], found[0]["home_account_id"]) if found else None

    def get_token(
        self, *scopes: str, claims: str | None = None, tenant_id: str | None = None, enable_cae: bool = False, **_: Any
    ) -> AccessToken:
        """Gives a token for the person who signed in, from the cache or by the refresh token. Raises AuthenticationError."""
        from azure.core.credentials import AccessToken

        token, expires_on = self._token(scopes, claims)
        return AccessToken(token, expires_on)

    def get_token_info(self, *scopes: str, options: TokenRequestOptions | None = None) -> AccessTokenInfo:
        """Gives the same as `get_token`, in azure-core's newer form."""
        from azure.core.credentials import AccessTokenInfo

        return AccessTokenInfo(*self._token(scopes, (options or {}).get("claims")))

    def serialize(self) -> str:
        """Gives the tokens as text, for the next request of the same person. Whoever has it is that person: encrypt it at rest."""
        self._app()
        text: str = self._stored.serialize()
        return text

    @property
    def changed(self) -> bool:
        """Whether there is something to `serialize` since the last time."""
        self._app()
        return bool(self._stored.has_state_changed)

    def sign_out(self) -> None:
        """Forgets the person and the tokens here. The browser stays signed in at the sign-in service."""
        app = self._app()
        for account in app.get_accounts():
            app.remove_account(account)

    # -- MSAL --------------------------------------------------------------------------------------------------------

    def _token(self, scopes: tuple[str, ...], claims: str | None) -> tuple[str, int]:
        app = self._app()
        accounts = app.get_accounts()
        if not accounts:
            raise AuthenticationError("nobody has signed in; send the browser to begin().url")
        wanted = list(scopes or (self.scope,))
        result = self._asking(lambda: app.acquire_token_silent_with_error(wanted, accounts[0], claims_challenge=claims))
        if result is None:
            raise AuthenticationError("the sign-in is gone; sign in again")
        _check(result)
        return result["access_token"], int(time.time()) + int(result["expires_in"])

    def _app(self) -> Any:
        """MSAL's application, made when it is first needed: that asks the authority for its endpoints."""
        import msal  # type: ignore[import-untyped]  # it ships no types
        import requests

        with self._lock:
            if self._application is None:
                stored = msal.SerializableTokenCache()
                if self._given is not None:
                    stored.deserialize(self._given)
                # A session of this object's own, to be closed. What is set on a session yields to REQUESTS_CA_BUNDLE; an argument does not.
                session = requests.Session()
                session.request = partial(session.request, **self._send)  # type: ignore[method-assign]
                kind = msal.PublicClientApplication if self._credential is None else msal.ConfidentialClientApplication
                self._application = self._asking(
                    lambda: kind(
                        self._client_id,
                        client_credential=self._credential,
                        authority=self._authority,
                        token_cache=stored,
                        http_client=session,
                        **self._options,
                    )
                )
                self._session, self._stored = session, stored
            return self._application

    def _asking(self, ask: Any) -> Any:
        """Calls MSAL, and turns what it raises into this library's error, without its text."""
        import requests

        try:
            return ask()
        except requests.RequestException as error:
            raise AuthenticationError(f"the sign-in service could not be reached ({type(error).__name__})") from error
        except (ValueError, RuntimeError) as error:
            # No such tenant, an authority nobody knows, an id token for another sign-in: MSAL has no classes of its own.
            raise AuthenticationError(f"the sign-in service gave no usable answer: {advice_on(error)}") from error


def _flow_in(session: str) -> dict[str, Any]:
    try:
        flow = json.loads(session)
        if isinstance(flow["state"], str) and isinstance(flow["code_verifier"], str):
            return dict(flow)
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise AuthenticationError("the session holds no sign-in that was begun; begin it again")


def _cache(given: str | None) -> str | None:
    """The text of an earlier `serialize`; MSAL would take any JSON for one, and fail later. Raises UsageError."""
    try:
        if given is None or isinstance(json.loads(given), dict):
            return given
    except (ValueError, RecursionError):
        pass
    raise UsageError("cache is not what serialize() gave")


def _check(result: Mapping[str, Any]) -> None:
    """Raises AuthenticationError for one of MSAL's error documents."""
    name = result.get("error")
    if name is None:
        return
    described = str(result.get("error_description", ""))
    # The description can name the person; its number cannot, nor can the error if it is a plain identifier.
    if number_in(described) is None and isinstance(name, str) and _ERROR_NAME.fullmatch(name):
        raise AuthenticationError(f"nobody was signed in: {name}")
    raise AuthenticationError(f"nobody was signed in: {advice_on(described)}")


def _proof(certificate: str | bytes, password: str | None) -> dict[str, Any]:
    """What MSAL signs its assertions with. Raises UsageError."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    pem = certificate.encode() if isinstance(certificate, str) else certificate
    try:
        found = x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise UsageError("certificate is a PEM document that holds the certificate and its private key") from None
    # The SHA-1 name is the one that every version of MSAL this library allows can send; nothing is trusted for it.
    proof = {"private_key": pem.decode(), "thumbprint": found.fingerprint(hashes.SHA1()).hex()}  # noqa: S303
    return proof if password is None else {**proof, "passphrase": password}
