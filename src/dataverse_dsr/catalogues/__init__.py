"""Ready-made catalogues.

`REFERENCE` does what the Fides connector for Dynamics 365 documents, row by row. `COMPLETE` closes its gaps.
"""

from .complete import COMPLETE
from .reference import REFERENCE

__all__ = ["COMPLETE", "REFERENCE"]
