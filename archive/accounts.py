"""People who may sign in: passwords, sessions and the brake on guessing."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from archive.database import Database
from archive.errors import AccountError
from archive.tables.desk import login_failure, session, user

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,79}")
LEAST_PASSWORD = 12
MOST_PASSWORD = 1000  # argon2 would hash a megabyte too, and take its time
SESSION_ENDS = timedelta(hours=12)  # whatever happens
SESSION_SLEEPS = timedelta(hours=2)  # without a click
GUESS_WINDOW = timedelta(minutes=15)
GUESSES_PER_ACCOUNT = 10
GUESSES_PER_ADDRESS = 30
HASHER = PasswordHasher()  # argon2id with the library's current cost


class Role(StrEnum):
    """What a person may do; each role may do all the one before may."""

    LESER = "leser"
    REDAKTION = "redaktion"
    BETRIEB = "betrieb"

    def covers(self, needed: Role) -> bool:
        """Tell whether this role is enough where *needed* is asked for."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in."""

    name: str
    role: Role
    state: str
    created: datetime
    signed_in: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser; `form_token` must come back with every form."""

    user: User
    form_token: str
    expires: datetime


class AccountStore:
    """Accounts and sessions in the database."""

    def __init__(self, database: Database, hasher: PasswordHasher | None = None) -> None:
        """Use *hasher* for passwords; the default is argon2id with the library's current cost."""
        self._database = database
        self._hasher = hasher or HASHER

    def add(self, name: str, role: Role, password: str, *, now: datetime) -> User:
        """Add a person; raises AccountError for a taken name or a weak password."""
        check_name(name)
        check_password(password, name)
        values = {
            "name": name,
            "role": role.value,
            "password": self._hasher.hash(password),
            "state": "active",
            "created": now,
        }
        with self._database.write() as connection:
            if connection.execute(sa.select(user.c.name).where(user.c.name == name)).first():
                raise AccountError(f"„{name}“ gibt es schon")
            made = connection.execute(sa.insert(user).values(values).returning(user)).one()
        return _user(made)

    def all(self) -> list[User]:
        """Return everybody by name."""
        with self._database.read() as connection:
            return [_user(row) for row in connection.execute(sa.select(user).order_by(user.c.name))]

    def get(self, name: str) -> User | None:
        """Return one person or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(user).where(user.c.name == name)).one_or_none()
        return _user(row) if row else None

    def set_password(self, name: str, password: str) -> None:
        """Give a person another password and end all their sessions."""
        check_password(password, name)
        self._change(name, {"password": self._hasher.hash(password)})

    def set_role(self, name: str, role: Role) -> None:
        """Give a person another role and end all their sessions."""
        self._change(name, {"role": role.value})

    def set_state(self, name: str, state: str) -> None:
        """Block ("blocked") or unblock ("active") a person and end all their sessions."""
        self._change(name, {"state": state})

    def verify(self, name: str, password: str, *, address: str, now: datetime) -> User:
        """Return the person with that password; raises AccountError, always the same for all.

        Wrong, unknown and blocked are not told apart, in words or in time.
        """
        keys = (_key("account", name), _key("address", address))
        self._refuse_guessing(keys, now)
        with self._database.read() as connection:
            row = connection.execute(sa.select(user).where(user.c.name == name)).one_or_none()
        right = self._matches(row.password if row else _nobody(self._hasher), password)
        if row is None or not right or row.state != "active":
            self._note_failure(keys, now)
            raise AccountError("Name oder Passwort stimmt nicht")
        self._after_success(row, password, keys[0], now)
        return _user(row)

    def open_session(self, name: str, *, now: datetime) -> str:
        """Return a new session's token; only its hash is stored."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as connection:
            connection.execute(sa.delete(session).where(session.c.expires < now))
            connection.execute(
                sa.insert(session).values(
                    token=_hash(token),
                    user=name,
                    form_token=secrets.token_urlsafe(24),
                    created=now,
                    seen=now,
                    expires=now + SESSION_ENDS,
                )
            )
        return token

    def session(self, token: str, *, now: datetime) -> Session | None:
        """Return the session of *token* while it lasts, else None."""
        query = (
            sa.select(user, session.c.form_token, session.c.seen, session.c.expires)
            .join_from(session, user)
            .where(session.c.token == _hash(token))
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.state != "active":
            return None
        if row.expires <= now or row.seen <= now - SESSION_SLEEPS:
            return None
        if now - row.seen > timedelta(minutes=1):
            self._touch(token, now)
        return Session(_user(row), row.form_token, row.expires)

    def close_session(self, token: str) -> None:
        """End one session."""
        with self._database.write() as connection:
            connection.execute(sa.delete(session).where(session.c.token == _hash(token)))

    def close_sessions(self, name: str) -> int:
        """End all sessions of a person; return how many there were."""
        with self._database.write() as connection:
            return connection.execute(sa.delete(session).where(session.c.user == name)).rowcount

    def _change(self, name: str, values: dict[str, Any]) -> None:
        with self._database.write() as connection:
            self._keep_an_operator(connection, name, values)
            known = connection.execute(
                sa.update(user).where(user.c.name == name).values(values)
            ).rowcount
            if not known:
                raise AccountError(f"„{name}“ gibt es nicht")
            connection.execute(sa.delete(session).where(session.c.user == name))

    def _keep_an_operator(
        self, connection: sa.Connection, name: str, values: dict[str, Any]
    ) -> None:
        """Refuse what would leave nobody who may operate the archive."""
        after = {"role": Role.BETRIEB.value, "state": "active", **values}
        if after["role"] == Role.BETRIEB.value and after["state"] == "active":
            return
        operators = (
            connection.execute(
                sa.select(user.c.name).where(
                    user.c.role == Role.BETRIEB.value, user.c.state == "active"
                )
            )
            .scalars()
            .all()
        )
        if list(operators) == [name]:
            raise AccountError("Das ist das letzte Konto für den Betrieb")

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password[:MOST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False

    def _after_success(self, row: Any, password: str, key: str, now: datetime) -> None:
        values: dict[str, Any] = {"signed_in": now}
        if self._hasher.check_needs_rehash(row.password):
            values["password"] = self._hasher.hash(password)
        with self._database.write() as connection:
            connection.execute(sa.update(user).where(user.c.name == row.name).values(values))
            connection.execute(sa.delete(login_failure).where(login_failure.c.key == key))

    def _refuse_guessing(self, keys: tuple[str, str], now: datetime) -> None:
        limits = (GUESSES_PER_ACCOUNT, GUESSES_PER_ADDRESS)
        with self._database.read() as connection:
            for key, limit in zip(keys, limits, strict=True):
                tried = connection.execute(
                    sa.select(sa.func.count()).where(
                        login_failure.c.key == key, login_failure.c.at > now - GUESS_WINDOW
                    )
                ).scalar_one()
                if tried >= limit:
                    raise AccountError("Zu viele Versuche. Bitte in 15 Minuten wieder versuchen")

    def _note_failure(self, keys: tuple[str, str], now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(
                sa.delete(login_failure).where(login_failure.c.at < now - GUESS_WINDOW)
            )
            connection.execute(sa.insert(login_failure), [{"key": key, "at": now} for key in keys])

    def _touch(self, token: str, now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(
                sa.update(session).where(session.c.token == _hash(token)).values(seen=now)
            )


@lru_cache(4)
def _nobody(hasher: PasswordHasher) -> str:
    """Return a hash no password fits: an unknown name must cost what a known one costs."""
    return hasher.hash(secrets.token_hex(16))


def check_name(name: str) -> None:
    """Refuse names that are not lower-case letters, digits and . _ @ -."""
    if not NAME.fullmatch(name):
        raise AccountError(
            "Ein Name besteht aus 2 bis 80 Kleinbuchstaben, Ziffern und den Zeichen . _ @ -"
        )


def check_password(password: str, name: str) -> None:
    """Refuse passwords that are short, endless, or the name again (NIST SP 800-63B §3.1.1)."""
    if len(password) < LEAST_PASSWORD:
        raise AccountError(f"Ein Passwort hat mindestens {LEAST_PASSWORD} Zeichen")
    if len(password) > MOST_PASSWORD:
        raise AccountError(f"Ein Passwort hat höchstens {MOST_PASSWORD} Zeichen")
    if name in password.lower() and len(password) < len(name) + 6:
        raise AccountError("Das Passwort darf nicht der Name sein")
    if len(set(password)) < 5:
        raise AccountError("Das Passwort braucht mindestens fünf verschiedene Zeichen")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _key(kind: str, value: str) -> str:
    return _hash(f"{kind}\n{value}")


def _user(row: Any) -> User:
    return User(row.name, Role(row.role), row.state, row.created, row.signed_in)
