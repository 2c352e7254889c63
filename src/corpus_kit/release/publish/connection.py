"""
A hub of Hugging Face's kind: where it is, with which token, and what its failures mean.

The address is HF_ENDPOINT's, the token HF_TOKEN's or that of ``hf auth login``. Neither goes to
another hub than the one that they were set for, whatever a file of a corpus names.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus_kit.errors import (
    CannotRead,
    CorpusError,
    HubRefused,
    InvalidTarget,
    NoToken,
    OfflineMode,
    TargetFault,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huggingface_hub import HfApi

DEFAULT = "https://huggingface.co"


@dataclass(frozen=True)
class Connection:
    """A hub, to be asked for a dataset."""

    api: HfApi
    endpoint: str
    """The hub's address, without what is secret in it."""

    name: str

    @property
    def place(self) -> str:
        """The dataset's address, for people."""
        return f"{self.endpoint}/datasets/{self.name}"

    @property
    def target(self) -> str:
        """What to call it in a command, wherever HF_ENDPOINT leads there."""
        return (
            f"hub:{self.name}" if self.endpoint == DEFAULT else f"hub:{self.endpoint}/{self.name}"
        )


@contextmanager
def connected(name: str, endpoint: str | None = None, *, writing: bool) -> Iterator[Connection]:
    """
    The hub, if it is the one with that address; what fails there as our errors.

    Raises: InvalidTarget, OfflineMode, HubRefused; to write NoToken, TargetFault; to read
    CannotRead.
    """
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")  # Other hubs speak LFS only.
    from huggingface_hub import HfApi, constants, get_token
    from huggingface_hub.utils.tqdm import disable_progress_bars

    if (here := shown(constants.ENDPOINT)) is None:
        instead = "HF_ENDPOINT is no address; write http:// or https://, the host and the port"
        raise InvalidTarget(f"hub:{name}", instead)
    if endpoint not in {None, here}:
        instead = f"that is another hub than {here}: set HF_ENDPOINT={endpoint}"
        raise InvalidTarget(
            f"hub:{endpoint}/{name}", f"{instead}, and HF_TOKEN to a token of that hub"
        )
    token = get_token()
    made = Connection(HfApi(token=bool(token)), here, name)
    if constants.HF_HUB_OFFLINE:
        raise OfflineMode(made.place)
    if writing and not token:
        raise NoToken(made.place)
    if token and not (token.isascii() and token.isprintable()):
        raise HubRefused(made.place, "it holds a character that no token has")
    disable_progress_bars()
    try:
        yield made
    except CorpusError:
        raise
    except Exception as error:
        if (known := _fault(made.place, error, writing=writing)) is None:
            raise
        raise known from error


def _fault(place: str, error: BaseException, *, writing: bool) -> CorpusError | None:
    """What a failed request means; None where no request failed."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    fault = TargetFault if writing else CannotRead
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, HfHubHTTPError):
            status = chain.response.status_code
            said = str(chain.server_message or chain.response.reason_phrase).strip()
            if status in {401, 403} and writing:
                return HubRefused(place, said)
            return fault(place, f"it answered {status}: {said}")
        if isinstance(chain, httpx2.HTTPError | ConnectionError | TimeoutError):
            return fault(place, f"no answer: {chain}")
        if isinstance(chain, json.JSONDecodeError):
            return fault(place, "it does not answer as a hub does")
        chain = chain.__cause__ or chain.__context__
    return None


def shown(address: str) -> str | None:
    """
    An address of HTTP without what may be secret in it; None where it is none.

    >>> shown("https://ana:secret@hub.example.org/?token=1")
    'https://hub.example.org/'
    """
    try:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            return None
    except ValueError:
        return None
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
