"""The licence as others write it: SPDX."""

from __future__ import annotations


def spdx(identifier: str) -> str | None:
    """
    The SPDX identifier of a licence on the Hugging Face Hub's list, or None where SPDX has none.

    >>> spdx("cc-by-4.0"), spdx("unknown")
    ('CC-BY-4.0', None)
    """
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(identifier))
    except InvalidLicenseExpression:
        return None
