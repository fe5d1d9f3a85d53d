"""Addresses: one form for each, what belongs to a publisher, and what only leads round in circles.

Sources: RFC 3986 §6.2 for normal forms; WordPress's query variables p, page_id, paged, page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import (
    parse_qsl,
    quote,
    unquote,
    unquote_plus,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

import idna

MAX_LENGTH = 2000
MAX_REPEATS = 3  # a path segment that stands more often is a trap: /a/b/a/b/a/b/a/b
MAX_PARAMETERS = 8
PORTS = {"http": 80, "https": 443}
TRACKING = frozenset(
    {"fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid"}
    | {"mkt_tok", "_ga", "_gl", "pk_campaign", "pk_kwd", "pk_source", "piwik_campaign"}
    | {"matomo_campaign", "replytocom", "share", "like_comment", "preview", "preview_id"}
    | {"preview_nonce", "amp", "noamp", "zanpid", "cfid", "cftoken"}
)
SESSION = frozenset({"phpsessid", "jsessionid", "sessionid", "session_id", "sid", "s"})
SESSION_LENGTH = 16
TRACKING_PREFIX = ("utm_", "mtm_", "hsa_", "wt_", "aspsessionid")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"[\t\r\n]")
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"
_SAFE_QUERY = _SAFE_PATH + "?[]"
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DOTS = re.compile(r"/(?:index|default|home)\.(?:php|html?|aspx?|jsp)$", re.IGNORECASE)


@lru_cache(maxsize=8192)
def normalise(url: str, base: str = "") -> str | None:
    """Return the one form of an http(s) address, resolved against *base*; None if it has none.

    Lower-case scheme and host, IDNA host, no default port, no fragment, dot segments resolved,
    minimal percent-encoding, tracking and session parameters dropped. The order of parameters
    stays: some systems read them in order.
    """
    try:
        plain = _LINE_BREAKS.sub("", url.strip(" \t\r\n\f"))
        parts = urlsplit(urljoin(base, plain) if base else plain)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        return None
    if scheme not in PORTS or not host or parts.username or parts.password:
        return None
    name = _host(host)
    if name is None:
        return None
    netloc = name if port in (None, PORTS[scheme]) else f"{name}:{port}"
    path = _path(parts.path)
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def _host(host: str) -> str | None:
    if ":" in host:
        return f"[{host}]"
    plain = host.rstrip(".").lower()
    try:
        # Python's own codec is IDNA 2003, where ß becomes ss: another host.
        name = plain if plain.isascii() else idna.encode(plain, uts46=True).decode("ascii")
    except UnicodeError:
        return None
    return name if _HOST.fullmatch(name) else None


def _path(path: str) -> str:
    plain = _SESSION_IN_PATH.sub("", path)
    encoded = _escapes(quote(plain, safe=_SAFE_PATH))
    return _resolve_dots(encoded) or "/"


def _escapes(text: str) -> str:
    """Decode what needs no escape, write the rest in capitals (RFC 3986 §6.2.2)."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(one, re.sub(r"%(?![0-9a-fA-F]{2})", "%25", text))


def _resolve_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    resolved = "/".join(kept)
    if segments[-1] in (".", "..") and not resolved.endswith("/"):
        resolved += "/"
    return resolved if resolved.startswith("/") else f"/{resolved}"


def _query(query: str) -> str:
    """Keep the parameters as they were written, but for those that mean nothing."""
    pairs = [(_name(piece), piece) for piece in query.split("&") if piece]
    names = {name for name, _ in pairs}
    kept = [piece for name, piece in pairs if not _means_nothing(name, piece, names)]
    return "&".join(_escapes(quote(piece, safe=_SAFE_QUERY)) for piece in dict.fromkeys(kept))


def _name(piece: str) -> str:
    return unquote_plus(piece.partition("=")[0]).lower()


def _means_nothing(name: str, piece: str, names: set[str]) -> bool:
    value = unquote_plus(piece.partition("=")[2])
    if name in TRACKING or name.startswith(TRACKING_PREFIX):
        return True
    if name in SESSION:
        return len(value) >= SESSION_LENGTH  # a short one may be an article's number
    # What WordPress ignores: a `p` that is no number (blog root), `page` beside `paged`.
    if name == "p":  # a path to a file is Contao's
        return not (value.isascii() and value.isdigit()) and "." not in value
    if name == "page":
        return "paged" in names or value == "0"
    return name == "paged" and value in ("0", "1")


