"""Reads XML of strangers: no entities, no DTD, no network, broken files as far as they go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

_ENTITIES = re.compile(rb"<!ENTITY", re.IGNORECASE)


def parse_xml(body: bytes) -> etree._Element | None:
    """Return the root of *body*, or None where it is not XML or declares entities."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if _ENTITIES.search(start[:20_000]):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        return etree.fromstring(start, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def name_of(element: etree._Element) -> str:
    """Return the element's name without its namespace, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the children of *element* that bear one of *names*, whatever their namespace."""
    for child in element:
        if name_of(child) in names:
            yield child


def text_of(element: etree._Element, *names: str) -> str:
    """Return the text of the first child that bears one of *names*, in that order."""
    for name in names:
        for child in children(element, name):
            text = "".join(str(part) for part in child.itertext()).strip()
            if text:
                return text
    return ""
