from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from archive.accounts import SESSION_ENDS, SESSION_SLEEPS, AccountStore, Role
from archive.errors import AccountError
from archive.tables.desk import session, user

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "ein ziemlich langer Satz"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def accounts(database):
    store = AccountStore(database, CHEAP)
    store.add("anna", Role.BETRIEB, SECRET, now=NOW)
    return store


def stored(accounts, column):
    with accounts._database.read() as connection:
        return connection.execute(sa.select(column)).scalars().all()


def test_the_right_password_signs_in(accounts):
    found = accounts.verify("anna", SECRET, address="192.0.2.1", now=NOW)

    assert (found.name, found.role) == ("anna", Role.BETRIEB)


@pytest.mark.parametrize(("name", "password"), [("anna", "falsch"), ("otto", SECRET), ("", "")])
def test_wrong_and_unknown_are_answered_alike(accounts, name, password):
    with pytest.raises(AccountError, match="Name oder Passwort stimmt nicht"):
        accounts.verify(name, password, address="192.0.2.1", now=NOW)


class Counting(PasswordHasher):
    """Notes every hash a password is checked against."""

    def __init__(self):
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checked = []

    def verify(self, stored, password):
        self.checked.append(stored)
        return super().verify(stored, password)


def test_an_unknown_name_is_checked_as_dearly_as_a_known_one(database):
    hasher = Counting()
    accounts = AccountStore(database, hasher)
    accounts.add("anna", Role.BETRIEB, SECRET, now=NOW)

    for name in ("anna", "otto"):
        with pytest.raises(AccountError):
            accounts.verify(name, "falsch", address="192.0.2.1", now=NOW)

    assert len(hasher.checked) == 2


def test_passwords_are_stored_as_argon2id_and_tokens_as_hashes(accounts):
    token = accounts.open_session("anna", now=NOW)

    assert stored(accounts, user.c.password)[0].startswith("$argon2id$")
    assert token not in stored(accounts, session.c.token)


def test_a_password_hash_of_lower_cost_is_renewed_at_sign_in(accounts):
    stronger = AccountStore(
        accounts._database, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    )

    stronger.verify("anna", SECRET, address="192.0.2.1", now=NOW)

    assert "m=16,t=2" in stored(accounts, user.c.password)[0]


def test_guessing_at_one_account_is_braked_even_from_many_addresses(accounts):
    for number in range(10):
        with pytest.raises(AccountError, match="stimmt nicht"):
            accounts.verify("anna", "falsch", address=f"192.0.2.{number}", now=NOW)

    with pytest.raises(AccountError, match="Zu viele Versuche"):
        accounts.verify("anna", SECRET, address="198.51.100.1", now=NOW)
    after_a_while = accounts.verify(
        "anna", SECRET, address="198.51.100.1", now=NOW + timedelta(minutes=16)
    )
    assert after_a_while.name == "anna"


def test_guessing_from_one_address_is_braked_even_over_many_accounts(accounts):
    for number in range(30):
        with pytest.raises(AccountError, match="stimmt nicht"):
            accounts.verify(f"name-{number}", "falsch", address="192.0.2.1", now=NOW)

    with pytest.raises(AccountError, match="Zu viele Versuche"):
        accounts.verify("anna", SECRET, address="192.0.2.1", now=NOW)


def test_a_session_ends_when_closed_when_asleep_and_at_the_latest_after_half_a_day(accounts):
    closed, asleep, old = (accounts.open_session("anna", now=NOW) for _ in range(3))
    accounts.close_session(closed)
    awake = NOW
    while awake < NOW + SESSION_ENDS - timedelta(hours=1):
        awake += timedelta(hours=1)
        assert accounts.session(old, now=awake)

    found = (
        accounts.session(closed, now=NOW),
        accounts.session(asleep, now=NOW + SESSION_SLEEPS),
        accounts.session(old, now=NOW + SESSION_ENDS),
    )

    assert found == (None, None, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.set_password("berta", "noch ein langer Satz"),
        lambda accounts: accounts.set_role("berta", Role.LESER),
        lambda accounts: accounts.set_state("berta", "blocked"),
        lambda accounts: accounts.close_sessions("berta"),
    ],
)
def test_a_changed_account_is_signed_out_everywhere(accounts, change):
    accounts.add("berta", Role.REDAKTION, SECRET, now=NOW)
    token = accounts.open_session("berta", now=NOW)

    change(accounts)

    assert accounts.session(token, now=NOW) is None


def test_a_blocked_account_cannot_sign_in(accounts):
    accounts.add("berta", Role.REDAKTION, SECRET, now=NOW)
    accounts.set_state("berta", "blocked")

    with pytest.raises(AccountError, match="stimmt nicht"):
        accounts.verify("berta", SECRET, address="192.0.2.1", now=NOW)


def test_the_last_operator_cannot_be_blocked_or_demoted(accounts):
    with pytest.raises(AccountError, match="letzte Konto"):
        accounts.set_state("anna", "blocked")
    with pytest.raises(AccountError, match="letzte Konto"):
        accounts.set_role("anna", Role.LESER)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("A B", SECRET),
        ("x", SECRET),
        ("../etc", SECRET),
        ("berta", "elf Zeichen"),
        ("berta-mueller", "berta-mueller1"),
        ("berta", "aaaaaaaaaaaaaaaa"),
        ("berta", "x" * 2000),
        ("anna", SECRET),
    ],
)
def test_bad_names_and_weak_passwords_are_refused(accounts, name, password):
    with pytest.raises(AccountError):
        accounts.add(name, Role.LESER, password, now=NOW)


def test_roles_include_the_ones_below():
    covers = [[have.covers(need) for need in Role] for have in Role]

    assert covers == [[True, False, False], [True, True, False], [True, True, True]]


def test_a_token_made_up_opens_nothing(accounts):
    accounts.open_session("anna", now=NOW)

    assert accounts.session("x" * 43, now=NOW) is None
    assert accounts.session("\ud800", now=NOW) is None
