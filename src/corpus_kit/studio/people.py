"""
Annotators on the server: added by name, signed in as a person is.

Community has no API for making users; a person follows an invitation and fills in a form, and so do
we.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus_kit.config import check_name
from corpus_kit.errors import AnnotatorExists, NotLabelStudio, TokenRefused
from corpus_kit.pseudonyms import DOMAIN
from corpus_kit.studio import credentials, http
from corpus_kit.studio.client import ONCE, connected, speaking
from corpus_kit.studio.credentials import Login

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from corpus_kit.corpus import Corpus
    from corpus_kit.studio.access import Access

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def add(corpus: Corpus, name: str, access: Access) -> Path:
    """
    Sign an annotator up; returns the file with what they sign in with.

    Raises: InvalidName, AnnotatorExists, ServiceError.
    """
    check_name(name, "the annotator's name")
    login = Login(f"{name}@{DOMAIN}", secrets.token_urlsafe(12))
    with connected(access) as client:
        if any(one.email == login.email for one in client.users.list(request_options=ONCE)):
            raise AnnotatorExists(name)
        invitation = client.organizations.invites.get_invite_link(request_options=ONCE).invite_url
        with http.client(access.url) as browser:
            if not _filled_in(browser, str(invitation), login, allow_newsletters=""):
                raise AnnotatorExists(name)
    return credentials.keep_annotator(corpus, name, login)


def signed_in(corpus: Corpus, name: str, access: Access) -> Access:
    """
    The server with a key of the annotator's own, as Account & Settings gives it once.

    Raises: MissingFile where `name` was not added here; TokenRefused, ServiceError.
    """
    login = credentials.annotator(corpus, name)
    if login.key is None:
        login = replace(login, key=_key(login, access))
        credentials.keep_annotator(corpus, name, login)
    return replace(access, key=str(login.key))


def _key(login: Login, access: Access) -> str:
    with speaking(access), http.client(access.url) as browser:
        if not _filled_in(browser, "/user/login/", login):
            raise TokenRefused(access.url)
        token = {"X-CSRFToken": browser.cookies["csrftoken"], "Referer": access.url}
        response = browser.post("/api/token/", headers=token).raise_for_status()
        return str(response.json()["token"])


def _filled_in(browser: httpx.Client, path: str, login: Login, **more: str) -> bool:
    """Fill in a form of Label Studio's; a redirect says that it was taken."""
    page = browser.get(path)
    if (token := _TOKEN.search(page.text)) is None:
        raise NotLabelStudio(
            str(browser.base_url), f"no form at {path.partition('?')[0]}, status {page.status_code}"
        )
    form = {"csrfmiddlewaretoken": token[1], "email": login.email, "password": login.password}
    response = browser.post(path, data={**form, **more}, headers={"Referer": str(page.url)})
    return response.is_redirect
