"""Why an address is or is not in the archive: everything decided about it, in order."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from archive.article import PUBLIC, Article
from archive.database import Database
from archive.sources import Source, SourceStore
from archive.store import ArticleStore
from archive.tables.crawling import frontier, visit
from crawler.hosts import HostStore
from crawler.urls import Site, forms, host_of, normalise, trap

MOST_VISITS = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """One fetch of the address and what was decided."""

    at: datetime
    status: int | None
    decision: str
    reason: str = ""
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of one address; `known` is False for an address never met."""

    url: str
    known: bool
    verdict: str
    source: str = ""
    seen_in: dict[str, dict[str, str]] = field(default_factory=dict)
    state: str = ""
    decision: str = ""
    reason: str = ""
    robots: str = ""
    status: int | None = None
    answered: str = ""
    fetched: datetime | None = None
    due: datetime | None = None
    raw_page: str = ""
    article: str = ""
    article_url: str = ""
    article_status: str = ""
    title: str = ""
    versions: int = 0
    shown: bool = False
    published: str = ""
    published_evidence: str = ""
    visits: tuple[Visit, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """Return the explanation as JSON-ready data."""
        record = asdict(self)
        for name in ("fetched", "due"):
            record[name] = _iso(record[name])
        record["visits"] = [{**item, "at": _iso(item["at"])} for item in record["visits"]]
        return record

    def lines(self) -> list[str]:
        """Return the explanation for people."""
        lines = [self.url, f"  {self.verdict}"]
        facts = {
            "source": self.source,
            "seen": ", ".join(
                f"{via} {told.get('at', '')[:16]} {told.get('on', '')}".strip()
                for via, told in self.seen_in.items()
            ),
            "robots": self.robots,
            "fetched": _iso(self.fetched) or "",
            "status": str(self.status or ""),
            "answered by": self.answered if self.answered != self.url else "",
            "decision": f"{self.decision} {self.reason}".strip(),
            "article": f"{self.article} {self.title}".strip(),
            "state": self.article_status,
            "versions": str(self.versions or ""),
            "date": f"{self.published} ({self.published_evidence})" if self.published else "",
            "next look": _iso(self.due) or "",
        }
        lines += [f"  {name}: {value}" for name, value in facts.items() if value]
        for item in self.visits:
            why = f" {item.reason}" if item.reason else ""
            lines.append(f"    {_iso(item.at)} {item.status or '-'} {item.decision}{why}")
        return lines


def explain(
    database: Database, articles: ArticleStore, sources: SourceStore, url: str
) -> Explanation:
    """Return all that is known of *url*, given in any of its forms."""
    plain = normalise(url)
    if plain is None:
        return Explanation(url, known=False, verdict="no http(s) address that could be fetched")
    spellings = forms(url)
    source = _source_of(sources, plain)
    row = _row(database, spellings)
    article = _article(articles, spellings, row)
    robots = _robots(database, plain)
    if row is None and article is None:
        return Explanation(
            plain,
            known=False,
            verdict=_never_met(plain, source, robots),
            source=source.id if source else "",
            robots=robots,
        )
    return _explained(database, plain, row, article, robots)


def _explained(
    database: Database,
    url: str,
    row: sa.Row[Any] | None,
    article: Article | None,
    robots: str,
) -> Explanation:
    published = article.published if article else None
    return Explanation(
        url=row.url if row else url,
        known=True,
        verdict=_verdict(row, article),
        source=row.source if row else (article.source if article else ""),
        seen_in=row.seen_in if row else {},
        state=row.state if row else "",
        decision=(row.decision or "") if row else "",
        reason=(row.reason or "") if row else "",
        robots=robots,
        status=row.status if row else None,
        answered=(row.answered or "") if row else "",
        fetched=row.fetched if row else None,
        due=row.due if row else None,
        raw_page=(row.blob or "") if row else "",
        article=article.id if article else "",
        article_url=article.url if article else "",
        article_status=article.status.value if article else "",
        title=article.title if article else "",
        versions=article.versions if article else 0,
        shown=article is not None and article.status in PUBLIC,
        published=_iso(published.value) or "" if published else "",
        published_evidence=f"{published.source}, {published.confidence:.2f}" if published else "",
        visits=_visits(database, row) if row else (),
    )


def _row(database: Database, spellings: tuple[str, ...]) -> sa.Row[Any] | None:
    with database.read() as connection:
        rows = connection.execute(sa.select(frontier).where(frontier.c.url.in_(spellings))).all()
    return min(rows, key=lambda row: spellings.index(row.url), default=None)


def _article(
    articles: ArticleStore, spellings: tuple[str, ...], row: sa.Row[Any] | None
) -> Article | None:
    ids = [articles.resolve(spelling) for spelling in spellings]
    found = next((known for known in ids if known), row.article if row else None)
    return articles.get(found) if found else None


def _visits(database: Database, row: sa.Row[Any]) -> tuple[Visit, ...]:
    with database.read() as connection:
        rows = connection.execute(
            sa.select(visit)
            .where(visit.c.source == row.source, visit.c.url == row.url)
            .order_by(visit.c.id.desc())
            .limit(MOST_VISITS)
        ).all()
    return tuple(
        Visit(each.at, each.status, each.decision, each.reason or "", each.run)
        for each in reversed(rows)
    )


def _source_of(sources: SourceStore, url: str) -> Source | None:
    return next((known for known in sources.all() if Site(known.url).holds(url)), None)


def _robots(database: Database, url: str) -> str:
    rules = HostStore(database).robots(host_of(url))
    if rules is None:
        return "not read yet"
    if rules.state != "parsed":
        return {"allow": "allowed, there is none"}.get(rules.state, f"unreadable: {rules.state}")
    return "allowed" if rules.allows(url) else "forbidden"


def _never_met(url: str, source: Source | None, robots: str) -> str:
    if source is None:
        return f"no source has the host {urlsplit(url).hostname}; add it as a source"
    if robots == "forbidden":
        return "never fetched: robots.txt forbids it"
    reason = trap(url)
    if reason:
        return f"would not be fetched: it looks like a trap ({reason})"
    return "never met: no listing of the source has named it so far"


def _verdict(row: sa.Row[Any] | None, article: Article | None) -> str:
    if article is not None:
        known = {
            "live": "in the archive",
            "delisted": "in the archive; the source answers but lists it no more",
            "gone": "in the archive; deleted at the source",
            "quarantined": "in the archive with its old text: the page shrank too much",
            "hidden": "hidden by an editor",
            "taken-down": "taken down by an editor",
        }[article.status.value]
        return f"{known}; read from {article.url}"
    if row is None or row.fetched is None:
        return f"known but not fetched yet ({row.reason or row.state})" if row else "unknown"
    return f"fetched, not an article in the archive: {row.reason or row.decision}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
