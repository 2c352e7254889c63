"""What a release says of its own faults: licences that are open, personal data in its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.release.markdown import link, literal, plain, table, unmarked
from corpus_kit.release.personal import looked_for
from corpus_kit.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.release.content import Content


def told(content: Content) -> Iterator[str]:
    """What ``export`` says."""
    yield from (f"licences: {one}" for one in content.licensed.findings())
    if unused := content.licensed.unused():
        yield f"sources of corpus.toml that no document has: {', '.join(unused)}"
    see = f"; see {content.personal.path}" if content.personal.counts else ""
    yield f"personal data: {content.personal}{see}"


def issues(content: Content) -> str:
    """What belongs under known issues, as Markdown."""
    return "\n\n".join([*_licences(content), personal_data(content)])


def personal_data(content: Content) -> str:
    """What was looked for in the texts, and found."""
    found = content.personal
    more = f" Reviewed before, and let stand: {found.accepted}." if found.accepted else ""
    return (
        f"Personal data: {looked_for(content.corpus.config.personal)} were looked for in all texts "
        f"and in answers that annotators wrote. Found: {found}.{more} Nothing was masked."
    )


def _licences(content: Content) -> Iterator[str]:
    findings = list(content.licensed.findings())
    if findings:
        said = "\n".join(f"- {literal(one)}" for one in findings)
        yield f"Licences of documents that are not known, or may not fit the release's:\n\n{said}"


def sources(content: Content) -> str:
    """Where the texts come from, as Markdown: what people say, and a table of the sources."""
    config = content.corpus.config
    rows = list(_rows(content)) if content.licensed.said else []
    shown = table(("source", "licence", "documents", "share"), rows) if rows else ""
    said = plain(config.source) or ("" if shown else "The sources are not stated.")
    return "\n\n".join(part for part in (said, shown) if part)


def _rows(content: Content) -> Iterator[tuple[Any, ...]]:
    named = content.corpus.config.sources
    total = content.licensed.counts.total()
    for (source, licence), count in sorted(
        content.licensed.counts.items(), key=lambda one: [name or "" for name in one[0]]
    ):
        one = named.get(source or "")
        title = (one.title if one else "") or source or "not stated"
        shown = link(title, one.url) if one and one.url else unmarked(title)
        yield shown, unmarked(licence or "not known"), count, f"{count / total:.1%}"


def raw_data(content: Content) -> list[str]:
    """The sources in sentences."""
    named = content.corpus.config.sources
    found = []
    for (source, licence), count in content.licensed.counts.items():
        if one := named.get(source or ""):
            title, address = one.title or source, f" ({one.url})" if one.url else ""
            under = f"licence {licence}" if licence else "licence not known"
            found.append(f"{title}{address}: {counted(count, 'document')}, {under}")
    return found


def licences(content: Content) -> str:
    """The documents' licences on one line; empty where none is said."""
    if not content.licensed.said:
        return ""
    found = content.licensed.by_license()
    return listed(
        [f"{name or 'not known'} ({counted(count, 'document')})"
         for name, (count, _) in found.items()]
    )  # fmt: skip


def reported(content: Content) -> dict[str, Any]:
    """What the manifest says of it."""
    found = content.personal
    return {
        "sources": [
            {"source": source, "license": licence, "documents": count}
            for (source, licence), count in content.licensed.counts.items()
        ],
        "licenses": [
            {"license": one.license, "found": one.verdict.kind, "why": one.verdict.why,
             "documents": one.documents, "first": one.first}
            for one in content.licensed.findings()
        ],
        "personal": {
            "found": dict(sorted(found.counts.items())),
            "documents": found.documents,
            "accepted": found.accepted,
        },
    }  # fmt: skip
