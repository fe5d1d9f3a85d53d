"""A server on loopback that does all that servers do wrong; raw sockets, no framework."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Writer = asyncio.StreamWriter
Answer = Callable[["Request", Writer], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> str:
        return urlsplit(self.target).query


@dataclass
class EvilServer:
    """Answers by `routes` (path → answer), else by `otherwise`; `asked` is the access log."""

    routes: dict[str, Answer] = field(default_factory=dict)
    otherwise: Answer | None = None
    port: int = 0
    name: str = "127.0.0.1"  # how it calls itself in links
    asked: list[Request] = field(default_factory=list)
    open: int = 0  # connections now
    most_open: int = 0

    @property
    def host(self) -> str:
        return f"{self.name}:{self.port}"

    def url(self, target: str = "/") -> str:
        return f"http://{self.host}{target}"

    def count(self, target: str) -> int:
        return sum(request.target == target for request in self.asked)

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            while (request := await _read(reader)) is not None:
                self.asked.append(request)
                answer = self.routes.get(request.path) or self.otherwise or respond(status=404)
                await answer(request, writer)
                await writer.drain()
                if writer.is_closing():
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    line = await reader.readline()
    if not line:
        return None
    headers = {}
    while (field_line := await reader.readline()).strip():
        name, _, value = field_line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return Request(line.decode("latin-1").split(" ")[1], headers)


@contextmanager
def running(server: EvilServer) -> Iterator[EvilServer]:
    """Serve in a thread while the block runs."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def main() -> None:
        listener = await asyncio.start_server(server.serve, "127.0.0.1", server.port)
        server.port = listener.sockets[0].getsockname()[1]
        ready.set()
        async with listener:
            with suppress(asyncio.CancelledError):
                await listener.serve_forever()

    def run() -> None:
        asyncio.set_event_loop(loop)
        task = loop.create_task(main())
        server_tasks.append(task)
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        left = asyncio.all_tasks(loop)
        for each in left:
            each.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()

    server_tasks: list[asyncio.Task[None]] = []
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(server_tasks[0].cancel)
        thread.join(10)


def respond(
    body: bytes | str = b"",
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    kind: str = "text/html; charset=utf-8",
) -> Answer:
    """Answer in full."""
    payload = body.encode() if isinstance(body, str) else body

    async def answer(_request: Request, writer: Writer) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(payload)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + payload)

    return answer


def raw(data: bytes, *, close: bool = True) -> Answer:
    """Write *data* as it is."""

    async def answer(_request: Request, writer: Writer) -> None:
        writer.write(data)
        await writer.drain()
        if close:
            writer.close()

    return answer


def dripping(head: bytes, drop: bytes, *, pause: float, drops: int = 10_000) -> Answer:
    """Write *head*, then *drop* again and again with a pause."""

    async def answer(_request: Request, writer: Writer) -> None:
        writer.write(head)
        for _ in range(drops):
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)
        writer.close()

    return answer


def redirect(to: str, *, status: int = 302) -> Answer:
    """Send elsewhere."""
    return respond(status=status, headers={"Location": to})


def gzipped(text: str, *, cut: int = 0) -> bytes:
    """Return *text* packed, the last *cut* bytes missing."""
    packed = gzip.compress(text.encode(), mtime=0)
    return packed[: len(packed) - cut]


def article(title: str, text: str = "", *, number: int | None = None, head: str = "") -> str:
    """Return a page with an article as WordPress would write it."""
    words = text or (
        f"{title}: Der Landkreis teilt mit, dass die Arbeiten am Montag beginnen und drei Wochen "
        "dauern. Anlieger erreichen ihre Grundstücke jederzeit. Die Umleitung ist ausgeschildert, "
        "Busse halten an der Ersatzhaltestelle vor dem Rathaus. Rückfragen beantwortet das Amt."
    )
    classes = f"post-template-default single single-post postid-{number}" if number else ""
    return (
        f"<!doctype html><html lang='de'><head><meta charset='utf-8'><title>{title}</title>{head}"
        f"</head><body class='{classes}'><main><article class='post'><h1 class='entry-title'>"
        f"{title}</h1><div class='entry-content'><p>{words}</p><p>{words[::-1][:0]}Die Meldung "
        f"„{title}“ gilt bis auf Weiteres; Änderungen gibt der Kreis rechtzeitig bekannt.</p>"
        "</div></article></main></body></html>"
    )
