"""Static generators and their themes: Pelican, Nikola, MkDocs, ABlog, Jekyll, Docusaurus.

    pip install pelican markdown pelican-theme-reflex pelican-theme-smallweb pelican-themeless \
        nikola[extras] mkdocs-material ablog myst-parser pydata-sphinx-theme sphinx-rtd-theme \
        sphinx-book-theme
    npm install @docusaurus/core@3 @docusaurus/preset-classic@3 react@18 react-dom@18
    apt-get install jekyll jekyll-theme-minima ruby-jekyll-seo-tag ruby-jekyll-feed
    python -m benchmarks.systems.static PYTHON_BIN NODE_FOLDER WORK OUT [SYSTEM…]
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.systems.sites import KEPT, found, keep, posts

MINIMA = Path("/usr/share/rubygems-integration/all/gems/minima-2.5.1")
HOME = "https://werrablick.test"
IN_GERMANY = {"TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Tools:
    """Where the installed programs lie, and where sites are built."""

    python: Path  # the folder of an environment's programs
    node: Path  # the folder that holds node_modules
    work: Path


@dataclass(frozen=True, slots=True)
class Site:
    """A site written down, and how it is built."""

    theme: str
    command: list[str]
    built: str  # the folder that the pages go to


def main(tools: Tools, out: Path, wanted: Sequence[str]) -> None:
    """Render every theme of the *wanted* systems."""
    for system, sites in SYSTEMS.items():
        for site in sites(tools) if not wanted or system in wanted else ():
            done = subprocess.run(
                site.command, cwd=tools.work / site.theme, capture_output=True, text=True,
                timeout=300, check=False, env=os.environ | IN_GERMANY,
            )  # fmt: skip
            kept = _keep(site, tools.work / site.theme / site.built, out)
            print(site.theme, kept, "" if kept == KEPT else (done.stdout + done.stderr)[-500:])


def _keep(site: Site, built: Path, out: Path) -> int:
    kept = 0
    for post in posts(site.theme)[:KEPT]:
        page = found(built, post)
        if page is not None:
            path = page.relative_to(built).as_posix().removesuffix("index.html")
            url = f"https://{site.theme.replace('/', '.')}.test/{path}"
            keep(out, site.theme, post, url, page.read_text("utf-8"))
            kept += 1
    return kept


def _write(site: Path, files: Mapping[str, str]) -> None:
    shutil.rmtree(site, ignore_errors=True)
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")


def _front(**facts: object) -> str:
    lines = (
        f"{name}: {value if name == 'date' else json.dumps(value, ensure_ascii=False)}"
        for name, value in facts.items()
    )
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _python(**facts: object) -> str:
    return "".join(f"{name} = {value!r}\n" for name, value in facts.items())


def pelican(tools: Tools) -> Iterator[Site]:
    """Pelican with its own themes and those of PyPI."""
    for theme in ("notmyidea", "simple", "reflex", "smallweb", "themeless"):
        name = f"pelican/{theme}"
        config = _python(
            THEME=theme, AUTHOR="Ute Kern", SITENAME="Werrablick", PATH="content", SITEURL=HOME,
            TIMEZONE="Europe/Berlin", DEFAULT_LANG="de", DEFAULT_DATE_FORMAT="%d.%m.%Y", LINKS=(),
            SOCIAL=(), SITESUBTITLE="Aus dem Tal",
            CC_LICENSE={"name": "CC BY", "slug": "by", "version": "4.0"},
        )  # fmt: skip
        _write(tools.work / name, {"conf.py": config} | {
            f"content/{post.slug}.md": f"Title: {post.told.title}\n"
            f"Date: {post.told.at:%Y-%m-%d %H:%M}\nModified: {post.told.changed:%Y-%m-%d %H:%M}\n"
            f"Category: {post.tags[1]}\nTags: {', '.join(post.tags)}\nAuthor: {post.told.author}\n"
            f"Slug: {post.slug}\n\n{post.markdown}"
            for post in posts(name)
        })  # fmt: skip
        yield Site(name, [str(tools.python / "pelican"), "-s", "conf.py", "-o", "out"], "out")


def nikola(tools: Tools) -> Iterator[Site]:
    """Nikola's own themes in German."""
    shapes = {"base": "d. MMMM yyyy, HH:mm", "bootblog4": "dd.MM.yyyy", "bootstrap4": "long"}
    for theme, shape in shapes.items():
        name = f"nikola/{theme}"
        config = _python(
            THEME=theme, BLOG_AUTHOR="Ute Kern", BLOG_TITLE="Werrablick", SITE_URL=f"{HOME}/",
            BLOG_EMAIL="x@werrablick.test", BLOG_DESCRIPTION="Aus dem Tal", DEFAULT_LANG="de",
            TRANSLATIONS={"de": ""}, TIMEZONE="Europe/Berlin", DATE_FORMAT={"de": shape},
            DATE_FANCINESS=0, POSTS=(("posts/*.md", "posts", "post.tmpl"),), PAGES=(),
            NAVIGATION_LINKS={"de": (("/archive.html", "Archiv"), ("/categories/", "Themen"))},
            COMPILERS={"markdown": (".md",)}, CONTENT_FOOTER="Inhalt © 2024", GLOBAL_CONTEXT={},
        )  # fmt: skip
        _write(tools.work / name, {"conf.py": config} | {
            f"posts/{post.slug}.md": f".. title: {post.told.title}\n.. slug: {post.slug}\n"
            f".. date: {post.told.at:%Y-%m-%d %H:%M} UTC+01:00\n.. tags: {', '.join(post.tags)}\n"
            f".. category: {post.tags[1]}\n.. author: {post.told.author}\n.. type: text\n\n"
            f"{post.markdown}"
            for post in posts(name)
        })  # fmt: skip
        yield Site(name, [str(tools.python / "nikola"), "build"], "output")


