"""Who may open which door: every route of the site stands here, or the test fails."""

import re

import pytest
from starlette.routing import Mount, Route

from archive.accounts import Role
from archive.app.composition import open_services
from archive.settings import load_settings
from tests.desk import Desk

ALL = frozenset(Role)
EDITORS = frozenset({Role.REDAKTION, Role.BETRIEB})
OPERATORS = frozenset({Role.BETRIEB})
EVERYBODY = None  # no session needed

DESK = {
    ("GET", "/verwaltung/anmelden"): EVERYBODY,
    ("POST", "/verwaltung/anmelden"): EVERYBODY,
    ("POST", "/verwaltung/abmelden"): ALL,
    ("GET", "/verwaltung/passwort"): ALL,
    ("POST", "/verwaltung/passwort"): ALL,
    ("GET", "/verwaltung"): ALL,
    ("GET", "/verwaltung/quellen"): ALL,
    ("GET", "/verwaltung/quellen/neu"): OPERATORS,
    ("POST", "/verwaltung/quellen/pruefen"): OPERATORS,
    ("POST", "/verwaltung/quellen"): OPERATORS,
    ("GET", "/verwaltung/quellen/{source}"): ALL,
    ("POST", "/verwaltung/quellen/{source}"): OPERATORS,
    ("GET", "/verwaltung/zeitplaene"): ALL,
    ("POST", "/verwaltung/zeitplaene"): OPERATORS,
    ("POST", "/verwaltung/zeitplaene/{schedule}"): OPERATORS,
    ("POST", "/verwaltung/jetzt"): OPERATORS,
    ("GET", "/verwaltung/laeufe"): ALL,
    ("GET", "/verwaltung/laeufe/{run}"): ALL,
    ("GET", "/verwaltung/laeufe/{run}/ereignisse"): ALL,
    ("POST", "/verwaltung/laeufe/{run}"): OPERATORS,
    ("POST", "/verwaltung/laeufe/wartend/{due}"): OPERATORS,
    ("GET", "/verwaltung/meldungen"): ALL,
    ("POST", "/verwaltung/meldungen"): EDITORS,
    ("POST", "/verwaltung/meldungen/zurueck"): EDITORS,
    ("GET", "/verwaltung/meldungen/{article}"): ALL,
    ("POST", "/verwaltung/meldungen/{article}"): EDITORS,
    ("POST", "/verwaltung/meldungen/{article}/status"): EDITORS,
    ("POST", "/verwaltung/meldungen/{article}/zurueck"): EDITORS,
    ("GET", "/verwaltung/warum"): ALL,
    ("GET", "/verwaltung/register"): ALL,
    ("POST", "/verwaltung/register"): EDITORS,
    ("GET", "/verwaltung/register/eintrag"): ALL,
    ("POST", "/verwaltung/register/pruefen"): EDITORS,
    ("POST", "/verwaltung/register/aendern"): EDITORS,
    ("POST", "/verwaltung/register/vorschlaege"): EDITORS,
    ("GET", "/verwaltung/register/orte"): ALL,
    ("GET", "/verwaltung/register/orte/eintrag"): ALL,
    ("POST", "/verwaltung/register/orte/pruefen"): EDITORS,
    ("POST", "/verwaltung/register/orte/aendern"): EDITORS,
    ("GET", "/verwaltung/suche"): ALL,
    ("POST", "/verwaltung/suche/synonyme"): EDITORS,
    ("GET", "/verwaltung/suche/synonyme/{synonym}"): ALL,
    ("POST", "/verwaltung/suche/synonyme/{synonym}"): EDITORS,
    ("POST", "/verwaltung/suche/empfehlungen"): EDITORS,
    ("POST", "/verwaltung/suche/empfehlungen/{pin}"): EDITORS,
    ("POST", "/verwaltung/suche/suchen"): EDITORS,
    ("GET", "/verwaltung/hinweise"): ALL,
    ("POST", "/verwaltung/hinweise/{report}"): EDITORS,
    ("GET", "/verwaltung/quarantaene"): ALL,
    ("POST", "/verwaltung/quarantaene/{article}"): EDITORS,
    ("GET", "/verwaltung/betrieb"): OPERATORS,
    ("POST", "/verwaltung/betrieb/personen"): OPERATORS,
    ("POST", "/verwaltung/betrieb/personen/{person}"): OPERATORS,
    ("GET", "/verwaltung/betrieb/protokoll"): OPERATORS,
}
MAY_POST = {"/melden", "/melden/{id}"}  # what readers may send
MACHINES = {"/livez", "/readyz", "/metrics"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    services = open_services(
        load_settings(data=tmp_path_factory.mktemp("roles"), requests_per_second=0)
    )
    opened = Desk(services)
    opened.people()
    yield opened
    services.close()


def routes(app):
    for route in app.routes:
        if isinstance(route, Mount):
            assert route.path == "/static", f"{route.path}: mount needs a look of its own"
            continue
        assert isinstance(route, Route)
        for method in (route.methods or {"GET"}) - {"HEAD"}:
            yield method, route.path


def test_every_route_of_the_desk_has_an_entry_in_the_matrix(desk):
    found = {key for key in routes(desk.app) if key[1].startswith("/verwaltung")}

    assert found == set(DESK)


def test_outside_the_desk_nothing_but_reports_takes_forms(desk):
    found = {
        path
        for method, path in routes(desk.app)
        if method != "GET" and not path.startswith("/verwaltung")
    }

    assert found <= MAY_POST


def filled(path):
    return re.sub(r"\{\w+\}", "1", path)


@pytest.mark.parametrize(("method", "path"), sorted(DESK), ids=lambda part: part)
def test_nobody_gets_in_without_a_session(desk, method, path):
    desk.cookies.clear()

    answer = desk.ask(method, filled(path), data={"marke": "x"} if method == "POST" else None)

    if DESK[method, path] is EVERYBODY:
        assert answer.status_code in (200, 401)
    elif method == "GET":
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/verwaltung/anmelden")
    else:
        assert answer.status_code == 403
    if DESK[method, path] is EVERYBODY or method == "GET":
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_where_the_matrix_says_and_nowhere_else(desk, role):
    desk.sign_in(role.value)
    cookies = desk.cookies

    for (method, path), allowed in DESK.items():
        if allowed is EVERYBODY:
            continue
        desk.cookies = cookies
        # A wrong token: a form that passes the role's door is stopped right behind it.
        answer = desk.ask(method, filled(path), data={"marke": "x"} if method == "POST" else None)
        refused = answer.status_code == 403 and "Rolle" in answer.text
        assert refused is (role not in allowed), f"{role} {method} {path}: {answer.status_code}"
        if method == "POST" and role in allowed:
            assert answer.status_code == 403
            assert "Formular" in answer.text
