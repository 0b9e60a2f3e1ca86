"""The refusals of the query half: what Dataverse answers when a query option is wrong.

Knows the codes that belong to queries. Refuses to know when they apply. A `QueryError` is a `Refusal`, so that the
service half answers it as it answers any other. Most wording is that of Microsoft's OData library, which Dataverse passes
on unchanged.
"""

from ..http.refusals import Refusal

__all__ = [
    "BAD_REQUEST",
    "TOO_MANY_CONDITIONS",
    "QueryError",
    "bad_query",
    "no_property",
    "no_signature",
    "not_imitated",
    "too_many_conditions",
]

BAD_REQUEST = "0x80060888"
"""The code of every malformed OData request.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
"""

TOO_MANY_CONDITIONS = "0x8004430C"
"""The code of a query with more than 500 conditions.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#condition-limits
"""


class QueryError(Refusal):
    """A query the service refuses: its code, its message, and the HTTP status to answer with."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(status, code, message)


def too_many_conditions() -> QueryError:
    """More than 500 conditions in one query.

    https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows
    """
    return QueryError(TOO_MANY_CONDITIONS, "Number of conditions in query exceeded maximum limit.")


def not_imitated(what: str) -> QueryError:
    """Say that the real service knows this and the emulator does not: 501, never a plausible answer."""
    return QueryError(BAD_REQUEST, f"The emulator does not imitate this: {what}.", 501)


def bad_query(message: str) -> QueryError:
    """A malformed query option, or one that names something that is not there."""
    return QueryError(BAD_REQUEST, message)


def no_property(name: str, table: str) -> QueryError:
    """A name that the table has neither as a column nor as a navigation property."""
    return bad_query(f"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{table}'.")


def no_signature(function: str) -> QueryError:
    """A text function with other arguments than two texts."""
    return bad_query(
        f"No function signature for the function with name '{function}' matches the specified arguments. The function "
        f"signatures considered are: {function}(Edm.String Nullable=true, Edm.String Nullable=true)."
    )
