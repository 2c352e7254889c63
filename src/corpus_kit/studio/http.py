"""HTTP to a server: no proxy for what is on this machine, and no redirect taken unseen."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx


def client(url: str, timeout: float = 60) -> httpx.Client:
    """
    A client for the server at `url`, waiting `timeout` seconds at the most.

    A redirect would turn a POST into a GET and take the key elsewhere: none is followed. A proxy of
    the environment would read the key of a server on this machine: it is not asked.
    """
    import httpx

    return httpx.Client(base_url=url, timeout=timeout, trust_env=not _loopback(url))


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
