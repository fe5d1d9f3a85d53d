"""Plone from PyPI: `pip install Plone`, `mkwsgiinstance -d INSTANCE -u admin:admin`, then

python -m benchmarks.systems.plone posts > posts.json
zconsole run INSTANCE/etc/zope.conf benchmarks/systems/plone_fill.py posts.json
runwsgi INSTANCE/etc/zope.ini &
python -m benchmarks.systems.plone http://127.0.0.1:8080 OUT
"""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path

from benchmarks.systems.sites import KEPT, keep, markup_of, posts

THEME = "plone/barceloneta"
HOST = "plone.amt.test"


def print_posts() -> None:
    """Print the site's posts for `plone_fill.py`."""
    told = [
        {"slug": post.slug, "title": post.told.title, "lead": post.told.lead,
         "tags": list(post.tags), "body": markup_of(post.told.body),
         "at": post.told.at.isoformat(), "changed": post.told.changed.isoformat()}
        for post in posts(THEME)
    ]  # fmt: skip
    json.dump(told, sys.stdout)


def fetch(home: str, out: Path) -> None:
    """Keep the pages that the instance at *home*, on this machine, serves."""
    for post in posts(THEME)[:KEPT]:
        there = f"{home}/VirtualHostBase/https/{HOST}:443/werra/VirtualHostRoot/{post.slug}"
        request = urllib.request.Request(there, headers={"Accept-Language": "de"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            keep(out, THEME, post, f"https://{HOST}/{post.slug}", answer.read().decode())


if __name__ == "__main__":
    if sys.argv[1] == "posts":
        print_posts()
    else:
        fetch(sys.argv[1], Path(sys.argv[2]).resolve())
