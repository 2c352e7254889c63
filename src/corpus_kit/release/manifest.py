"""manifest.json: what a release holds, by digest and count, and what wrote it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from corpus_kit import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.release.content import Content


def manifest(content: Content, directory: Path) -> dict[str, Any]:
    """The manifest of a release whose other files stand in `directory`."""
    import pyarrow as pa

    return {
        "name": content.corpus.config.name,
        "version": content.version,
        "digest": f"sha256-{content.digest}",
        "subsets": {
            one.name: {
                "digest": f"sha256-{one.digest}",
                "rows": {name: one.rows[name] for name in one.splits},
            }
            for one in content.tables
        },
        # The files' own digests change with the library that wrote them; the content's do not.
        "made_with": {"corpus-kit": __version__, "pyarrow": pa.__version__},
        "files": {
            path.relative_to(directory).as_posix(): {
                "bytes": path.stat().st_size,
                "sha256": _digest(path),
            }
            for path in sorted(directory.rglob("*"))
            if path.is_file()
        },
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
