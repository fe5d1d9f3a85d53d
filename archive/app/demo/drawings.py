"""The demo publisher's pictures, drawn from their file's name: nothing is borrowed."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable
from xml.sax.saxutils import escape

SKIES = (("#cfe3ef", "#f6efe0"), ("#dfe7ee", "#f9f1f0"), ("#bcd6e6", "#eef4ea"))
HILLS = (("#7d9a6b", "#5f7d54"), ("#8a9a5b", "#66793f"), ("#6f8f86", "#4f6f68"))
COATS = ("#34506b", "#8a4b3c", "#4f6d3f", "#6d5a86", "#a1783a")


def svg(seed: str, title: str) -> str:
    """Return a drawn view of the hills with a sign of what it is about, chosen by *seed*."""
    digest = hashlib.sha256(seed.encode()).digest()
    (sky, haze), (far, near) = SKIES[digest[0] % 3], HILLS[digest[1] % 3]
    peak, valley = 190 + digest[2] % 90, 330 + digest[3] % 60
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 540" role="img">
<title>{escape(title)}</title>
<defs><linearGradient id="h" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="{sky}"/><stop offset="1" stop-color="{haze}"/></linearGradient></defs>
<rect width="960" height="540" fill="url(#h)"/>
{_circle(120 + digest[4] * 2, 90 + digest[5] % 60, 34, "#fff6d8")}
{_path(f"M0 {peak + 90} Q 220 {peak - 40} 470 {peak + 60} T 960 {peak + 20} V540 H0Z", far)}
{_path(f"M0 {valley} Q 300 {valley - 80} 560 {valley + 20} T 960 {valley - 30} V540 H0Z", near)}
{_motif(seed)(300 + digest[6], valley - 60)}
</svg>
"""


def png(seed: str) -> bytes:
    """Return a small picture: a sky over a field, in shades that *seed* chooses."""
    digest = hashlib.sha256(seed.encode()).digest()
    width, height = 96, 54
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        shade = y * 2 + digest[1] % 20
        for x in range(width):
            ground = y > height * 0.6 + 6 * ((x + digest[0]) % 40) / 40
            rows += bytes((90, 120 + shade // 4, 80) if ground else (170, 200, 180 + shade % 70))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _motif(seed: str) -> Callable[[int, int], str]:
    for words, draw in MOTIFS:
        if any(word in seed for word in words):
            return draw
    return _house


def _road(x: int, y: int) -> str:
    return (
        _path(f"M{x - 150} 540 L{x + 10} {y + 50} H{x + 50} L{x + 260} 540Z", "#59595c")
        + f'<path d="M{x + 45} 530 L{x + 30} {y + 60}" stroke="#fff" stroke-width="7" '
        + 'stroke-dasharray="34 26"/>'
        + _circle(x + 330, y + 20, 51, "#c0392b")
        + _circle(x + 330, y + 20, 36, "#fff")
        + _rect(x + 325, y + 71, 10, 130, "#777")
    )


def _engine(x: int, y: int) -> str:
    return (
        _rect(x - 60, y + 10, 270, 110, "#b3261e")
        + _rect(x + 150, y + 30, 50, 45, "#dbe9f1")
        + _circle(x, y + 122, 26, "#222")
        + _circle(x + 150, y + 122, 26, "#222")
        + _rect(x - 40, y - 8, 210, 9, "#d9d9d9")
    )


def _people(x: int, y: int) -> str:
    return "".join(
        _circle(x + step * 62, y + 20, 20, "#e0b89a")
        + _path(f"M{x + step * 62 - 30} {y + 150} q0 -106 30 -106 q30 0 30 106Z", coat)
        for step, coat in enumerate(COATS)
    )


def _house(x: int, y: int) -> str:
    windows = "".join(_rect(x + 22 + 46 * step, y + 30, 24, 34, "#7fa0b5") for step in range(4))
    return (
        _rect(x, y, 210, 120, "#f3ead7")
        + _path(f"M{x - 18} {y} L{x + 105} {y - 84} L{x + 228} {y}Z", "#9c4a36")
        + windows
        + _rect(x + 92, y + 74, 28, 46, "#6a4a35")
    )


def _bus(x: int, y: int) -> str:
    windows = "".join(_rect(x - 40 + 62 * step, y + 22, 50, 40, "#dbe9f1") for step in range(4))
    return (
        _rect(0, y + 128, 960, 34, "#6b6b6e")
        + _rect(x - 60, y, 280, 118, "#f7f7f4")
        + _rect(x - 60, y + 76, 280, 16, "#4c8c4a")
        + windows
        + _circle(x, y + 122, 24, "#222")
        + _circle(x + 160, y + 122, 24, "#222")
    )


def _bin(x: int, y: int) -> str:
    fence = "".join(_rect(60 * step, y - 20, 44, 170, "#d9c9a8") for step in range(16))
    return (
        fence
        + _path(f"M{x} {y} H{x + 130} L{x + 116} {y + 190} H{x + 14}Z", "#6b4226")
        + _rect(x - 10, y - 18, 150, 22, "#563218")
        + _circle(x + 28, y + 194, 15, "#222")
    )


def _bridge(x: int, y: int) -> str:
    arches = "".join(
        _path(f"M{x - 210 + 170 * step} {y + 150} a65 75 0 0 1 130 0Z", "#8fb3c4")
        for step in range(3)
    )
    return (
        _path(f"M0 {y + 120} H960 V540 H0Z", "#8fb3c4")
        + _rect(x - 260, y + 40, 560, 120, "#a89a86")
        + arches
        + _rect(x - 270, y + 26, 580, 16, "#857866")
    )


def _castle(x: int, y: int) -> str:
    battlements = "".join(_rect(x + 44 * step, y - 34, 26, 30, "#9a8b78") for step in range(6))
    return (
        _rect(x, y - 10, 248, 130, "#b3a48f")
        + battlements
        + _rect(x + 90, y - 150, 70, 270, "#a39480")
        + _path(f"M{x + 78} {y - 150} L{x + 125} {y - 226} L{x + 172} {y - 150}Z", "#8c4332")
        + _path(f"M{x + 100} {y + 120} v-40 a25 28 0 0 1 50 0 v40Z", "#4f4438")
    )


MOTIFS: tuple[tuple[tuple[str, ...], Callable[[int, int], str]], ...] = (
    (("biotonne",), _bin),
    (("bus-",), _bus),
    (("bruecke",), _bridge),
    (("museum", "burg", "ortsumgehung"), _castle),
    (("sperrung", "strasse", "bau-", "umleitung"), _road),
    (("uebung", "feuer"), _engine),
    (("gruppe", "jugend", "konzert"), _people),
)


def _rect(x: int, y: int, width: int, height: int, fill: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>'


def _circle(x: int, y: int, radius: int, fill: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>'


def _path(points: str, fill: str) -> str:
    return f'<path d="{points}" fill="{fill}"/>'


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