def file_names(url: str) -> tuple[str, ...]:
    """Return what may name the file behind *url*: its path and its parameters' values.

    Some systems hand out files by a parameter, as in /meldung.html?file=files/plan.pdf.
    """
    parts = urlsplit(url)
    return unquote(parts.path), *(value for _, value in parse_qsl(parts.query))


@dataclass(frozen=True, slots=True)
class Site:
    """What belongs to one publisher: a host in its four forms, below a path.

    `home` is the address readers are given; links to the other forms are folded into it.
    """

    home: str

    @property
    def origin(self) -> str:
        """Scheme and host, e.g. https://www.kreis.test."""
        parts = urlsplit(self.home)
        return f"{parts.scheme}://{parts.netloc}"

    def holds(self, url: str) -> bool:
        """Tell whether *url* is on the publisher's host, whatever scheme and www."""
        return _bare(url) == _bare(self.home)

    def fold(self, url: str, base: str = "") -> str | None:
        """Return the one form of *url* at this site; foreign addresses are normalised only."""
        return _folded(self.home, url, base)


@lru_cache(maxsize=8192)
def _folded(home: str, url: str, base: str) -> str | None:
    plain = normalise(url, base)
    if plain is None or _bare(plain) != _bare(home):
        return plain
    parts, own = urlsplit(plain), urlsplit(normalise(home) or home)
    return urlunsplit((own.scheme, own.netloc, parts.path, parts.query, ""))


@lru_cache(maxsize=8192)
def _bare(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    port = parts.port if parts.port != PORTS.get(parts.scheme) else None
    host = parts.hostname or ""
    return (_host(host) or host).removeprefix("www."), port


def forms(url: str) -> tuple[str, ...]:
    """Return all forms under which a publisher may have given *url*, the given one first.

    http and https, with and without www., with and without the last slash: for looking up an
    old address.
    """
    plain = normalise(url)
    if plain is None:
        return (url,)
    parts = urlsplit(plain)
    host = parts.netloc.removeprefix("www.")
    paths = (parts.path, parts.path.rstrip("/") or "/", parts.path.rstrip("/") + "/")
    variants = [
        urlunsplit((scheme, name, path, parts.query, ""))
        for path in paths
        for scheme in ("https", "http")
        for name in (parts.netloc, host, f"www.{host}")
    ]
    return tuple(dict.fromkeys((url, plain, *variants)))


def trap(url: str) -> str | None:
    """Return the word for why *url* leads round in circles, or None.

    The rules are Heritrix's: length, repeated path segments, piled-up parameters.
    """
    if len(url) > MAX_LENGTH:
        return "too-long"
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if any(segments.count(segment) > MAX_REPEATS for segment in set(segments)):
        return "repeated-path"
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if len(names) > MAX_PARAMETERS or any(names.count(name) > 2 for name in names):
        return "many-parameters"
    return None


def parameter(url: str, *names: str) -> str | None:
    """Return the value of the first of *names* that the query of *url* has."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(urlsplit(url).query):
        found.setdefault(name.lower(), value)
    return next((found[name.lower()] for name in names if name.lower() in found), None)


def with_parameters(url: str, **values: object) -> str:
    """Return *url* with query parameters set, those of the same name replaced, None removes."""
    parts = urlsplit(url)
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in values
    ]
    pairs += [(name, str(value)) for name, value in values.items() if value is not None]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs, safe="/,:"), ""))


def host_of(url: str) -> str:
    """Return host:port of *url*, the port always spelled out."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or PORTS.get(parts.scheme, 0)}"


def is_home(url: str) -> bool:
    """Tell whether *url* is a site's front page under one of its usual names."""
    parts = urlsplit(url)
    path = _DOTS.sub("/", parts.path)
    return path in ("", "/") and not parts.query


def readable(url: str) -> str:
    """Return *url* with escapes undone, for people; never for fetching."""
    return unquote_plus(url)
