"""The error tree: drawn, picked, pickled, and silent about content."""

import copy
import inspect
import pickle
import re

import pytest

from dataverse_sdk import errors
from dataverse_sdk.errors import DataverseError, ServiceError, TransportError, service_error

CLASSES = sorted(
    (value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, DataverseError)),
    key=lambda cls: cls.__name__,
)
SECRET = "ada@example.com"  # stands for anything a service may write into its error text


def drawn() -> dict[str, str | None]:
    """Reads the tree out of the module's docstring: each class with the class it hangs under."""
    parents: dict[str, str | None] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ((?:[│ ]   )*)(?:[├└]── )?([A-Z]\w+)\b", line)
        if found is None or not (found[2] == "DataverseError" or "──" in line):
            continue
        depth = len(found[1]) // 4 + (1 if "──" in line else 0)
        parents[found[2]] = above[depth - 1] if depth else None
        above[depth:] = [found[2]]
    return parents


def test_the_drawing_is_the_real_class_tree() -> None:
    real = {cls.__name__: next((base.__name__ for base in cls.__bases__ if issubclass(base, DataverseError)), None) for cls in CLASSES}
    assert drawn() == real


def test_every_error_is_exported_and_the_exports_are_sorted() -> None:
    assert errors.__all__ == sorted(errors.__all__)
    assert set(errors.__all__) == {cls.__name__ for cls in CLASSES} | {"service_error"}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize(
    "travel", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy], ids=["pickle", "copy", "deep"]
)
def test_every_error_survives_the_way_to_another_process(cls: type[DataverseError], travel: object) -> None:
    error = cls("what happened", request_id="r-1")
    if isinstance(error, ServiceError):
        error.status, error.code, error.retry_after, error.service_message = 418, "0x1", 2.5, SECRET
    if isinstance(error, TransportError):
        error.sends = 3
    twin = travel(error)  # type: ignore[operator]
    assert type(twin) is cls
    assert (str(twin), twin.args, vars(twin)) == (str(error), error.args, vars(error))


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_error_names_the_request_when_it_knows_it(cls: type[DataverseError]) -> None:
    assert str(cls("what happened", request_id="r-1")) == "what happened (request r-1)"
    assert str(cls("what happened")) == "what happened"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "", errors.BadRequest),
        (400, "0x80060888", errors.BadRequest),
        (400, "0x80044331", errors.ValueTooLong),
        (400, "0x8004431A", errors.ValueOutOfRange),
        (400, "0x8004431a", errors.ValueOutOfRange),
        (400, "0x8004430C", errors.TooManyConditions),
        (401, "", errors.Unauthorized),
        (403, "0x80040220", errors.Forbidden),
        (404, "0x80040217", errors.NotFound),
        (404, "0x80060891", errors.NotFound),
        (405, "", errors.MethodNotAllowed),
        (408, "", ServiceError),
        (409, "", ServiceError),
        (412, "", errors.PreconditionFailed),
        (412, "0x80060882", errors.ConcurrencyMismatch),
        (412, "0x80040237", errors.DuplicateRecord),
        (412, "0x80040333", errors.DuplicateRecord),
        (412, "0x80060892", errors.DuplicateRecord),
        (413, "", errors.PayloadTooLarge),
        (429, "0x80072322", errors.Throttled),
        (500, "", errors.ServerError),
        (501, "", errors.ServerError),
        (503, "", errors.ServiceUnavailable),
        (504, "", errors.ServerError),
        # A code counts under its own status only.
        (404, "0x80060882", errors.NotFound),
        (409, "0x80060882", ServiceError),
        (418, "0x80044331", ServiceError),
        (500, "0x80044331", errors.ServerError),
        (412, "0x80044331", errors.PreconditionFailed),
    ],
)
def test_the_code_decides_under_its_own_status_and_the_status_everywhere_else(status: int, code: str, kind: type[ServiceError]) -> None:
    error = service_error(status, code, request_id="r", retry_after=1.0, service_message=SECRET)
    assert type(error) is kind
    assert (error.status, error.code, error.request_id, error.retry_after, error.service_message) == (status, code, "r", 1.0, SECRET)


@pytest.mark.parametrize("status", [400, 404, 412, 418, 500])
def test_no_message_holds_the_text_of_the_service(status: int) -> None:
    error = service_error(status, "0x80040203", request_id="r", service_message=f"no row with {SECRET}")
    assert SECRET in error.service_message
    assert SECRET not in str(error) + repr(error) + "".join(map(str, error.args))
    assert str(status) in str(error)
    assert "0x80040203" in str(error)


def test_a_column_that_was_not_selected_is_an_attribute_error_too() -> None:
    # It makes hasattr() and getattr() with a default work on partial rows.
    assert issubclass(errors.NotSelectedError, AttributeError)
    assert issubclass(errors.UsageError, ValueError)
