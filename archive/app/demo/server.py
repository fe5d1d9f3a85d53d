"""The demo publisher served on loopback: in the foreground or beside a test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from archive.app.demo.publisher import Publisher
from archive.app.demo.site import Site, open_site
from archive.errors import DemoError

LOOPBACK = "127.0.0.1"
START_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class RunningPublisher:
    """A publisher that answers at `url`."""

    publisher: Publisher
    port: int

    @property
    def host(self) -> str:
        """Host and port, as `--allow-private` wants them."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        """The address of the blog root."""
        return f"http://{self.host}/"

    @property
    def asked(self) -> list[tuple[str, int]]:
        """Every request so far: address and status."""
        return self.publisher.asked

    def move_to(self, stage: int | Site) -> None:
        """Show the articles as they are at *stage*, or those of a site."""
        self.publisher.site = stage if isinstance(stage, Site) else open_site(stage)


@contextmanager
def running_publisher(
    *, port: int = 0, stage: int | Site = 1, closed: Collection[str] = ()
) -> Iterator[RunningPublisher]:
    """Serve the demo publisher in a thread while the block runs; port 0 takes a free one."""
    site = stage if isinstance(stage, Site) else open_site(stage)
    publisher = Publisher(site, closed=closed)
    listener = _listen(port)
    config = uvicorn.Config(
        publisher.app(), log_level="error", access_log=False, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="demo-publisher", daemon=True
    )
    thread.start()
    try:
        _await_start(server, thread)
        yield RunningPublisher(publisher, listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def serve_publisher(*, port: int, stage: int = 1, closed: Collection[str] = ()) -> None:
    """Serve the demo publisher until interrupted."""
    publisher = Publisher(open_site(stage), closed=closed)
    listener = _listen(port)
    config = uvicorn.Config(publisher.app(), log_level="warning", access_log=False, ws="none")
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise DemoError(f"port {port} cannot be used ({error}); choose another: --port") from error
    return listener


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    patience = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > patience:
            raise DemoError("the demo publisher did not start")
        time.sleep(0.01)
