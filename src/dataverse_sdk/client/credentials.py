"""One of azure-identity's credentials for an environment, with the authority of its cloud.

Knows which class goes with which arguments and variables. Refuses to know tokens: azure-identity does, and is imported when a credential
is made. Whoever makes an azure-identity credential directly loses nothing but the choice of the authority.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from attrs import field, frozen

from ..errors import UsageError
from .clouds import cloud_of

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    class ClosingCredential(TokenCredential, Protocol):
        """What azure-identity makes: it gives tokens, and holds connections until it is closed."""

        def close(self) -> None:
            """Closes the connections."""


__all__ = ["CredentialPlan", "SignInMethod", "credential_for", "plan_credential"]

SignInMethod: TypeAlias = Literal[
    "client_secret", "certificate", "managed_identity", "workload_identity", "device_code", "browser", "default"
]

_log = logging.getLogger("dataverse_sdk")

# The class, the arguments it cannot do without, and those it takes besides.
_METHODS: Mapping[SignInMethod, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "client_secret": ("ClientSecretCredential", ("tenant_id", "client_id", "client_secret"), ()),
    "certificate": (
        "CertificateCredential",
        ("tenant_id", "client_id"),
        ("certificate_path", "certificate_data", "certificate_password"),
    ),
    "managed_identity": ("ManagedIdentityCredential", (), ("client_id",)),
    "workload_identity": ("WorkloadIdentityCredential", (), ("tenant_id", "client_id", "token_file_path")),
    "device_code": ("DeviceCodeCredential", (), ("tenant_id", "client_id")),
    "browser": ("InteractiveBrowserCredential", (), ("tenant_id", "client_id", "redirect_uri")),
    "default": ("DefaultAzureCredential", (), ()),
}
# Not the certificate's: azure-identity calls it `password`, which says too little among the rest.
_AZURE_NAMES = {"certificate_password": "password"}
_VARIABLES = {
    "tenant_id": "AZURE_TENANT_ID",
    "client_id": "AZURE_CLIENT_ID",
    "client_secret": "AZURE_CLIENT_SECRET",
    "certificate_path": "AZURE_CLIENT_CERTIFICATE_PATH",
    "certificate_password": "AZURE_CLIENT_CERTIFICATE_PASSWORD",
}
_SECRETS = ("client_secret", "certificate")


@frozen
class CredentialPlan:
    """Which class of azure-identity is called, and with what. Its repr shows no argument."""

    class_name: str
    arguments: Mapping[str, Any] = field(repr=False)

    def make(self) -> ClosingCredential:
        """Makes the credential."""
        import azure.identity

        credential: ClosingCredential = getattr(azure.identity, self.class_name)(**self.arguments)
        return credential


def credential_for(
    url: str,
    *,
    method: SignInMethod | None = None,
    tenant_id: str | None = None,
    client_id: str | None = None,
    client_secret: str | None = None,
    certificate_path: str | None = None,
    certificate_data: bytes | None = None,
    certificate_password: str | None = None,
    token_file_path: str | None = None,
    redirect_uri: str | None = None,
    authority: str | None = None,
    **options: Any,  # passed on to azure-identity as they are, whatever its version knows
) -> ClosingCredential:
    """Gives a credential for an environment's URL, from azure-identity, with the authority of the environment's cloud.

    Without `method`, a secret or a certificate that is given decides; then the variables AZURE_TENANT_ID, AZURE_CLIENT_ID and
    AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH; then azure-identity's default chain. With "client_secret" and "certificate",
    the same variables fill in what is not given. `authority` overrides AZURE_AUTHORITY_HOST, which overrides the cloud's.
    `options` go to the class as they are (`prompt_callback`, `disable_instance_discovery`, `connection_verify` ...).
    Raises UsageError where an argument is missing, or has no meaning for the method.
    """
    given = {
        "tenant_id": tenant_id,
        "client_id": client_id,
        "client_secret": client_secret,
        "certificate_path": certificate_path,
        "certificate_data": certificate_data,
        "certificate_password": certificate_password,
        "token_file_path": token_file_path,
        "redirect_uri": redirect_uri,
    }
    known = {name: value for name, value in given.items() if value is not None}
    return plan_credential(url, known, os.environ, method=method, authority=authority, options=options).make()


def plan_credential(
    url: str,
    given: Mapping[str, Any],
    environment: Mapping[str, str],
    *,
    method: SignInMethod | None = None,
    authority: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> CredentialPlan:
    """Decides what `credential_for` makes, without making it. Raises UsageError."""
    known = dict(given)
    if method is None:
        method = _method_given(known) or _method_in(environment, known)
    if method not in _METHODS:
        raise UsageError(f"sign in by one of: {', '.join(_METHODS)}")
    class_name, needed, taken = _METHODS[method]
    foreign = sorted(known.keys() - {*needed, *taken})
    if foreign:
        raise UsageError(f"{', '.join(foreign)}: not for signing in by {method}")
    if method in _SECRETS:
        wanted = (*needed, *(name for name in taken if "certificate_data" not in known))
        known = {name: environment[_VARIABLES[name]] for name in wanted if environment.get(_VARIABLES.get(name, ""))} | known
    missing = [name for name in needed if name not in known]
    if method == "certificate" and not known.keys() & {"certificate_path", "certificate_data"}:
        missing.append("certificate_path")
    if missing:
        raise UsageError(f"signing in by {method} needs {', '.join(missing)}")
    arguments = {_AZURE_NAMES.get(name, name): value for name, value in known.items()} | dict(options or {})
    if method != "managed_identity":  # which asks the machine it runs on, and nobody else
        arguments["authority"] = authority or environment.get("AZURE_AUTHORITY_HOST") or _authority_of(url)
    return CredentialPlan(class_name, arguments)


def _method_given(known: Mapping[str, Any]) -> SignInMethod | None:
    if "client_secret" in known:
        return "client_secret"
    return "certificate" if known.keys() & {"certificate_path", "certificate_data"} else None


def _method_in(environment: Mapping[str, str], known: Mapping[str, Any]) -> SignInMethod:
    """What the variables make possible; the default chain reads them too, but tries more, and reports less when they are wrong."""

    def has(name: str) -> bool:
        return name in known or bool(environment.get(_VARIABLES[name]))

    if has("tenant_id") and has("client_id"):
        if has("client_secret"):
            return "client_secret"
        if has("certificate_path"):
            return "certificate"
    return "default"


def _authority_of(url: str) -> str:
    placement = cloud_of(url)
    if not placement.known:
        _log.warning(
            "the environment's host is in no cloud known here; signing in at %s (pass authority= for another)", placement.cloud.authority
        )
    return placement.cloud.authority
