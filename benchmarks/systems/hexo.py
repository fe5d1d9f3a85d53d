"""Hexo and its themes from the npm registry.

    npm install hexo hexo-cli hexo-generator-{index,archive,category,tag} \
        hexo-renderer-{ejs,marked,stylus,pug,nunjucks} hexo-theme-{landscape,icarus,fluid,…}

python -m benchmarks.systems.hexo FOLDER_WITH_NODE_MODULES OUT
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.systems.sites import KEPT, Post, found, keep, posts

FORMS = ("D. MMMM YYYY", "DD.MM.YYYY", "YYYY-MM-DD", "LL")


def main(home: Path, out: Path, wanted: list[str]) -> None:
    """Render the site of every installed theme."""
    themes = sorted(one.name.removeprefix("hexo-theme-") for one in
                    (home / "node_modules").glob("hexo-theme-*"))  # fmt: skip
    for number, theme in enumerate(themes):
        if wanted and theme not in wanted:
            continue
        site = home / "sites" / theme
        shutil.rmtree(site, ignore_errors=True)
        _write(home, site, theme, number)
        done = subprocess.run(
            ["node", str(home / "node_modules/hexo-cli/bin/hexo"), "generate"],
            cwd=site, capture_output=True, text=True, timeout=180, check=False,
            env=os.environ | {"NODE_PATH": str(home / "node_modules")},
        )  # fmt: skip
        kept = 0
        for post in posts(f"hexo/{theme}")[:KEPT]:
            page = found(site / "public", post)
            if page is not None and page.stat().st_size > 1500:
                url = f"https://{theme}.blog.test/{page.parent.relative_to(site / 'public')}/"
                keep(out, f"hexo/{theme}", post, url, page.read_text("utf-8"))
                kept += 1
        print(theme, kept, "" if kept else (done.stderr or done.stdout)[-250:].replace("\n", " "))


def _write(home: Path, site: Path, theme: str, number: int) -> None:
    (site / "source/_posts").mkdir(parents=True)
    (site / "node_modules").symlink_to(home / "node_modules")
    package = json.loads((home / "package.json").read_text()) | {"hexo": {"version": ""}}
    (site / "package.json").write_text(json.dumps(package))
    config = {
        "title": "Werrablick", "subtitle": "Nachrichten aus dem Tal", "author": "Ute Kern",
        "language": "de", "timezone": "Europe/Berlin", "url": f"https://{theme}.blog.test",
        "permalink": (":year/:month/:day/:title/", ":title/", "artikel/:title/")[number % 3],
        "date_format": FORMS[number % 4], "time_format": "HH:mm", "theme": theme,
        "updated_option": "mtime", "new_post_name": ":title.md",
    }  # fmt: skip
    (site / "_config.yml").write_text(json.dumps(config, ensure_ascii=False))
    for post in posts(f"hexo/{theme}"):
        (site / f"source/_posts/{post.slug}.md").write_text(_post(post))


def _post(post: Post) -> str:
    head = {
        "title": post.told.title, "date": f"{post.told.at:%Y-%m-%d %H:%M:%S}",
        "updated": f"{post.told.changed:%Y-%m-%d %H:%M:%S}", "author": post.told.author,
        "categories": [post.tags[1]], "tags": list(post.tags),
    }  # fmt: skip
    lines = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}"
                      for name, value in head.items())  # fmt: skip
    return f"---\n{lines}\n---\n\n{post.markdown}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:])
