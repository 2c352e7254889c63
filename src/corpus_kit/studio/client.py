"""
The client of a Label Studio server, and its failures as ours.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import (
    NotLabelStudio,
    ServerFault,
    TokenRefused,
    Unreachable,
    UnsupportedServer,
)
from corpus_kit.studio import http

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from label_studio_sdk import LabelStudio

    from corpus_kit.studio.access import Access

TIMEOUT = 600
"""Seconds; a large import or export answers only when it is done."""

# The client repeats a POST by itself on 5xx and broken connections, and an import that timed out
# may be done all the same: we ask what is there instead of repeating.
ONCE: Any = {"max_retries": 0, "timeout_in_seconds": TIMEOUT}


@contextmanager
def connected(access: Access) -> Iterator[LabelStudio]:
    """
    A client that has been answered by a Label Studio it knows, for as long as the block.

    Raises: Unreachable, NotLabelStudio, UnsupportedServer, TokenRefused; whatever fails in the
    block comes out as a ServiceError too.
    """
    from label_studio_sdk import LabelStudio

    with speaking(access), http.client(access.url, TIMEOUT) as browser:
        _check_version(access.url, browser)
        client = LabelStudio(base_url=access.url, api_key=access.key, httpx_client=browser)
        with understood(access):
            client.users.whoami(request_options=ONCE)
        yield client


@contextmanager
def understood(access: Access) -> Iterator[None]:
    """Around a call of the client alone: JSON of another shape makes it fail in these ways."""
    try:
        yield
    except (AttributeError, KeyError, TypeError) as error:
        raise NotLabelStudio(access.url, "its answer is no JSON of Label Studio's") from error


@contextmanager
def speaking(access: Access) -> Iterator[None]:
    """Turn what the client raises into errors that say what to do; secrets are left out."""
    import httpx
    from label_studio_sdk.core.api_error import ApiError
    from pydantic import ValidationError

    try:
        yield
    except ApiError as error:
        raise _fault(access, error.status_code, error.body) from None
    except httpx.HTTPStatusError as error:
        raise _fault(access, error.response.status_code, error.response.text) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise Unreachable(access.url, reason.replace(access.key, "…")) from None
    except (json.JSONDecodeError, ValidationError) as error:
        raise NotLabelStudio(access.url, "its answer is no JSON of Label Studio's") from error


def _check_version(url: str, browser: httpx.Client) -> None:
    response = browser.get("/api/version", timeout=30)
    if response.is_redirect:
        there = response.headers["location"].partition("?")[0]
        raise NotLabelStudio(url, f"it redirects to {there}")
    try:
        release = response.json()["release"]
    except (ValueError, KeyError, TypeError):
        kind = response.headers.get("content-type", "nothing").partition(";")[0]
        raise NotLabelStudio(url, f"{kind}, status {response.status_code}") from None
    if not re.match(r"1\.\d", str(release)):
        raise UnsupportedServer(url, str(release))


def _fault(access: Access, status: int | None, body: object) -> Exception:
    if status in {401, 403}:
        return TokenRefused(access.url)
    text = body if isinstance(body, str) else json.dumps(body, default=str, ensure_ascii=False)
    if text.lstrip()[:1] == "<":
        return NotLabelStudio(access.url, f"HTML, status {status}")
    return ServerFault(access.url, status, text[:500].replace(access.key, "…"))
