"""The article's own headline, weighed from headings, linked data and the head's title."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.boilerplate import names_of
from crawler.document import Document, text_in
from crawler.explain import Candidate
from crawler.page import Hints
from crawler.profile import Profile
from crawler.typography import plain

SEPARATOR = re.compile(r"\s+[|\-–—·•»«›‹/~→:]+\s+|\s*(?:\||»|::|›|&raquo;)\s*|\s[-–—]|(?<=\w):\s+")
CUTS = re.compile(r"\s+(?:[|·•»«›/~]|-+|–|—|::)+\s+|\s*[|»›]\s*")
HEADLINE_NAME = re.compile(
    r"(?:entry|post|article|page|news|story|content|item|node|artikel|beitrag)[-_ ]*(?:title|head"
    r"line|heading|titel|header)|headline|contentheading|componentheading|überschrift|ueberschrift"
)
KICKER_NAME = re.compile(
    r"kicker|dachzeile|overline|topline|roofline|spitzmarke|oberzeile|tagline|eyebrow|pretitle|"
    r"supertitle|preheadline|pre-headline|headline-?prefix|intro-?title|category|rubrik|ressort|"
    r"sr-only|visually-?hidden|screen-reader|date|datum|time\b|comment|subtitle|subline|unterzeile|"
    r"subheadline|badge|label\b|edit-?link|anchor|permalink-icon|headerlink|seo-hide"
)
SURE = 7.0  # a headline with this score needs no smaller headings to compare
NAMED = (
    "[itemprop~=headline]", ".entry-title", ".article-title", ".post-title", ".newstitle",
    ".news-title", ".newsTitle", ".ueberschrift", ".headline", ".contentheading", ".titel",
    ".article-headline", ".artikel-titel", ".p-name", ".story-title", ".articleTitle",
    ".news-headline", ".ce_headline", ".blog-title-x", ".beitragstitel", ".title",
)  # fmt: skip
GENERAL = re.compile(
    r"(?:aktuelles?|news|nachrichten|presse|pressemitteilung(?:en)?|medieninformation(?:en)?|"
    r"meldung(?:en)?|startseite|blog|archiv|home|willkommen.{0,20}|impressum|detail(?:ansicht|seite)?|"
    r"artikel|beitrag|beiträge|bürgerservice|service|navigation|menü|hauptmenü|suche|kontakt|inhalt|"
    r"news-?detail|aktuelle (?:meldungen|nachrichten|informationen|themen)|presse(?:archiv|bereich|"
    r"stelle|service|portal)?|mitteilung(?:en)?|neuigkeiten|kommentare?|newsletter|weblog|"
    r"untitled(?: document)?|unbenanntes dokument|sie sind hier:?|hauptinhalt|anmelden|themen|cookies?.{0,30})"
)


@dataclass(slots=True)
class _Weighed:
    """A candidate with the reasons for its score."""

    text: str
    source: str
    element: Element | None = None
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, reason: str) -> None:
        self.score += points
        self.reasons.append(f"{points:+.1f} {reason}")


@dataclass(frozen=True, slots=True)
class Title:
    """The headline, the heading it stands in (None: only in the head) and all candidates."""

    text: str
    element: Element | None
    candidates: tuple[Candidate, ...]


def read_title(
    document: Document, profile: Profile, hints: Hints, junk: Collection[Element] = ()
) -> Title:
    """Return the article's headline; *junk* are parts of the page that hold no headline."""
    witness = _Witnesses(document, hints)
    weighed = [*_headings(document, profile, witness, junk), *_told(document, witness)]
    if not weighed:
        return Title("", None, ())
    best = max(weighed, key=lambda one: one.score)
    if best.element is None:
        best.element = next(
            (
                one.element
                for one in weighed
                if one.element is not None and one.score > 0 and _same(one.text, best.text)
            ),
            None,
        )
    text = witness.without_site(best.text)
    candidates = tuple(
        Candidate(
            "title",
            one.text,
            one.source,
            round(one.score, 2),
            ("won: " if one is best else "") + "; ".join(one.reasons),
        )
        for one in weighed
    )
    return Title(text, best.element, candidates)


