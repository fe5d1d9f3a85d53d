"""Write the kept pages of real systems with their gold into a folder, to be scored.

    python -m benchmarks.systems FOLDER
    python benchmarks/extraction.py FOLDER/systems --peers

`--pack RENDERED` makes the kept pages anew from what the recipes beside this file have rendered.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from pathlib import Path

from benchmarks.systems.themes import THEMES

KEPT_PAGES = Path(__file__).with_name("pages.zip")
STAMP = (2024, 6, 1, 12, 0, 0)  # the same pages make the same file


def pack(rendered: Path) -> None:
    """Put the pages of the themes in `THEMES` into `pages.zip`."""
    with zipfile.ZipFile(KEPT_PAGES, "w", zipfile.ZIP_LZMA) as kept:
        for gold in sorted(rendered.rglob("*.json")):
            theme = f"{gold.parent.name}/{gold.stem.rpartition('_')[0]}"
            if theme not in THEMES:
                continue
            facts = json.loads(gold.read_text("utf-8"))
            facts["held_out"] = THEMES[theme][0] == "held"
            page = gold.with_suffix(".html").read_text("utf-8")
            if str(facts["published"])[:4] not in page:
                facts["published"] = None  # a theme that does not show the date
            for suffix, text in (
                (".json", json.dumps(facts, ensure_ascii=False, indent=1)),
                (".html", page),
            ):
                name = f"{gold.parent.name}/{gold.stem}{suffix}"
                kept.writestr(zipfile.ZipInfo(name, STAMP), text, zipfile.ZIP_LZMA)


def unpack(folder: Path) -> None:
    """Write the kept pages with their gold into *folder*."""
    with zipfile.ZipFile(KEPT_PAGES) as kept:
        kept.extractall(folder)


def main() -> None:
    """Unpack, or pack anew first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pack", type=Path, metavar="RENDERED")
    given = parser.parse_args()
    if given.pack:
        pack(given.pack)
    unpack(given.folder / "systems")


if __name__ == "__main__":
    main()
