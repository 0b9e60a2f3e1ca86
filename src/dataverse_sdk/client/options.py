"""What a client can be told once, when it is made."""

from __future__ import annotations

from attrs import field, frozen, validators

from ..wire.retry import RetryPolicy
from .gates import Gate

__all__ = ["ClientOptions"]


@frozen(kw_only=True)
class ClientOptions:
    """Settings of a client, with defaults that suit an interactive program.

    `api_version` is the version in the URL; `allow_insecure_loopback` lets `http://` through for an address of this machine and no
    other; `connect_timeout` and `read_timeout` are seconds (the service lets a plug-in run for two minutes, so reads wait longer than
    that); `max_reply_bytes` bounds an inflated reply; `retry` is the retry policy, whose deadline is five minutes unless said otherwise;
    `gate` says when a request may leave: without one, a throttled call pauses all calls of the client and of no other (see `gates`).
    """

    api_version: str = field(default="v9.2", validator=validators.matches_re(r"v\d+\.\d+"))
    allow_insecure_loopback: bool = False
    connect_timeout: float = field(default=10.0, validator=validators.gt(0))
    read_timeout: float = field(default=150.0, validator=validators.gt(0))
    max_reply_bytes: int = field(default=256 * 1024 * 1024, validator=validators.gt(0))
    retry: RetryPolicy = field(factory=lambda: RetryPolicy(deadline=300.0))
    gate: Gate | None = field(default=None, repr=False)
