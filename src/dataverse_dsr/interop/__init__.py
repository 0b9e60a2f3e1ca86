"""Other systems' words for the same things: states of request protocols, and Fides' datasets and policies."""

from .fides import categories_of_policy, dataset, narrowed
from .protocols import DrpStatus, OpenDsrStatus, to_drp, to_opendsr

__all__ = ["DrpStatus", "OpenDsrStatus", "categories_of_policy", "dataset", "narrowed", "to_drp", "to_opendsr"]
