"""The demo publisher as a Starlette application: WordPress addresses, REST, feeds and traps.

Three traps of the real site are kept: `page=N` beside `paged=N` changes nothing but the links on
the page, a `p` that is no number is the blog root, and one article stands under several addresses
and in several categories.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from archive.app.demo import feeds, media, pages, rest
from archive.app.demo.conditional import answer, html, xml
from archive.app.demo.posts import HERE, Post
from archive.app.demo.site import Category, Site, cut, generation, open_site, path_of
from archive.app.demo.static_pages import STATIC_PAGES

Collect = Callable[[Site, Mapping[str, str], str], tuple[list[dict[str, Any]], int, int]]
Answer = Callable[[Request], Awaitable[Response]]
DOORS = frozenset({"rest", "feed", "sitemap"})


class Publisher:
    """The publisher's stock and what it answers; `asked` is its access log, `site` may change."""

    def __init__(self, site: Site | None = None, *, closed: Collection[str] = ()) -> None:
        """Serve *site*; the doors named in *closed* (rest, feed, sitemap) answer 403."""
        self.site = site or open_site()
        self.closed = frozenset(closed) & DOORS
        self.asked: list[tuple[str, int]] = []

    def app(self) -> Starlette:
        """Return the application."""
        api = "/wp-json/wp/v2"
        routes = [
            ("/", self._root),
            ("/index.php", self._root),
            ("/page/{number:int}/", self._blog),
            ("/category/{name}/", self._category),
            ("/category/{name}/page/{number:int}", self._category),
            ("/category/{name}/page/{number:int}/", self._category),
            ("/feed/", self._door("feed", self._feed)),
            ("/category/{name}/feed/", self._door("feed", self._feed)),
            ("/robots.txt", self._robots),
            ("/wp-sitemap.xml", self._door("sitemap", self._sitemap_index)),
            ("/sitemap.xml", self._door("sitemap", self._sitemap_moved)),
            ("/wp-sitemap-{name}.xml", self._door("sitemap", self._sitemap)),
            ("/wp-json/", self._door("rest", self._rest_root)),
            (f"{api}/posts", self._door("rest", self._collection(rest.posts))),
            (f"{api}/posts/{{number:int}}", self._door("rest", self._rest_post)),
            (f"{api}/categories", self._door("rest", self._collection(rest.categories))),
            (f"{api}/media", self._door("rest", self._collection(rest.media))),
            ("/wp-content/themes/{theme}/style.css", self._style),
            ("/wp-content/uploads/{path:path}", self._upload),
            ("/{slug}/", self._slug),
            ("/{slug}", self._slug),
        ]
        return Starlette(
            routes=[Route(path, self._logged(reply)) for path, reply in routes],
            middleware=[Middleware(GZipMiddleware, minimum_size=1000)],
        )

    def _logged(self, reply: Answer) -> Answer:
        async def logged(request: Request) -> Response:
            response = await reply(request)
            query = f"?{request.url.query}" if request.url.query else ""
            self.asked.append((request.url.path + query, response.status_code))
            return response

        return logged

    def _door(self, name: str, reply: Answer) -> Answer:
        async def guarded(request: Request) -> Response:
            if name in self.closed:
                return JSONResponse({"code": "rest_forbidden"}, 403)
            return await reply(request)

        return guarded

    async def _root(self, request: Request) -> Response:
        query = request.query_params
        if query.get("p", "").isdigit():
            return self._article(request, self.site.by_id.get(int(query["p"])))
        if query.get("page_id", "").isdigit():
            return self._static(request, int(query["page_id"]))
        if query.get("cat", "").isdigit():
            return self._numbered_category(request, int(query["cat"]))
        if "feed" in query:
            return await self._door("feed", self._feed)(request)
        # Whatever else stands there, a p that is no number included, is the blog root.
        return self._blog_page(request, _number(query.get("paged")))

    async def _blog(self, request: Request) -> Response:
        return self._blog_page(request, request.path_params["number"])

    def _blog_page(self, request: Request, number: int) -> Response:
        shown, count = cut(self.site.listed, number)
        if number > count:
            return self._missing(request)
        base, odd = _base(request), "p" in request.query_params
        address = "/?p=zbtqumfw&paged={}" if odd else "/page/{}/"
        return self._list(request, shown, "Aktuelles", _pager(base + address, number, count))

    async def _category(self, request: Request) -> Response:
        name, number = request.path_params["name"], request.path_params.get("number", 1)
        found = [item for item in self.site.categories.values() if item.slug == name]
        if not found:
            return self._missing(request)
        return self._category_page(
            request, found[0], number, f"/category/{name}/page/{{}}/", theme="neu"
        )

    def _numbered_category(self, request: Request, wanted: int) -> Response:
        found = [item for item in self.site.categories.values() if item.id == wanted]
        if not found:
            return self._missing(request)
        query = request.query_params
        return self._category_page(
            request,
            found[0],
            _number(query.get("paged")),
            f"/?cat={wanted}&paged={{}}",
            theme="klassisch" if wanted % 2 else "divi",
            trap=_number(query.get("page")),
        )

    def _category_page(
        self,
        request: Request,
        category: Category,
        number: int,
        address: str,
        *,
        theme: str,
        trap: int = 0,
    ) -> Response:
        shown, count = cut(self.site.within(category.name), number)
        if number > count:
            return self._missing(request)
        pager = _pager(_base(request) + address, number, count)
        if trap:
            # "next page" counts up for ever while the page stays the same.
            pager["trap"] = f"{_base(request)}{address.format(number)}&page={trap + 1}"
        return self._list(request, shown, category.name, pager, theme=theme)

    def _list(
        self,
        request: Request,
        shown: Any,
        title: str,
        pager: Mapping[str, str],
        *,
        theme: str = "neu",
    ) -> Response:
        page = pages.list_page(
            self.site, shown, _base(request), theme=theme, title=title, pager=pager
        )
        return html(request, page, max((post.modified for post in shown), default=None))

    async def _slug(self, request: Request) -> Response:
        name = request.path_params["slug"]
        post = self.site.by_slug.get(name)
        if post and not request.url.path.endswith("/"):
            return RedirectResponse(f"{_base(request)}/{name}/", 301)
        return self._article(request, post)

    def _article(self, request: Request, post: Post | None) -> Response:
        if post is None or post.status == "deleted":
            return self._missing(request)
        if post.status == "removed":
            return self._missing(request, 410)
        if generation(post) == "neu" and request.url.path in {"/", "/index.php"}:
            return RedirectResponse(_base(request) + path_of(post), 301)
        page = pages.article_page(self.site, post, _base(request))
        return html(request, page, post.modified)

    def _static(self, request: Request, number: int) -> Response:
        if number not in STATIC_PAGES:
            return self._missing(request)
        title, body = STATIC_PAGES[number]
        page = pages.plain_page(self.site, _base(request), title=title, body=body, number=number)
        return html(request, page)

    def _missing(self, request: Request, status: int = 404) -> Response:
        words = "Die Seite gibt es nicht oder nicht mehr."
        page = pages.plain_page(
            self.site, _base(request), title="Seite nicht gefunden", body=words, number=0
        )
        return Response(page, status, media_type="text/html")

    async def _feed(self, request: Request) -> Response:
        name = request.path_params.get("name")
        found = [item.name for item in self.site.categories.values() if item.slug == name]
        if name and not found:
            return self._missing(request)
        chosen = self.site.within(found[0]) if found else self.site.listed
        number = _number(request.query_params.get("paged"))
        text = feeds.feed(self.site, chosen, _base(request), page=number)
        if text is None:
            return self._missing(request)
        newest = max(post.modified for post in self.site.listed)
        return answer(request, text.encode(), "application/rss+xml; charset=UTF-8", newest)

    async def _robots(self, request: Request) -> Response:
        text = feeds.robots(_base(request), sitemap_shown="sitemap" not in self.closed)
        return answer(request, text.encode(), "text/plain; charset=utf-8")

    async def _sitemap_index(self, request: Request) -> Response:
        return xml(request, feeds.sitemap_index(self.site, _base(request)))

    async def _sitemap_moved(self, request: Request) -> Response:
        return RedirectResponse(f"{_base(request)}/wp-sitemap.xml", 301)

    async def _sitemap(self, request: Request) -> Response:
        name = request.path_params["name"]
        text = feeds.sitemap(self.site, name, _base(request), list(STATIC_PAGES))
        return self._missing(request) if text is None else xml(request, text)

    async def _rest_root(self, request: Request) -> Response:
        return JSONResponse(
            {
                "name": pages.NAME,
                "description": pages.INVENTED,
                "url": _base(request),
                "namespaces": ["oembed/1.0", "wp/v2"],
            }
        )

    def _collection(self, collect: Collect) -> Answer:
        async def collected(request: Request) -> Response:
            try:
                found, total, count = collect(self.site, request.query_params, _base(request))
            except rest.RestRefusal as refusal:
                return JSONResponse(refusal.document, refusal.status)
            headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(count)}
            return JSONResponse(found, headers=headers)

        return collected

    async def _rest_post(self, request: Request) -> Response:
        number, query = request.path_params["number"], request.query_params
        try:
            return JSONResponse(rest.one_post(self.site, number, query, _base(request)))
        except rest.RestRefusal as refusal:
            return JSONResponse(refusal.document, refusal.status)

    async def _style(self, request: Request) -> Response:
        file = HERE / "themes" / request.path_params["theme"] / "style.css"
        if file.parent.parent != HERE / "themes" or not file.is_file():
            return self._missing(request)
        return answer(request, file.read_bytes(), "text/css; charset=utf-8")

    async def _upload(self, request: Request) -> Response:
        item = self.site.media.get(request.url.path)
        if item is None:
            return self._missing(request)
        body, kind = media.serve(item)
        return answer(request, body, kind, item.post.published)


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _number(value: str | None) -> int:
    return max(1, int(value)) if value and value.isdigit() else 1


def _pager(address: str, number: int, count: int) -> dict[str, str]:
    pager = {}
    if number > 1:
        pager["newer"] = address.format(number - 1)
    if number < count:
        pager["older"] = address.format(number + 1)
    return pager
