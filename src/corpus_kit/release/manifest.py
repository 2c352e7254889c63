"""manifest.json: what a release holds, by digest and count, and what wrote it."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from corpus_kit import __version__, files
from corpus_kit.release.commit import commit
from corpus_kit.release.features import features
from corpus_kit.release.reported import reported
from corpus_kit.release.version import FIRST

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.release.content import Content
    from corpus_kit.release.stored import Stored


def described(content: Content) -> dict[str, Any]:
    """What the manifest says of the content."""
    return {
        "name": content.corpus.config.name,
        "version": content.version or str(FIRST),
        "digest": f"sha256-{content.digest}",
        "license": content.corpus.config.license,
        "withdrawn": dict(content.corpus.withdrawn),
        "subsets": {
            one.name: {
                "digest": f"sha256-{one.digest}",
                "main": one.main,
                "features": features(one.columns),
                "rows": {name: one.rows[name] for name in one.splits},
            }
            for one in content.tables
        },
    }


def manifest(content: Content, directory: Path, parent: Stored | None = None) -> dict[str, Any]:
    """The manifest of a release whose other files stand in `directory`."""
    before = {"version": str(parent.version), "digest": parent.digest} if parent else None
    return {
        **described(content),
        **reported(content),
        "parent": before,
        "corpus": commit(content.corpus.root),
        # The files' own digests change with the libraries that wrote them; the content's do not.
        "made_with": {
            "corpus-kit": __version__,
            **{name: version(name) for name in ("pyarrow", "matplotlib", "mlcroissant")},
        },
        "files": {
            path.relative_to(directory).as_posix(): {
                "bytes": path.stat().st_size,
                "sha256": files.digest(path),
            }
            for path in sorted(directory.rglob("*"))
            if path.is_file()
        },
    }
