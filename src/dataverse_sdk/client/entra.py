"""What Microsoft Entra ID means by the numbers in its errors, and what to do about each.

Knows `AADSTS` numbers. Its texts are this library's own: Entra's can name people, tenants and applications, and stay out of errors.
Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import DataverseError

__all__ = ["ADVICE", "advice_on", "number_in"]

_NUMBER = re.compile(r"AADSTS(\d{4,9})\b")

ADVICE: Mapping[int, str] = {
    50011: "the redirect URI is not registered for the application",
    50020: "this account is no member of the tenant; sign in with another, or be invited",
    50034: "no such account in the tenant",
    50053: "the account is locked, or the sign-in came from a blocked address",
    50057: "the account is disabled",
    50059: "name the tenant: tenant_id, or AZURE_TENANT_ID",
    50076: "multi-factor authentication is required; sign in interactively",
    50079: "multi-factor authentication has to be set up; sign in interactively",
    50105: "the account is not assigned to the application",
    50126: "the user name or the password is wrong",
    50158: "the tenant asks for more at sign-in; sign in interactively",
    53003: "a Conditional Access policy blocks this sign-in",
    54005: "the authorization code was used before; begin the sign-in again",
    65001: "nobody has consented to the application's permission; an administrator or the user has to",
    65004: "the user declined to consent",
    70000: "the sign-in is no longer valid; begin it again",
    70008: "the sign-in has expired; begin it again",
    70011: "the scope is not one of this environment; check its URL",
    70016: "nobody entered the device code in time",
    70020: "nobody entered the device code in time",
    70043: "the sign-in has expired under a Conditional Access policy; sign in again",
    90002: "there is no such tenant in this cloud; check tenant_id, and the authority for a sovereign cloud",
    500011: "the tenant does not know this environment; check the environment's URL, the tenant and the cloud",
    500112: "the redirect URI is not the one the sign-in began with",
    500113: "the application has no redirect URI registered",
    500133: "the assertion has expired; check the clock of this machine",
    501481: "the sign-in was not begun by the session that ended it; begin it again",
    700003: "the device is not known to the tenant",
    700016: "the tenant has no such application; check client_id and tenant_id, and the authority for a sovereign cloud",
    700024: "the assertion is outside its time; check the clock of this machine",
    700025: "the application is a public client; sign in without a secret",
    700027: "the certificate is not registered for the application, or has expired",
    700082: "the sign-in has expired; sign in again",
    900023: "the tenant is neither an id nor a domain name",
    1002012: "an application asks for the scope '<environment URL>/.default'",
    7000215: "the client secret is wrong; give its value, not its id",
    7000216: "the application has to prove who it is; give a secret or a certificate",
    7000218: "the application has to prove who it is; give a secret or a certificate, or allow public client flows",
    7000222: "the client secret has expired; make a new one",
    7000229: "the application has no service principal in the tenant; an administrator has to consent to it once",
}


def number_in(text: str) -> int | None:
    """Gives the number of the first `AADSTS` error that a text quotes."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


def advice_on(error: BaseException | str) -> str:
    """Gives what to say about a failed sign-in: the number and the advice, the number alone, or the kind of the error.

    >>> advice_on("invalid_client: AADSTS7000222: The provided client secret keys for app '...' are expired.")
    'AADSTS7000222: the client secret has expired; make a new one'
    """
    behind: BaseException | str | None
    if isinstance(error, DataverseError):
        return str(error)  # this library's own, and fit to be shown
    # MSAL raises a sentence of its own over an answer that it could not use; the answer, with the number, is behind it.
    number, behind = None, error
    while number is None and behind is not None:
        number = number_in(str(behind))
        behind = None if isinstance(behind, str) else behind.__cause__ or behind.__context__
    if number is None:
        return "the sign-in failed" if isinstance(error, str) else type(error).__name__
    return f"AADSTS{number}: {ADVICE[number]}" if number in ADVICE else f"AADSTS{number}"
