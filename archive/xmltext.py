"""Text that may stand in XML 1.0: feeds, sitemaps and spreadsheets share the rule."""

from __future__ import annotations

import re

# XML 1.0 §2.2: no control characters but tab, line feed and return, no surrogates, no FFFE/FFFF.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_safe(text: str) -> str:
    """Return *text* without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", text)
