"""The licence as others write it: SPDX."""

from __future__ import annotations

from functools import cache

HUB = {"odbl": "ODbL-1.0", "odc-by": "ODC-By-1.0", "pddl": "PDDL-1.0", "c-uda": "C-UDA-1.0"}
"""What the Hugging Face Hub calls licences of which there is one version."""


@cache
def spdx(identifier: str) -> str | None:
    """
    The SPDX identifier of a licence on the Hugging Face Hub's list, or None where SPDX has none.

    >>> spdx("cc-by-4.0"), spdx("odbl"), spdx("unknown")
    ('CC-BY-4.0', 'ODbL-1.0', None)
    """
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(HUB.get(identifier.lower(), identifier)))
    except InvalidLicenseExpression:
        return None
