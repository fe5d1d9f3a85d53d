"""A browser at the desk, without a browser: signs in, keeps its cookie, finds form tokens."""

import asyncio
import re
from datetime import UTC, datetime

import httpx
from argon2 import PasswordHasher

from archive import accounts
from archive.accounts import AccountStore, Role
from archive.app.admin.routes import admin_routes
from archive.app.asgi import create_app
from archive.app.operations import operation_routes

SECRET = "ein ziemlich langer Satz"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
accounts.HASHER = CHEAP  # the real one takes its time, on purpose
TOKEN = re.compile(r'name="marke" value="([^"]+)"')


class Desk:
    """The site with its desk, asked by one person after another."""

    def __init__(self, services, *, now=lambda: NOW):
        self.services = services
        self.app = create_app(
            services,
            clock=now,
            more=[*admin_routes(services), *operation_routes(services)],
        )
        self.cookies = httpx.Cookies()
        self.token = ""

    def people(self):
        store = AccountStore(self.services.database, CHEAP)
        for role in Role:
            store.add(role.value, role, SECRET, now=NOW)

    def ask(self, method, path, **options):
        async def answer():
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app=self.app),
                base_url="http://archiv.test",
                cookies=self.cookies,
            ) as client:
                found = await client.request(method, path, **options)
                self.cookies = client.cookies
                return found

        return asyncio.run(answer())

    def get(self, path, **options):
        found = self.ask("GET", path, **options)
        token = TOKEN.search(found.text)
        if token:
            self.token = token[1]
        return found

    def post(self, path, **fields):
        return self.ask("POST", path, data={"marke": self.token, **fields})

    def sign_in(self, name, password=SECRET):
        self.cookies = httpx.Cookies()
        answer = self.ask("POST", "/verwaltung/anmelden", data={"name": name, "passwort": password})
        self.get("/verwaltung/passwort")
        return answer
