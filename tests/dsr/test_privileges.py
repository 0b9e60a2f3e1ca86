"""What the caller may do is told per table; what the service will not say is not known, and never called missing."""

from uuid import UUID

import pytest

from dataverse_dsr import TablePrivileges
from dataverse_dsr.catalogues import REFERENCE
from dataverse_dsr.privileges import read_privileges
from dataverse_sdk.testing import ScriptedDriver, batch_reply, error_reply, json_reply

READ, WRITE = UUID(int=1), UUID(int=2)
ME = json_reply({"UserId": str(UUID(int=9)), "BusinessUnitId": str(UUID(int=9)), "OrganizationId": str(UUID(int=9))})
CATALOGUE = REFERENCE.without(*(each.name for each in REFERENCE if each.name not in ("contacts", "salesorders")))


def table(**privileges):
    return json_reply(
        {"LogicalName": "x", "Privileges": [{"PrivilegeType": kind, "PrivilegeId": str(key)} for kind, key in privileges.items()]}
    )


def held(*keys):
    return json_reply({"RolePrivileges": [{"PrivilegeId": str(key)} for key in keys]})


def read(first, second, mine):
    driver = ScriptedDriver(batch_reply(ME, first, second), mine)
    found = driver.run(read_privileges(CATALOGUE))
    assert driver.requests[-1].target == f"systemusers({UUID(int=9)})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"
    return found


def test_each_table_is_compared_with_what_the_roles_give():
    both = table(Read=READ, Write=WRITE)
    assert read(both, both, held(READ)) == (TablePrivileges("contacts", "yes", "no"), TablePrivileges("salesorders", "yes", "not needed"))
    assert [one.missing for one in read(both, both, held(READ))] == [True, False]
    assert [one.missing for one in read(both, both, held(READ, WRITE))] == [False, False]


@pytest.mark.parametrize("mine", [error_reply(403), error_reply(501), json_reply({}), json_reply({"RolePrivileges": [{}]})])
def test_what_the_service_will_not_say_is_not_known(mine):
    both = table(Read=READ, Write=WRITE)
    assert {one.read for one in read(both, both, mine)} == {"not known"}


def test_a_table_without_a_definition_is_not_known():
    found = read(error_reply(404), table(Read=READ), held(READ))
    assert found == (TablePrivileges("contacts", "not known", "not known"), TablePrivileges("salesorders", "yes", "not needed"))


def test_both_faces_ask(dsr):
    assert {one.collection for one in dsr.privileges()} == {each.name for each in REFERENCE}
