"""Write the open world's pages with their gold into a folder, to be scored by `extraction.py`.

    python -m benchmarks.open_world FOLDER
    python benchmarks/extraction.py FOLDER --peers

Every template in `pages/` is one site of its own; each makes a long and a short page. The first
line tells its half and what a careful reader can know of the date:
`{# tuned|held date=published|changed|unknown url=… #}`.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jinja2

from benchmarks.open_world.stories import Story, story
from crawler.german_dates import BERLIN

PAGES = Path(__file__).parent / "pages"
FIRST_LINE = re.compile(r"\{#\s*(tuned|held)\s+(.*?)#\}")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


def shown(at: datetime, form: str) -> str:
    """Return *at* as strftime would, with German names; %e, %k and %i are day, month and hour."""
    names = {
        "%B": MONTHS[at.month - 1], "%b": MONTHS[at.month - 1][:3], "%A": DAYS[at.weekday()],
        "%a": DAYS[at.weekday()][:2], "%e": str(at.day), "%k": str(at.month), "%i": str(at.hour),
        "%s": str(int(at.timestamp())),
    }  # fmt: skip
    for code, name in names.items():
        form = form.replace(code, name)
    text = at.strftime(form)
    return text[:-2] + ":" + text[-2:] if form.endswith("%z") else text


def flow(
    body: tuple[tuple[str, str], ...], p: str = "<p>{}</p>", h: str = "<h2>{}</h2>",
    **inserts: str,
) -> str:  # fmt: skip
    """Return *body* as markup; `after_2="…"` stands after the second paragraph."""
    made, seen = [], 0
    for kind, text in body:
        made.append((h if kind == "h" else p).format(text))
        seen += kind == "p"
        if kind == "p":
            made.append(inserts.get(f"after_{seen}", ""))
    return "\n".join(made)


def environment() -> jinja2.Environment:
    """Return what renders the templates."""
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(PAGES), autoescape=False)  # ours
    made.filters |= {"t": shown, "later": lambda at, days: at + timedelta(days=days)}
    made.globals |= {"flow": flow}
    return made


def render(name: str, *, long: bool) -> tuple[str, dict[str, Any]]:
    """Return the page of template *name* and its gold."""
    source = (PAGES / name).read_text(encoding="utf-8")
    half, said = _first_line(name, source)
    one = story(f"{name}{long}", long=long, subheads=said.get("subheads") != "no")
    now = datetime(2024, 6, 1, 12, tzinfo=BERLIN)
    others = [story(f"{name}{number}", long=False) for number in range(8)]
    facts = {"a": one, "others": others, "now": now}
    url = environment().from_string(said["url"]).render(facts)
    page = environment().get_template(name).render(facts, url=url)
    return page, _gold(one, said, url, half)


def _gold(one: Story, said: Mapping[str, str], url: str, half: str) -> dict[str, Any]:
    parts = [text for _, text in one.body]
    if said.get("lead") != "no":
        parts.insert(0, one.lead)
    dates = {"published": one.at, "changed": one.changed, "unknown": None}
    at = dates[said.get("date", "published")]
    return {
        "url": url,
        "title": one.title,
        "text": "\n\n".join(parts),
        "published": None if at is None else f"{at:%Y-%m-%d}",
        "held_out": half == "held",
    }


def _first_line(name: str, source: str) -> tuple[str, dict[str, str]]:
    match = FIRST_LINE.match(source)
    if match is None:
        raise ValueError(f"{name}: its first line does not tell half and address")
    return match[1], dict(part.split("=", 1) for part in match[2].split())


def main() -> None:
    """Write all pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder / "open_world"
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(PAGES.glob("[a-z]*.html")):
        for long in (True, False):
            page, gold = render(path.name, long=long)
            stem = f"{path.stem}_{'long' if long else 'short'}"
            encoding = "cp1252" if "iso-8859-1" in page[:600].lower() else "utf-8"
            (folder / f"{stem}.html").write_bytes(page.encode(encoding, "xmlcharrefreplace"))
            (folder / f"{stem}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
