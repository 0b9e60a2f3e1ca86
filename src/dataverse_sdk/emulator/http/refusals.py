"""The errors Dataverse documents, with their status, code and message, one constructor each.

Knows the catalogue. Refuses to know when an error applies. A code marked "unverified" is not documented for its message; the
status is.
"""

from .messages import phrase

__all__ = ["Refusal"]

HELP = "For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293"


class Refusal(Exception):
    """The service refuses a request: an HTTP status, a Dataverse code and a message for the client."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def __repr__(self) -> str:
        return f"Refusal({self.status} {phrase(self.status)}, {self.code!r}, {self.message!r})"


def no_resource(segment: str) -> Refusal:
    """Page "Troubleshoot Dataverse Web API client errors"."""
    return Refusal(404, "0x8006088a", f"Resource not found for the segment '{segment}'.")


def no_route(url: str) -> Refusal:
    """Page "Troubleshoot Dataverse Web API client errors": the wrong method for a function or an action."""
    return Refusal(404, "", f"No HTTP resource was found that matches the request URI '{url}'.")


def no_property(name: str, table: str) -> Refusal:
    """Page "Troubleshoot Dataverse Web API client errors"; since 2024 the code is 0x80060888, it was 0x0."""
    return Refusal(400, "0x80060888", f"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{table}'.")


def bad_request(message: str) -> Refusal:
    """A request that breaks a rule of the protocol."""
    return Refusal(400, "0x80060888", message)


def bad_payload(set_name: str, inner: str) -> Refusal:
    """Page "Troubleshoot Dataverse Web API client errors"."""
    text = f"Error identified in Payload provided by the user for Entity :'{set_name}', {HELP}  ---->  InnerException : {inner}"
    return Refusal(400, "0x80048d19", text)


def invalid_property(set_name: str, table: str, name: str) -> Refusal:
    """A body names a column that the table does not have."""
    kind = f"Microsoft.Dynamics.CRM.{table}"
    return bad_payload(
        set_name,
        f"Microsoft.Crm.CrmException: Invalid property '{name}' was found in entity '{kind}'. ---> "
        f"Microsoft.OData.ODataException: The property '{name}' does not exist on type '{kind}'. "
        "Make sure to only use property names that are defined by the type.",
    )


def undeclared_property(set_name: str, name: str) -> Refusal:
    """A body binds a navigation property that the table does not have; case matters."""
    return bad_payload(
        set_name,
        f"Microsoft.OData.ODataException: An undeclared property '{name}' which only has property annotations in the payload "
        "but no property value was found in the payload. In OData, only declared navigation properties and declared named "
        "streams can be represented as properties without values.",
    )


def lookup_set_directly(set_name: str) -> Refusal:
    """A body sets `_x_value`, the computed half of a lookup."""
    return bad_payload(
        set_name,
        "Microsoft.OData.ODataException: CRM do not support direct update of Entity Reference properties, "
        "Use Navigation properties instead.",
    )


def does_not_exist(table: str, record_id: str) -> Refusal:
    """Documented with code "" for a conditional update (2022) and with 0x80040217 elsewhere."""
    return Refusal(404, "0x80040217", f"{table} With Id = {record_id} Does Not Exist")


def key_matches_nothing(keys: str) -> Refusal:
    """A miss by alternate key: 0x80060891, RecordNotFoundByEntityKey."""
    return Refusal(404, "0x80060891", f"A record with the specified key values does not exist in {keys} entity")


def version_mismatch() -> Refusal:
    """Page "Perform conditional operations": If-Match names another version."""
    return Refusal(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.")


def already_exists() -> Refusal:
    """Page "Perform conditional operations": If-None-Match: * finds a record."""
    return Refusal(412, "0x80060892", "A record with matching key values already exists.")


def duplicate_id() -> Refusal:
    """A create names an id that is taken."""
    return Refusal(412, "0x80040237", "Cannot insert duplicate key.")


def duplicate_key(table: str, columns: str) -> Refusal:
    """A write repeats the values of an alternate key."""
    return Refusal(
        412,
        "0x80060892",
        f"Entity Key {columns} violated. A record with the same value for {columns} already exists. "
        f"A duplicate record cannot be created in '{table}'. Select one or more unique values and try again.",
    )


def too_long(table: str, column: str, limit: int) -> Refusal:
    """Page "Execute batch operations": the two spaces are the service's own."""
    return Refusal(
        400,
        "0x80044331",
        f"A validation error occurred.  The length of the '{column}' attribute of the '{table}' entity "
        f"exceeded the maximum allowed length of '{limit}'.",
    )


def out_of_choices(table: str, column: str, value: object, accepted: str) -> Refusal:
    """A choice column was given a number that is none of its options."""
    return Refusal(
        400,
        "0x8004431A",
        f"A validation error occurred. The value {value} of '{column}' on record of type '{table}' "
        f"is outside the valid range. Accepted Values: {accepted}",
    )


def out_of_range(table: str, column: str) -> Refusal:
    """A number outside the minimum and maximum of its column; the code is unverified."""
    return Refusal(
        400,
        "0x80044330",
        f"A validation error occurred. The value of '{column}' on record of type '{table}' is outside the valid range.",
    )


def null_refused(column: str) -> Refusal:
    """A SystemRequired column cannot be null: -2147220989, which is 0x80040203 (page "Entity operations")."""
    return Refusal(400, "0x80040203", f"Attribute: {column} cannot be set to NULL")


def wrong_status(table: str, state: str, status: object, record_id: str) -> Refusal:
    """A statuscode that does not belong to the statecode."""
    kind = table[:1].upper() + table[1:]
    return Refusal(
        400,
        "0x80048408",
        f"{status} is not a valid status code for state code {kind}State.{state} on {table} with Id {record_id}.",
    )


def read_only_record() -> Refusal:
    """Quotes, orders and invoices outside Draft or Active; the message is reported by a practitioner, the code is unverified."""
    return Refusal(400, "0x80040265", "Cannot Update a Read-Only Entity")


def method_not_supported(method: str, table: str) -> Refusal:
    """The table does not list the message: activityparty has RetrieveMultiple only."""
    return Refusal(400, "0x80040800", f"The '{method}' method does not support entities of type '{table}'.")


def association_prevents_delete() -> Refusal:
    """A related record restricts the delete: CannotDeleteDueToAssociation."""
    return Refusal(405, "0x80040227", "The object you tried to delete is associated with another object and cannot be deleted.")


def method_not_allowed(method: str) -> Refusal:
    """The resource exists and does not take this method."""
    return Refusal(405, "0x80060888", f"The requested resource does not support http method '{method}'.")


def not_imitated(what: str) -> Refusal:
    """The emulator does not do this; it says so instead of making something up."""
    return Refusal(501, "0x80060888", f"The emulator does not imitate {what}.")
