"""What Entra's numbers mean."""

import pytest

from dataverse_sdk.client.entra import ADVICE, advice_on, number_in
from dataverse_sdk.errors import AuthenticationError


def test_the_first_number_counts() -> None:
    assert number_in("AADSTS700016: no such app. See AADSTS50011.") == 700016
    assert number_in("AADSTS12: too short") is None


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (RuntimeError("AADSTS7000215: secret for app 'x'"), f"AADSTS7000215: {ADVICE[7000215]}"),
        ("AADSTS99999999: something new about ada@example.com", "AADSTS99999999"),
        (RuntimeError("ada@example.com"), "RuntimeError"),
        ("ada@example.com", "the sign-in failed"),
        (AuthenticationError("sign in again"), "sign in again"),
    ],
)
def test_advice_holds_nothing_of_the_text(error: BaseException | str, advice: str) -> None:
    assert advice_on(error) == advice


def test_the_number_may_stand_in_the_error_behind() -> None:
    try:
        try:
            raise ValueError("AADSTS90002: no tenant 'x'")
        except ValueError:
            raise RuntimeError("unusable") from None
    except RuntimeError as error:
        assert advice_on(error) == f"AADSTS90002: {ADVICE[90002]}"


def test_advice_is_one_line_in_lower_case_without_a_full_stop() -> None:
    for text in ADVICE.values():
        assert text[0].islower(), text
        assert "\n" not in text, text
        assert not text.endswith("."), text
