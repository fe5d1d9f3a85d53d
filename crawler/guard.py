"""Keeps fetches out of private networks: the address is checked at the moment of connecting.

Checking the name beforehand is not enough, a name can resolve differently a moment later
(DNS rebinding); so the check sits below HTTP, on the very address the connection goes to.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Collection, Iterable
from functools import cache
from types import TracebackType
from typing import Any

import httpcore
import httpx

from archive.errors import AddressRefused

PORTS = frozenset({80, 443, 8080, 8443})
_HOLDS_IPV4 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: str) -> bool:
    """Tell whether *address* (an IP literal) lies in the public internet.

    IPv4 inside IPv6 (mapped, 6to4, Teredo, NAT64) is judged by the IPv4 address it leads to.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(part.is_global and not part.is_multicast for part in _layers(ip))


def _layers(ip: IPAddress) -> Iterable[IPAddress]:
    if isinstance(ip, ipaddress.IPv4Address):
        return (ip,)
    inner: list[IPAddress | None] = [ip.ipv4_mapped, ip.sixtofour]
    if ip.teredo:
        inner += list(ip.teredo)
    if any(ip in network for network in _HOLDS_IPV4):
        inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    found = [part for part in inner if part is not None]
    return found if ip.ipv4_mapped else [ip, *found]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses and usual ports only, and to the host:port in *allowed*."""

    def __init__(
        self,
        *,
        allowed: Collection[str] = (),
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allowed = frozenset(pair.lower() for pair in allowed)
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve *host* once, refuse what is private, connect to exactly what was checked."""
        private = f"{host.lower()}:{port}" in self._allowed
        if not private and port not in PORTS:
            raise AddressRefused(
                f"{host}:{port}", f"port {port} is not one of the web", reason="port"
            )
        addresses = await _resolve(host, port)
        if not private:
            refused = [address for address in addresses if not is_public(address)]
            if refused:
                raise AddressRefused(
                    f"{host}:{port}", f"{refused[0]} is not a public address", reason="private"
                )
        return await self._first(addresses, port, timeout, local_address, socket_options)

    async def _first(
        self,
        addresses: list[str],
        port: int,
        timeout: float | None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: a publisher is never behind a local socket."""
        raise AddressRefused(path, "local sockets are not fetched", reason="private")

    async def sleep(self, seconds: float) -> None:
        """Wait, as the inner backend does."""
        await self._inner.sleep(seconds)


async def _resolve(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"name {host!r} does not resolve: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@cache
def _tls() -> ssl.SSLContext:
    """Return the one TLS context; reading the certificates takes longer than a fetch."""
    return ssl.create_default_context()


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over a guarded connection pool: no proxies, no environment, TLS always verified."""

    def __init__(self, *, allowed: Collection[str] = (), connections: int = 20) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_tls(),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=30.0,
            network_backend=GuardedBackend(allowed=allowed),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*; network faults come out as httpx's own errors."""
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = await self._pool.handle_async_request(inner)
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
        ) as error:
            raise httpx.TransportError(f"{type(error).__name__}: {error}") from error
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        """Close all connections."""
        await self.aclose()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._answer.aiter_stream():
                yield part
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise httpx.TransportError(f"{type(error).__name__}: {error}") from error

    async def aclose(self) -> None:
        await self._answer.aclose()
