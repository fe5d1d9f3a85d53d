"""Commands for people: user add, list, password, role, block, unblock, sign-out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from archive.app.cli.common import AsJson, Data, log, print_json

if TYPE_CHECKING:
    from archive.accounts import AccountStore, Role
    from archive.audit import AuditLog

Name = Annotated[str, typer.Argument(help="Name to sign in with.")]
RoleName = Annotated[str, typer.Option("--role", help="leser, redaktion or betrieb.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


def user_commands() -> typer.Typer:
    """Return the command group `user`."""
    group = typer.Typer(help="People who may sign in to the desk.", no_args_is_help=True)
    group.command("add")(add)
    group.command("list")(list_)
    group.command("password")(password)
    group.command("role")(role)
    group.command("block")(block)
    group.command("unblock")(unblock)
    group.command("sign-out")(sign_out)
    return group


def add(
    name: Name, role: RoleName = "betrieb", stdin: FromStdin = False, data: Data = None
) -> None:
    """Add a person; asks for the password unless it comes on standard input."""
    chosen = _role(role)
    secret = _password(stdin)

    def work(accounts: AccountStore, audit: AuditLog) -> None:
        now = datetime.now(UTC)
        accounts.add(name, chosen, secret, now=now)
        audit.note("cli", "user.add", name, at=now, after={"role": chosen.value})
        log(f"{name} kann sich als {chosen.value} anmelden")

    _with_accounts(data, work)


def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List everybody who may sign in."""

    def work(accounts: AccountStore, _audit: AuditLog) -> None:
        people = accounts.all()
        if as_json:
            print_json(
                [
                    {
                        "name": user.name,
                        "role": user.role.value,
                        "state": user.state,
                        "signed_in": user.signed_in,
                    }
                    for user in people
                ]
            )
            return
        for user in people:
            print(f"{user.name}\t{user.role.value}\t{user.state}")

    _with_accounts(data, work)


def password(name: Name, stdin: FromStdin = False, data: Data = None) -> None:
    """Give a person another password and end their sessions."""
    secret = _password(stdin)

    def work(accounts: AccountStore, audit: AuditLog) -> None:
        accounts.set_password(name, secret)
        audit.note("cli", "user.password", name, at=datetime.now(UTC))

    _with_accounts(data, work)


def role(name: Name, role: RoleName, data: Data = None) -> None:
    """Give a person another role and end their sessions."""
    chosen = _role(role)

    def work(accounts: AccountStore, audit: AuditLog) -> None:
        accounts.set_role(name, chosen)
        audit.note("cli", "user.role", name, at=datetime.now(UTC), after={"role": chosen.value})

    _with_accounts(data, work)


def block(name: Name, data: Data = None) -> None:
    """Let a person sign in no more and end their sessions."""
    _set_state(name, "blocked", data)


def unblock(name: Name, data: Data = None) -> None:
    """Let a blocked person sign in again."""
    _set_state(name, "active", data)


def sign_out(name: Name, data: Data = None) -> None:
    """End all sessions of a person."""

    def work(accounts: AccountStore, audit: AuditLog) -> None:
        ended = accounts.close_sessions(name)
        audit.note("cli", "user.sign-out", name, at=datetime.now(UTC))
        log(f"{ended} Sitzungen beendet")

    _with_accounts(data, work)


def _set_state(name: str, state: str, data: Data) -> None:
    def work(accounts: AccountStore, audit: AuditLog) -> None:
        accounts.set_state(name, state)
        audit.note("cli", f"user.{state}", name, at=datetime.now(UTC))

    _with_accounts(data, work)


def _with_accounts(data: Data, work: Callable[[AccountStore, AuditLog], None]) -> None:
    from archive.accounts import AccountStore
    from archive.app.composition import open_services
    from archive.audit import AuditLog
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        work(AccountStore(services.database), AuditLog(services.database))
    finally:
        services.close()


def _role(text: str) -> Role:
    from archive.accounts import Role

    try:
        return Role(text.lower())
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no role; there are: {', '.join(Role)}") from error


def _password(stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Passwort", hide_input=True, confirmation_prompt=True, err=True))