class _Witnesses:
    """What the head says of the title, and the names the site goes by."""

    def __init__(self, document: Document, hints: Hints) -> None:
        self.sites = _site_names(document)
        self.head = document.head_title
        self.parts = [part for part in map(str.strip, SEPARATOR.split(self.head)) if part]
        self.told: dict[str, str] = {}
        if hints.title:
            self.told["hint"] = plain(hints.title)
        linked = [one for one in document.articles if one.is_article and one.headline]
        if len(linked) == 1 or (linked and self._fits_head(linked[0].headline)):
            self.told["json-ld"] = linked[0].headline
        for name in ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline"):
            if document.meta.get(name):
                self.told[name] = self.without_site(document.meta[name])

    def _fits_head(self, headline: str) -> bool:
        return not self.head or folded(headline) in folded(self.head)

    def is_site(self, text: str) -> bool:
        """Whether *text* is the site's own name."""
        return folded(text) in self.sites

    def without_site(self, text: str) -> str:
        """Return *text* without the site's name at its end or its beginning."""
        for _ in range(3):
            cuts = list(CUTS.finditer(text))
            if not cuts:
                break
            head, tail = text[: cuts[-1].start()].strip(), text[cuts[-1].end() :].strip()
            front, rest = text[: cuts[0].start()].strip(), text[cuts[0].end() :].strip()
            if head and self._like_site(tail):
                text = head
            elif rest and self._like_site(front):
                text = rest
            else:
                break
        return text

    def _like_site(self, part: str) -> bool:
        name = folded(part)
        if not name or name in self.sites:
            return True
        return len(name) >= 4 and any(
            len(site) >= 4 and (name.startswith(site) or site.startswith(name))
            for site in self.sites
        )


