"""Debian's WordPress and its themes, served by `SERVE=1 peers/wordpress/run.sh`.

python -m benchmarks.systems.wordpress OUT
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.systems.sites import KEPT, Post, keep, posts

ROOT = Path(__file__).parents[2]
SITES = (
    ("twentytwentyone", "j. F Y", "/%year%/%monthnum%/%day%/%postname%/"),
    ("twentytwentytwo", "d.m.Y", "/%postname%/"),
    ("twentytwentythree", "j. F Y", "/?p=%post_id%"),
)


def main(out: Path) -> None:
    """Render every theme's site."""
    log = Path(tempfile.mkstemp()[1])
    with log.open("wb") as to:
        server = subprocess.Popen(
            ["bash", "peers/wordpress/run.sh"], cwd=ROOT, stdout=to, stderr=to,
            env=os.environ | {"SERVE": "1"}, start_new_session=True,
        )  # fmt: skip
    try:
        for _ in range(600):
            told = dict(re.findall(r'declare -x (PEER_\w+)="([^"]*)"', log.read_text()))
            if len(told) >= 4:
                break
            time.sleep(0.5)
        for theme, form, shape in SITES:
            _render(out, theme, form, shape, told)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _render(out: Path, theme: str, form: str, shape: str, told: dict[str, str]) -> None:
    all_posts = posts(f"wordpress/{theme}")
    site = {"theme": theme, "date_format": form, "permalink": "" if "?" in shape else shape,
            "posts": [_post(one) for one in all_posts]}  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(site, file)
        file.flush()
        done = subprocess.run(
            ["php", str(Path(__file__).with_name("wordpress_acts.php")), file.name],
            env=os.environ | told, capture_output=True, text=True, check=True,
        )  # fmt: skip
    home = told["PEER_WORDPRESS_URL"].rstrip("/")
    for post, link in list(zip(all_posts, json.loads(done.stdout), strict=True))[:KEPT]:
        with urllib.request.urlopen(link, timeout=60) as answer:  # the loopback site just started
            page = answer.read().decode()
        there = f"https://{theme}.blog.test"
        keep(out, f"wordpress/{theme}", post, link.replace(home, there), page.replace(home, there))
    print("wordpress", theme)


def _post(post: Post) -> dict[str, Any]:
    blocks = "\n\n".join(
        f"<!-- wp:{'heading' if line.startswith('<h2') else 'paragraph'} -->\n{line}\n"
        f"<!-- /wp:{'heading' if line.startswith('<h2') else 'paragraph'} -->"
        for line in post.markup.split("\n")
    )
    stamp = "%Y-%m-%d %H:%M:%S"
    return {
        "post_title": post.told.title, "post_name": post.slug, "post_content": blocks,
        "post_date": post.told.at.strftime(stamp), "tags_input": list(post.tags),
        "comments": [
            {"comment_author": f"Leser {n}", "comment_content": post.told.body[n][1],
             "comment_date": (post.told.at + timedelta(days=n + 1)).strftime(stamp)}
            for n in range(2)
        ],
    }  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
