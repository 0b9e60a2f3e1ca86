"""Which of azure-identity's classes is made, and with what."""

import logging
import subprocess
import sys
from typing import Any

import pytest

from dataverse_sdk.client.credentials import CredentialPlan, credential_for, plan_credential
from dataverse_sdk.errors import UsageError

URL = "https://org.crm4.dynamics.com"
PUBLIC = {"authority": "https://login.microsoftonline.com"}
APP = {"tenant_id": "t", "client_id": "c"}
SECRET_ENV = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "s"}
CERT_ENV = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_CERTIFICATE_PATH": "p", "AZURE_CLIENT_CERTIFICATE_PASSWORD": "w"}


@pytest.mark.parametrize(
    ("given", "environment", "method", "plan"),
    [
        ({**APP, "client_secret": "s"}, {}, None, CredentialPlan("ClientSecretCredential", {**APP, "client_secret": "s", **PUBLIC})),
        ({}, SECRET_ENV, None, CredentialPlan("ClientSecretCredential", {**APP, "client_secret": "s", **PUBLIC})),
        # What is given beats what is set, and says how to sign in.
        (
            {"client_id": "other", "client_secret": "x"},
            SECRET_ENV,
            None,
            CredentialPlan("ClientSecretCredential", {"tenant_id": "t", "client_id": "other", "client_secret": "x", **PUBLIC}),
        ),
        (
            {**APP, "certificate_data": b"pem"},
            CERT_ENV,
            None,
            CredentialPlan("CertificateCredential", {**APP, "certificate_data": b"pem", **PUBLIC}),
        ),
        (
            {**APP, "certificate_path": "q", "certificate_password": "v"},
            SECRET_ENV,
            None,
            CredentialPlan("CertificateCredential", {**APP, "certificate_path": "q", "password": "v", **PUBLIC}),
        ),
        ({}, CERT_ENV, None, CredentialPlan("CertificateCredential", {**APP, "certificate_path": "p", "password": "w", **PUBLIC})),
        ({}, SECRET_ENV | CERT_ENV, None, CredentialPlan("ClientSecretCredential", {**APP, "client_secret": "s", **PUBLIC})),
        (
            {},
            SECRET_ENV | CERT_ENV,
            "certificate",
            CredentialPlan("CertificateCredential", {**APP, "certificate_path": "p", "password": "w", **PUBLIC}),
        ),
        ({}, {"AZURE_CLIENT_SECRET": "s"}, None, CredentialPlan("DefaultAzureCredential", PUBLIC)),
        ({}, {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c"}, None, CredentialPlan("DefaultAzureCredential", PUBLIC)),
        ({}, SECRET_ENV, "default", CredentialPlan("DefaultAzureCredential", PUBLIC)),
        ({"client_id": "m"}, SECRET_ENV, "managed_identity", CredentialPlan("ManagedIdentityCredential", {"client_id": "m"})),
        (
            {"token_file_path": "f"},
            {},
            "workload_identity",
            CredentialPlan("WorkloadIdentityCredential", {"token_file_path": "f", **PUBLIC}),
        ),
        (APP, {}, "device_code", CredentialPlan("DeviceCodeCredential", {**APP, **PUBLIC})),
        (
            {"redirect_uri": "http://localhost:9"},
            {},
            "browser",
            CredentialPlan("InteractiveBrowserCredential", {"redirect_uri": "http://localhost:9", **PUBLIC}),
        ),
    ],
)
def test_the_class_follows_from_arguments_then_variables(
    given: dict[str, Any], environment: dict[str, str], method: Any, plan: CredentialPlan
) -> None:
    assert plan_credential(URL, given, environment, method=method) == plan


@pytest.mark.parametrize(
    ("given", "method", "words"),
    [
        ({"client_secret": "s"}, None, "needs tenant_id, client_id"),
        (APP, "certificate", "needs certificate_path"),
        ({**APP, "client_secret": "s", "certificate_path": "p"}, None, "certificate_path: not for signing in by client_secret"),
        ({"tenant_id": "t"}, "managed_identity", "tenant_id: not for"),
        (APP, None, "client_id, tenant_id: not for signing in by default"),
        ({}, "password", "one of: client_secret, certificate"),
    ],
)
def test_what_does_not_fit_the_method_is_refused_by_name(given: dict[str, Any], method: Any, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        plan_credential(URL, given, {}, method=method)


def test_the_authority_is_the_clouds_unless_another_is_set_or_given() -> None:
    china = "https://org.crm.dynamics.cn"
    settings = {"AZURE_AUTHORITY_HOST": "login.example"}
    assert plan_credential(china, {}, {}).arguments["authority"] == "https://login.partner.microsoftonline.cn"
    assert plan_credential(china, {}, settings).arguments["authority"] == "login.example"
    assert plan_credential(china, {}, settings, authority="https://own.example").arguments["authority"] == "https://own.example"


def test_a_host_in_no_known_cloud_is_said_aloud(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="dataverse_sdk"):
        assert plan_credential("https://dataverse.example", {}, {}).arguments == PUBLIC
    assert [
        "in no cloud known here; signing in at https://login.microsoftonline.com" in record.getMessage() for record in caplog.records
    ] == [True]


def test_a_plan_shows_no_secret() -> None:
    assert repr(plan_credential(URL, {}, SECRET_ENV)) == "CredentialPlan(class_name='ClientSecretCredential')"


@pytest.mark.parametrize(
    ("method", "class_name", "arguments"),
    [
        ("client_secret", "ClientSecretCredential", {**APP, "client_secret": "s"}),
        ("managed_identity", "ManagedIdentityCredential", {}),
        ("workload_identity", "WorkloadIdentityCredential", {**APP, "token_file_path": "f"}),
        ("device_code", "DeviceCodeCredential", {}),
        ("browser", "InteractiveBrowserCredential", {}),
        ("default", "DefaultAzureCredential", {}),
    ],
)
def test_azure_identity_takes_what_is_planned(method: Any, class_name: str, arguments: dict[str, Any]) -> None:
    credential: Any = credential_for(URL, method=method, **arguments)
    assert type(credential).__name__ == class_name
    credential.close()


def test_importing_the_package_loads_no_azure_module_and_no_msal() -> None:
    program = "import sys, dataverse_sdk, dataverse_sdk.client.diagnosis, dataverse_sdk.client.signin, dataverse_sdk.client.discovery, dataverse_sdk.client.credentials; print([m for m in sys.modules if m.partition('.')[0] in ('azure', 'msal', 'requests', 'cryptography')])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"
