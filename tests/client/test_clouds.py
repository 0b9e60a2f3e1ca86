"""Which cloud a host is in."""

import pytest

from dataverse_sdk.client.clouds import CHINA, CLOUDS, DOD, GCC, GCC_HIGH, PUBLIC, Cloud, Placement, cloud_of
from dataverse_sdk.errors import UsageError
from dataverse_sdk.wire.messages import ServiceRoot


@pytest.mark.parametrize(
    ("host", "cloud", "region"),
    [
        ("org.crm.dynamics.com", PUBLIC, "North America"),
        ("org.api.crm4.dynamics.com", PUBLIC, "Europe, Middle East and Africa"),
        ("ORG-1.crm11.dynamics.com", PUBLIC, "United Kingdom"),
        ("org.crm9.dynamics.com", GCC, "United States government (GCC)"),
        ("org.crm.microsoftdynamics.us", GCC_HIGH, "United States government (GCC High)"),
        ("org.api.crm.appsplatform.us", DOD, "United States Department of Defense"),
        ("org.crm.dynamics.cn", CHINA, "China (21Vianet)"),
    ],
)
def test_a_listed_host_has_its_cloud_and_region(host: str, cloud: Cloud, region: str) -> None:
    assert cloud_of(f"https://{host}/api/data/v9.2/") == Placement(cloud, region, known=True)


@pytest.mark.parametrize(
    ("host", "cloud"), [("org.crm99.dynamics.com", PUBLIC), ("org.crm2.microsoftdynamics.us", GCC_HIGH), ("org.crm3.dynamics.cn", CHINA)]
)
def test_a_region_opened_later_is_in_the_cloud_of_its_siblings(host: str, cloud: Cloud) -> None:
    assert cloud_of(f"https://{host}") == Placement(cloud, None, known=True)


@pytest.mark.parametrize(
    "host",
    [
        "dataverse.example",
        "127.0.0.1:8787",
        "[::1]",
        "crm.dynamics.com.evil.example",
        "org.crm.dynamics.com.evil.example",
        "crm.dynamics.com",
    ],
)
def test_an_unknown_host_is_taken_for_the_public_cloud_and_says_so(host: str) -> None:
    assert cloud_of(f"https://{host}") == Placement(PUBLIC, None, known=False)


def test_what_is_no_environment_url_is_refused() -> None:
    with pytest.raises(UsageError):
        cloud_of("org.crm.dynamics.com")


def test_government_community_users_sign_in_with_the_public_cloud_and_nobody_else_does() -> None:
    assert {cloud.name: cloud.authority.removeprefix("https://") for cloud in CLOUDS} == {
        "public": "login.microsoftonline.com",
        "gcc": "login.microsoftonline.com",
        "gcc-high": "login.microsoftonline.us",
        "dod": "login.microsoftonline.us",
        "china": "login.partner.microsoftonline.cn",
    }


@pytest.mark.parametrize("cloud", CLOUDS, ids=lambda cloud: cloud.name)
def test_authorities_and_discovery_services_are_https_origins(cloud: Cloud) -> None:
    assert ServiceRoot.parse(cloud.authority).origin == cloud.authority
    assert ServiceRoot.parse(cloud.discovery).origin == cloud.discovery
    # The discovery service stands in the first region of its cloud.
    assert cloud.discovery == f"https://globaldisco.{next(iter(cloud.hosts))}"


def test_msal_knows_every_authority() -> None:
    from msal.authority import WELL_KNOWN_AUTHORITY_HOSTS

    assert {cloud.authority.removeprefix("https://") for cloud in CLOUDS} <= WELL_KNOWN_AUTHORITY_HOSTS
