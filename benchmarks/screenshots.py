"""Take a picture of each page type at three widths, light and dark: `make screenshots`.

With names as arguments, only those; `--out FOLDER` puts them elsewhere.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from archive.app.asgi import create_app
from archive.app.composition import Services
from archive.app.site.links import article_url, search_url
from archive.article import slug
from index.results import Search
from tests.newsroom import NOW, open_newsroom

OUT = Path(__file__).parent.parent / "docs" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDTHS = (320, 768, 1280)
MODES = ("light", "dark")
TALLEST = 1_200  # a picture shows this much of a page
QUALITY = 40  # of the JPEG files: enough to judge a layout, small enough to keep


def addresses(services: Services) -> dict[str, str]:
    """Return name → address of one page of each type."""
    search = Search(query="Radweg")
    hits = services.search.search(search).hits
    changed = next(article for article in services.articles.all() if article.versions > 1)
    full = max(services.articles.all(), key=lambda one: len(one.attachments) + len(one.places))
    project = services.search.values("projekt")[0].value
    district = services.search.values("ort")
    town = next(value.value for value in district if value.value.count("/") == 2)
    return {
        "start": "/",
        "suche": "/suche?q=Radweg",
        "alle": "/suche",
        "gefiltert": search_url(Search(filters={"ort": (town,), "jahr": ("2024",)})),
        "filter": "/suche?q=Kreis#filter",
        "nichts": search_url(Search(query="Radwegg", filters={"ort": (town,)})),
        "auswahl": "/suche/auswahl/ort",
        "erweitert": "/suche/erweitert?alle=Radweg&eines=Schule+Kita&zeigen=1",
        "warum": f"/warum/{hits[0].id}?q=Radweg",
        "meldung": article_url(full.id, full.title, Search(query=full.title.split()[0])),
        "fassungen": f"/versionen/{changed.id}",
        "melden": f"/melden/{full.id}",
        "orte": "/orte",
        "projekte": "/projekte",
        "projekt": f"/projekte/{slug(project)}",
        "jahre": "/jahre",
        "themen": "/themen",
        "hilfe": "/hilfe",
        "stand": "/stand",
        "quelle": "/quelle",
        "impressum": "/impressum",
        "schnittstelle": "/api",
        "fehler": "/gibt-es-nicht",
    }


@contextmanager
def serving(services: Services) -> Iterator[str]:
    """Serve the site on a free port of loopback; give its address."""
    app = create_app(services, clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def main(arguments: list[str]) -> int:
    """Take the pictures; tell pages that are wider than their window."""
    out = OUT
    if "--out" in arguments:
        place = arguments.index("--out")
        out = Path(arguments[place + 1])
        del arguments[place : place + 2]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        services = open_newsroom(Path(folder))
        pages = {
            name: path
            for name, path in addresses(services).items()
            if name in arguments or not arguments
        }
        with serving(services) as base:
            wide = take(base, pages, out)
        services.close()
    for line in wide:
        print(line, file=sys.stderr)
    return 1 if wide else 0


def take(base: str, pages: dict[str, str], out: Path) -> list[str]:
    """Take each page at each width and mode; return what scrolls sideways."""
    wide = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width in WIDTHS:
            for mode in MODES:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=mode
                )
                page = context.new_page()
                for name, path in pages.items():
                    page.goto(base + path)
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        wide.append(f"{name} is wider than {width}")
                    height = page.evaluate("document.documentElement.scrollHeight")
                    page.screenshot(
                        path=out / f"{name}-{width}-{mode}.jpg",
                        type="jpeg",
                        quality=QUALITY,
                        full_page=True,
                        clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)},
                    )
                context.close()
        browser.close()
    return wide


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
