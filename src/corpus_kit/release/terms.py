"""
What licences of data ask for, and whether the licence of a release asks for it too.

The words of the licences decide, not this table: it leaves out what no release can break by being
one, such as warranties. Creative Commons says which of its share-alike licences may follow which:
https://creativecommons.org/share-your-work/licensing-considerations/compatible-licenses
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corpus_kit.release.licence import spdx

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Kind = Literal["fits", "missing", "unsure", "conflict"]
UNKNOWN = frozenset({"", "unknown", "other"})
"""What is written where nobody knows; the last is the Hub's word."""


@dataclass(frozen=True)
class Terms:
    """
    What a licence asks of who gives on what was made of a text.

    `family` has a value where that has to be under the same licence, or a later `version` of it.
    """

    attribution: bool = False
    noncommercial: bool = False
    noderivatives: bool = False
    family: str = ""
    version: tuple[int, ...] = ()


_FREE = "0BSD CC-PDDC CC-PDM-1.0 CC0-1.0 DL-DE-ZERO-2.0 PDDL-1.0 Unlicense WTFPL"
_ATTRIBUTION = (
    "Apache-2.0 BSD-2-Clause BSD-3-Clause CDLA-Permissive-1.0 CDLA-Permissive-2.0 DL-DE-BY-2.0 "
    "MIT NLOD-1.0 NLOD-2.0 ODC-By-1.0 OGL-Canada-2.0 OGL-UK-1.0 OGL-UK-2.0 OGL-UK-3.0 etalab-2.0"
)
_SHARE_ALIKE = (
    "C-UDA-1.0 CDLA-Sharing-1.0 GFDL-1.2-only GFDL-1.2-or-later GFDL-1.3-only GFDL-1.3-or-later "
    "GPL-3.0-only GPL-3.0-or-later LAL-1.3 ODbL-1.0"
)
_TABLE = {
    **dict.fromkeys(_FREE.split(), Terms()),
    **dict.fromkeys(_ATTRIBUTION.split(), Terms(attribution=True)),
    **{name: Terms(attribution=True, family=name) for name in _SHARE_ALIKE.split()},
}
_CREATIVE_COMMONS = re.compile(r"CC-(BY(-NC)?(-SA|-ND)?)-(\d)\.(\d)(-[A-Z]+)?")
_LATER = (2, 0)
"""The first version of Creative Commons' licences after which a later one may follow."""

_ALSO = frozenset(
    {
        ("CC-BY-SA-4.0", "LAL-1.3"),
        ("LAL-1.3", "CC-BY-SA-4.0"),
        ("CC-BY-SA-4.0", "GPL-3.0-only"),
        ("CC-BY-SA-4.0", "GPL-3.0-or-later"),
    }
)
"""Share-alike licences after which another may follow."""


def terms(licence: str) -> Terms | None:
    """
    What a licence asks for, by its SPDX identifier or the Hub's; None where it is not known here.

    >>> terms("cc-by-nc-4.0")
    Terms(attribution=True, noncommercial=True, noderivatives=False, family='', version=(4, 0))
    """
    name = spdx(licence) or ""
    if found := _CREATIVE_COMMONS.fullmatch(name):
        return Terms(
            attribution=True,
            noncommercial=bool(found[2]),
            noderivatives=found[3] == "-ND",
            family=found[1] if found[3] == "-SA" else "",
            version=(int(found[4]), int(found[5])),
        )
    return _TABLE.get(name)


@dataclass(frozen=True)
class Verdict:
    """
    Whether a document may stand in a release, and why not.

    It is ``missing`` where its licence is not known, ``unsure`` where what one of both asks for is
    not known here, and a ``conflict`` where the release lacks what the document's licence asks for.
    """

    kind: Kind
    why: str = ""


def verdict(document: str | None, release: str, accepted: Collection[str] = ()) -> Verdict:
    """
    Of a document's licence and that of a release; those `accepted` fit whatever they ask for.

    >>> verdict("cc-by-sa-4.0", "cc-by-4.0").why
    'what is made of it has to be under the same licence, or a later version of it'
    """
    said = (document or "").strip()
    if said.lower() in UNKNOWN:
        return Verdict("missing", "nobody says which it is")
    if _name(said) in {_name(one) for one in accepted}:
        return Verdict("fits")
    own = terms(said)
    if own is None:
        if _name(said) == _name(release):
            return Verdict("fits")
        return Verdict("unsure", "what it asks for is not known to corpus-kit")
    return _carried(own, said, release)


def _carried(own: Terms, said: str, release: str) -> Verdict:
    """Whether a release's licence carries what a document's asks for."""
    if own.noderivatives:
        return Verdict("conflict", "it allows nothing that is made of the text")
    if own == Terms():
        return Verdict("fits")
    whole = terms(release)
    if whole is None:
        found = f"the release's own licence, {release!r}, may not carry what it asks for"
        return Verdict("unsure", found)
    lacking = "; ".join(_lacking(own, whole, (_name(said), _name(release))))
    return Verdict("conflict", lacking) if lacking else Verdict("fits")


def _name(licence: str) -> str:
    return spdx(licence) or licence.lower()


def _lacking(own: Terms, whole: Terms, names: tuple[str, str]) -> Iterator[str]:
    if own.attribution and not whole.attribution:
        yield "its authors have to be named"
    if own.noncommercial and not whole.noncommercial:
        yield "it allows no commercial use"
    if own.family and not _follows(own, whole, names):
        yield "what is made of it has to be under the same licence, or a later version of it"


def _follows(own: Terms, whole: Terms, names: tuple[str, str]) -> bool:
    if names[0] == names[1] or names in _ALSO:
        return True
    if own.family != whole.family:
        return False
    return own.version == whole.version or _LATER <= own.version < whole.version
