"""The hands: the only floor that knows an HTTP library, credentials, threads and the clock."""

from .async_client import AsyncDataverseClient
from .options import ClientOptions
from .sync_client import DataverseClient

__all__ = ["AsyncDataverseClient", "ClientOptions", "DataverseClient"]
