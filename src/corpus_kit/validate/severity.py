"""How much it matters what a check finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus_kit.config import Config
    from corpus_kit.model import Check, Severity


def severity(check: Check, config: Config) -> Severity:
    """What ``[checks]`` of corpus.toml says, by the check's code; or else what is usual."""
    return config.checks.get(check.code, check.severity)
