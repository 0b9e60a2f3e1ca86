"""Every error the privacy module raises by itself; errors of the service stay `dataverse_sdk.errors.DataverseError`.

    DataSubjectError
    ├── InvalidIdentity     what was given cannot identify a person; nothing was sent
    ├── CatalogueError      a declaration contradicts its table; raised where the catalogue is written down
    ├── InvalidDocument     a plan, a receipt or a journal that is damaged, altered or of another make
    ├── MissingExtra        something this installation lacks; the message says which extra to install
    ├── JournalUnavailable  a journal that cannot be opened or written: a full disk, a read-only folder
    └── Refused             an erasure that must not run: another environment, another catalogue, too old, another plan's journal

Messages name columns, tables and rules. They never hold an address, a name or any other value of a record.
"""

__all__ = ["CatalogueError", "DataSubjectError", "InvalidDocument", "InvalidIdentity", "JournalUnavailable", "MissingExtra", "Refused"]


class DataSubjectError(Exception):
    """Any failure the privacy module reports by itself."""


class InvalidIdentity(DataSubjectError, ValueError):
    """What was given cannot identify a person. The message names the rule and never repeats the input."""


class CatalogueError(DataSubjectError, ValueError):
    """A declaration contradicts the table it speaks about: a mask that does not fit, a column that cannot be written."""


class InvalidDocument(DataSubjectError, ValueError):
    """A plan, a receipt or a journal that is damaged, was altered, or has a form this version does not read."""


class MissingExtra(DataSubjectError):
    """Something needs a package that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what} needs an extra: pip install "typed-dataverse[{extra}]"')


class JournalUnavailable(DataSubjectError):
    """A journal that cannot be opened or written. What was to be noted was not sent; a later run goes on from what was."""


class Refused(DataSubjectError):
    """An erasure that must not run. Nothing was written."""
