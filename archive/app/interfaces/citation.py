"""How to cite an article: as a German reference, BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from archive.article import Article
from archive.xmltext import xml_safe

BERLIN = ZoneInfo("Europe/Berlin")
_BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def reference(article: Article, link: str, *, publisher: str, today: date) -> str:
    """Return the reference in German style, e.g. for a footnote."""
    day = _published(article)
    when = f"vom {_german(day)}" if day else "ohne Datum"
    return (
        f"{_line(publisher or article.source)}: „{_line(article.title)}“, Meldung {when}, "
        f"{article.url} (archiviert unter {link}, abgerufen am {_german(today)})."
    )


def bibtex(article: Article, link: str) -> str:
    """Return the article as a BibTeX @online entry."""
    day = _published(article)
    fields = {
        "author": f"{{{_tex(article.author or article.source)}}}",
        "title": f"{{{_tex(article.title)}}}",
        "date": day.isoformat() if day else "",
        "year": str(day.year) if day else "",
        "url": _url(article.url),
        "note": f"Archiviert: {_url(link)}",
        "langid": "ngerman",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@online{{{article.id},\n{body}\n}}\n"


def ris(article: Article, link: str) -> str:
    """Return the article as a RIS record (CRLF lines, as the format asks)."""
    day = _published(article)
    rows = [
        ("TY", "NEWS"),
        ("ID", article.id),
        ("TI", _line(article.title)),
        ("AU", _line(article.author or article.source)),
        ("PB", _line(article.source)),
        *([("DA", f"{day:%Y/%m/%d}"), ("PY", f"{day:%Y}")] if day else []),
        ("UR", _line(article.url)),
        ("L2", _line(link)),
        ("LA", "de"),
        *(("KW", _line(topic)) for topic in article.topics),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows)


def csl(article: Article, link: str) -> dict[str, Any]:
    """Return the article as a CSL-JSON item."""
    day = _published(article)
    item: dict[str, Any] = {
        "id": article.id,
        "type": "article-newspaper",
        "title": article.title,
        "author": [{"literal": article.author or article.source}],
        "URL": article.url,
        "archive_location": link,
        "language": "de",
    }
    if day:
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    return item


def _published(article: Article) -> date | None:
    moment: datetime | None = article.published.value if article.published else None
    return moment.astimezone(BERLIN).date() if moment else None


def _german(day: date) -> str:
    return str(format_date(day, "d. MMMM y", locale="de"))


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", xml_safe(text)).strip()


def _tex(text: str) -> str:
    return "".join(_BIBTEX_SPECIAL.get(sign, sign) for sign in _line(text))


def _url(url: str) -> str:
    return _line(url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
