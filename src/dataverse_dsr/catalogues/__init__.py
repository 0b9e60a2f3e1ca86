"""Ready-made catalogues. `REFERENCE` does what the Fides connector for Dynamics 365 documents, row by row."""

from .reference import REFERENCE

__all__ = ["REFERENCE"]