def _site_names(document: Document) -> set[str]:
    host = (urlsplit(document.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = {host, labels[-2] if len(labels) > 1 else host, labels[0]}
    names |= {
        document.meta.get(name, "")
        for name in (
            "og:site_name",
            "application-name",
            "apple-mobile-web-app-title",
            "publisher",
            "dc.publisher",
            "copyright",
            "author.organization",
        )
    }
    names |= {article.publisher for article in document.articles}
    return {folded(name) for name in names if name} - {""}


def _headings(
    document: Document, profile: Profile, witness: _Witnesses, junk: Collection[Element]
) -> Iterator[_Weighed]:
    chosen = {element: selector for selector, element in _by_profile(document, profile)}
    ones = list(document.body.iter("h1"))
    best = 0.0
    for number, element in enumerate(_in_order(document, ones, chosen)):
        if number > 60 or (best >= SURE and element.tag not in ("h1", "h2")):
            return
        text = heading_text(element)
        if not text or len(text) > 400:
            continue
        weighed = _Weighed(text, element.tag, element)
        base = {"h1": 3.0, "h2": 1.5, "h3": 0.8, "h4": 0.2}.get(element.tag, 0.5)
        weighed.add(base, element.tag)
        if element in chosen:
            weighed.source = f"{element.tag} ({chosen[element]})"
            if chosen[element] in profile.title:
                weighed.add(2.5, f"{profile.name} title")
        if element.tag == "h1" and len(ones) == 1:
            weighed.add(1.0, "the only h1")
        _weigh_place(weighed, element, witness, junk, document)
        _weigh_support(weighed, witness)
        weighed.add(-0.01 * min(number, 40), "order")
        best = max(best, weighed.score)
        yield weighed


def _in_order(
    document: Document, ones: list[Element], chosen: dict[Element, str]
) -> Iterator[Element]:
    """Yield what could be the headline, the likely ones first."""
    seen = set()
    for element in chain(ones, chosen, document.body.iter("h2"), document.body.iter("h3", "h4")):
        if element not in seen:
            seen.add(element)
            yield element


def _by_profile(document: Document, profile: Profile) -> Iterator[tuple[str, Element]]:
    yield from document.find(profile.title)
    yield from islice(document.find(NAMED), 20)


def _weigh_place(
    weighed: _Weighed,
    element: Element,
    witness: _Witnesses,
    junk: Collection[Element],
    document: Document,
) -> None:
    if HEADLINE_NAME.search(names_of(element)) or "headline" in (element.get("itemprop") or ""):
        weighed.add(1.5, "named a headline")
    around = list(element.iterancestors())
    if any(one in junk for one in around) or element in junk:
        weighed.add(-4.0, "in navigation, teasers or the like")
    elif any(one.tag in ("article", "main") for one in around):
        weighed.add(1.0, "in the article")
    if witness.is_site(weighed.text):
        weighed.add(-6.0, "the site's name")
    if GENERAL.fullmatch(weighed.text.lower().strip(" :.")):
        weighed.add(-4.0, "a section's name")
    if _leads_elsewhere(element, document):
        weighed.add(-2.5, "a link to another page")
    if len(weighed.text) < 6 or len(weighed.text) > 220:
        weighed.add(-1.5, "odd length")


def _leads_elsewhere(element: Element, document: Document) -> bool:
    link = next(element.iter("a"), None)
    if link is None:
        link = next((one for one in element.iterancestors("a")), None)
    if link is None or not link.get("href") or link.get("href", "").startswith("#"):
        return False
    if len(plain(text_in(link))) < 0.8 * len(plain(text_in(element))):
        return False
    there = _address(document.absolute(link.get("href", "")))
    return there not in {_address(document.url), _address(document.canonical)}


def _address(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[#].*$|/$", "", url)


def _weigh_support(weighed: _Weighed, witness: _Witnesses) -> None:
    text = weighed.text
    for name, told in witness.told.items():
        points = {"hint": 4.0, "json-ld": 2.0, "og:title": 2.0}.get(name, 1.0)
        if _same(text, told):
            weighed.add(points, f"equals {name}")
        elif (share := _overlap(text, told)) > 0.5:
            weighed.add(0.6 * points * share, f"like {name}")
    if any(_same(text, part) for part in witness.parts) or _same(text, witness.head):
        weighed.add(2.5, "part of the head's title")
    elif len(folded(text)) > 8 and folded(text) in folded(witness.head):
        weighed.add(2.2, "inside the head's title")
    elif (share := _overlap(text, witness.head)) > 0.5:
        weighed.add(1.5 * share, "like the head's title")


def _told(document: Document, witness: _Witnesses) -> Iterator[_Weighed]:
    told = dict(witness.told)
    head = _from_head(witness)
    if head:
        told["title"] = head
    for name, text in told.items():
        if not text:
            continue
        weighed = _Weighed(text, name)
        weighed.add(
            {"hint": 6.0, "json-ld": 3.2, "og:title": 2.8, "title": 2.2}.get(name, 1.5),
            f"told by {name}",
        )
        others = [other for key, other in told.items() if key != name and _same(other, text)]
        weighed.add(0.8 * min(2, len(others)), "agreement")
        if witness.is_site(text):
            weighed.add(-6.0, "the site's name")
        if GENERAL.fullmatch(text.lower()):
            weighed.add(-4.0, "a section's name")
        yield weighed


def _from_head(witness: _Witnesses) -> str:
    """Return the title element's text without the names of site and section."""
    text = witness.without_site(witness.head)
    cuts = [part.strip() for part in CUTS.split(text) if part.strip()]
    if len(cuts) < 2:
        return text
    useful = [
        part for part in cuts if not witness.is_site(part) and not GENERAL.fullmatch(part.lower())
    ]
    if not useful:
        return text
    # A name after the last bar is the site's, unless it is by far the longest part.
    longest = max(useful, key=len)
    return useful[0] if len(useful[0]) * 1.5 >= len(longest) else longest


def heading_text(element: Element) -> str:
    """Return what *element* says, without kicker, date and parts only screen readers hear."""
    left_out = {
        part
        for part in element.iterdescendants()
        if isinstance(part.tag, str)
        and (
            part.tag in ("time", "svg", "script", "style", "button")
            or KICKER_NAME.search(names_of(part))
        )
    }
    whole = _joined(element, ())
    if not left_out:
        return whole
    rest = _joined(element, left_out).lstrip(":|–- ").strip()
    return rest or whole


def _joined(element: Element, left_out: Collection[Element]) -> str:
    pieces: list[str] = []
    for part in element.iter():
        outside = part in left_out or any(one in left_out for one in part.iterancestors())
        if part.tag == "br":
            pieces.append(" ")
        elif not outside and part.text and isinstance(part.tag, str):
            pieces.append(_spaced(pieces, part.text, part is not element))
        if part is not element and part.tail:
            parent = part.getparent()
            if parent not in left_out and not any(o in left_out for o in parent.iterancestors()):
                pieces.append(part.tail)
    return plain("".join(pieces))


def _spaced(pieces: Sequence[str], text: str, inner: bool) -> str:
    """Set apart spans that only the style sheet sets apart ("DachzeileTitel")."""
    before = "".join(pieces[-1:])
    if inner and before and re.search(r"[a-zäöüß.!?:]$", before) and re.match(r"[A-ZÄÖÜ„\"]", text):
        return " " + text
    return text


def folded(text: str) -> str:
    """Return the letters and digits of *text* in lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _same(one: str, other: str) -> bool:
    return bool(one) and folded(one) == folded(other)


def _overlap(text: str, other: str) -> float:
    words = set(re.findall(r"\w{3,}", text.casefold()))
    if len(words) < 2:
        return 0.0
    return len(words & set(re.findall(r"\w{3,}", other.casefold()))) / len(words)