def mkdocs(tools: Tools) -> Iterator[Site]:
    """MkDocs with Material's blog."""
    name = "mkdocs/material"
    config = (
        f"site_name: Werrablick\nsite_url: {HOME}/\ntheme:\n  name: material\n  language: de\n"
        "plugins:\n  - search:\n      lang: de\n  - blog:\n      post_date_format: long\n"
    )
    index = {"docs/index.md": "# Werrablick\n", "docs/blog/index.md": "# Blog\n"}
    _write(tools.work / name, {"mkdocs.yml": config} | index | {
        f"docs/blog/posts/{post.slug}.md": _front(
            date=f"{{created: {post.told.at:%Y-%m-%d}, updated: {post.told.changed:%Y-%m-%d}}}",
            slug=post.slug, categories=[post.tags[1]], tags=list(post.tags),
        ) + f"# {post.told.title}\n\n{post.markdown}"
        for post in posts(name)
    })  # fmt: skip
    yield Site(name, [str(tools.python / "mkdocs"), "build", "-q"], "site")


def ablog(tools: Tools) -> Iterator[Site]:
    """Sphinx with ABlog and themes made for documentation."""
    bars = ["ablog/postcard.html", "ablog/recentposts.html", "ablog/tagcloud.html"]
    for theme in ("alabaster", "pydata_sphinx_theme", "sphinx_rtd_theme", "sphinx_book_theme"):
        name = f"ablog/{theme}"
        config = _python(
            extensions=["ablog", "myst_parser"], html_theme=theme, language="de",
            project="Werrablick", author="Ute Kern", blog_title="Werrablick",
            blog_baseurl=f"{HOME}/", post_date_format="%d. %B %Y", html_sidebars={"**": bars},
        )  # fmt: skip
        index = {"index.md": "# Werrablick\n\nNachrichten aus dem Tal.\n"}
        _write(tools.work / name, {"conf.py": config} | index | {
            f"news/{post.slug}.md": _front(
                blogpost=True, date=f"{post.told.at:%d. %b %Y}", author=post.told.author,
                category=post.tags[1], tags=", ".join(post.tags),
            ) + f"# {post.told.title}\n\n{post.markdown}"
            for post in posts(name)
        })  # fmt: skip
        yield Site(name, [str(tools.python / "ablog"), "build"], "_website")


def jekyll(tools: Tools) -> Iterator[Site]:
    """Jekyll with its first theme."""
    name = "jekyll/minima"
    config = {
        "title": "Werrablick", "author": "Ute Kern", "url": HOME, "lang": "de-DE",
        "timezone": "Europe/Berlin", "permalink": "/:year/:month/:day/:title/",
        "plugins": ["jekyll-seo-tag", "jekyll-feed"], "minima": {"date_format": "%d.%m.%Y"},
    }  # fmt: skip
    _write(tools.work / name, {"_config.yml": json.dumps(config)} | {
        f"_posts/{post.told.at:%Y-%m-%d}-{post.slug}.md": _front(
            layout="post", title=post.told.title, date=f"{post.told.at:%Y-%m-%d %H:%M:%S %z}",
            author=post.told.author, categories=[post.tags[1]], tags=list(post.tags),
        ) + post.markdown
        for post in posts(name)
    })  # fmt: skip
    for part in ("_layouts", "_includes", "_sass"):
        shutil.copytree(MINIMA / part, tools.work / name / part)
    yield Site(name, ["jekyll", "build", "-q", "-d", "out"], "out")


def docusaurus(tools: Tools) -> Iterator[Site]:
    """Docusaurus' blog in German."""
    name = "docusaurus/classic"
    silent = ("onUntruncatedBlogPosts", "onInlineAuthors", "onInlineTags")
    blog = {"showReadingTime": True, "blogTitle": "Werrablick"} | dict.fromkeys(silent, "ignore")
    config = {
        "title": "Werrablick", "url": HOME, "baseUrl": "/", "onBrokenLinks": "ignore",
        "i18n": {"defaultLocale": "de", "locales": ["de"]},
        "presets": [["classic", {"docs": False, "blog": blog}]],
    }  # fmt: skip
    _write(tools.work / name, {
        "package.json": json.dumps({"name": "x", "version": "1.0.0"}),
        "docusaurus.config.js": "module.exports = " + json.dumps(config),
    } | {
        f"blog/{post.slug}.md": _front(
            slug=post.slug, title=post.told.title, date=f"{post.told.at:%Y-%m-%dT%H:%M}",
            authors=[{"name": post.told.author}], tags=list(post.tags),
            last_update={"date": f"{post.told.changed:%Y-%m-%d}"},
        ) + post.markdown
        for post in posts(name)
    })  # fmt: skip
    (tools.work / name / "node_modules").symlink_to(tools.node / "node_modules")
    yield Site(name, [str(tools.node / "node_modules/.bin/docusaurus"), "build"], "build")


SYSTEMS: dict[str, Callable[[Tools], Iterator[Site]]] = {
    "pelican": pelican, "nikola": nikola, "mkdocs": mkdocs, "ablog": ablog, "jekyll": jekyll,
    "docusaurus": docusaurus,
}  # fmt: skip

if __name__ == "__main__":
    given = [Path(one).resolve() for one in sys.argv[1:5]]
    main(Tools(*given[:3]), given[3], sys.argv[5:])
