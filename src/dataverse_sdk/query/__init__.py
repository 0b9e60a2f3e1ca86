"""What is asked: queries as values, and their spelling in a URL."""

from .query import Expand, Query, expand
from .render import filter_text, query_target

__all__ = ["Expand", "Query", "expand", "filter_text", "query_target"]
