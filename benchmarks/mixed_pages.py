"""A thousand mixed pages through `newsarchive extract --batch`: ordinary ones and monsters.

    python -m benchmarks.mixed_pages [--pages 1000]

Prints the processor time an ordinary page takes (the command's start left out), that of each
monster, alone in a batch of its own, the longest wait for an answer and the most memory the
whole batch held. Ordinary pages are the demo publisher's and the saved ones in the surroundings of
real sites (`page_chrome.py`), each time other ones.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from archive.app.demo.pages import article_page
from archive.app.demo.site import open_site
from benchmarks.page_chrome import dress
from crawler.charset import decode

SAVED = Path(__file__).parent.parent / "tests" / "pages"
HOME = "http://127.0.0.1:8765"
PARAGRAPH = (
    "<p>Der Kreistag hat am Montag in Falmstadt den Bau der neuen Brücke mit großer Mehrheit "
    "beschlossen.</p>\n"
)
HEAD = "<html><head><title>Neue Brücke</title></head><body><h1>Neue Brücke über die Falm</h1>"


@dataclass(frozen=True, slots=True)
class Run:
    """One batch: the answers, seconds of processor time, most bytes held, longest wait (s)."""

    code: int
    answers: list[dict[str, Any]]
    seconds: float
    memory: int
    wait: float


def ordinary(count: int) -> Iterator[bytes]:
    """Yield *count* pages of real size, no two alike."""
    site = open_site(1)
    saved = [decode(path.read_bytes()).text for path in sorted(SAVED.rglob("*.html"))]
    plain = saved + [article_page(site, post, HOME) for post in site.listed]
    for number, markup in enumerate(islice(cycle(plain), count)):
        yield dress(markup, number).encode()


def monsters() -> dict[str, bytes]:
    """Return pages that bring a careless reader down, by what they are."""
    links = "".join(f'<li><a href="/seite/{n}">Meldung {n}</a></li>' for n in range(100_000))
    return {
        name: page if isinstance(page, bytes) else page.encode()
        for name, page in {
            "20,000 nested div": HEAD + "<div>" * 20_000 + PARAGRAPH,
            "20,000 nested tables": HEAD + "<table><tr><td>" * 20_000 + PARAGRAPH,
            "20,000 nested b": HEAD + "<b>" * 20_000 + PARAGRAPH,
            "10 MB of paragraphs": HEAD + PARAGRAPH * (10_000_000 // len(PARAGRAPH)),
            "10 MB in one paragraph": f"{HEAD}<p>{'Brücke in Falmstadt. ' * 476_000}</p>",
            "10 MB without a gap": f"{HEAD}<p>{'x' * 10_000_000}</p>",
            "100,000 links": f"{HEAD}{PARAGRAPH}<ul>{links}</ul>",
            "broken UTF-8": (HEAD + PARAGRAPH * 9).encode().replace(b"\xc3", b"\xc3\xff\xfe", 5),
            "cut in a tag": (HEAD + PARAGRAPH * 3).encode()[:-30] + b'<a href="',
            "frames": '<html><frameset cols="20%,*"><frame src="a.html"><frame src="b.html">'
            "</frameset></html>",
            "bytes of a file": bytes(range(256)) * 400,
            "empty": b"",
        }.items()
    }


def written(folder: Path, pages: Iterable[bytes], name: str = "list") -> Path:
    """Write *pages* and the batch that names them into *folder*; return the batch's path."""
    lines = []
    for number, page in enumerate(pages):
        file = folder / f"{name}-{number}.html"
        file.write_bytes(page)
        lines.append(json.dumps({"url": f"{HOME}/{name}/{number}/", "file": file.name}))
    batch = folder / f"{name}.jsonl"
    batch.write_text("".join(line + "\n" for line in lines), "utf-8")
    return batch


def run(batch: Path) -> Run:
    """Run the command on *batch* as a process of its own."""
    command = [sys.executable, "-m", "archive.app", "extract", "--batch", str(batch)]
    command += ["--data", str(batch.parent / "data"), "--district", "falmtal"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert process.stdout is not None
    answers, wait, last = [], 0.0, 0.0
    with process.stdout as lines:
        for line in lines:
            now = time.monotonic()
            wait, last = max(wait, now - last if last else 0.0), now
            answers.append(json.loads(line))
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = used.ru_utime + used.ru_stime
    return Run(process.returncode, answers, seconds, used.ru_maxrss * 1024, wait)


def main() -> None:
    """Measure and print one document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measured(Path(folder), given.pages), indent=1, ensure_ascii=False))


def measured(folder: Path, count: int) -> dict[str, Any]:
    """Return the figures of *count* pages, the monsters among them."""
    odd = monsters()
    common = list(ordinary(count - len(odd)))
    start = median(run(written(folder, [b""], "start")).seconds for _ in range(3))
    usual = run(written(folder, common, "usual"))
    whole = run(written(folder, mixed(common, list(odd.values())), "whole"))
    alone = {
        name: max(0.0, round(run(written(folder, [page], "odd")).seconds - start, 1))
        for name, page in odd.items()
    }
    return {
        "pages": len(whole.answers),
        "articles": sum("error" not in answer for answer in whole.answers),
        "faults": sum(answer.get("kind") == "fault" for answer in whole.answers),
        "exit": whole.code,
        "ordinary": {
            "pages": len(common),
            "kilobytes": round(sum(map(len, common)) / len(common) / 1000),
            "cpu_ms": round((usual.seconds - start) / len(common) * 1000, 2),
            "longest_wait_s": round(usual.wait, 2),
            "peak_mb": round(usual.memory / 1e6),
        },
        "monsters_cpu_s": alone,
        "whole": {"longest_wait_s": round(whole.wait, 2), "peak_mb": round(whole.memory / 1e6)},
        "start_s": round(start, 2),
    }


def mixed(common: list[bytes], odd: list[bytes]) -> list[bytes]:
    """Return all pages, the odd ones spread evenly among the common ones."""
    pages, step = list(common), len(common) // (len(odd) + 1)
    for place, page in enumerate(odd, 1):
        pages.insert(place * (step + 1) - 1, page)
    return pages


if __name__ == "__main__":
    main()
