"""A real browser (Debian's Chromium) over the site, and the judges from npm."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.screenshots import CHROMIUM, FLAGS, addresses, serving

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def site(newsroom):
    """The address of the site, served over the newsroom."""
    with serving(newsroom) as address:
        yield address


@pytest.fixture(scope="session")
def pages(newsroom):
    """Name → path of one page of each type."""
    return addresses(newsroom)


@pytest.fixture(scope="session")
def chromium():
    """A running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium, site):
    """Open a window for a reader; every request that leaves the site fails the test."""
    opened = []
    foreign = []

    def open_window(width=1280, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=site, **options
        )
        context.on(
            "request", lambda request: request.url.startswith(site) or foreign.append(request.url)
        )
        opened.append(context)
        return context.new_page()

    yield open_window
    cookies = [cookie for context in opened for cookie in context.cookies()]
    for context in opened:
        context.close()
    assert not foreign
    assert not cookies


@pytest.fixture(scope="session")
def tool():
    """Give the path of a tool from npm, installing what package-lock.json names if need be."""
    modules = HERE / "node_modules"
    if not modules.exists():
        command = [
            "npm",
            "install",  # `npm ci` refuses the lock that npm itself writes for lighthouse
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(HERE),
        ]
        subprocess.run(command, check=True, cwd=HERE)
    return lambda path: str(modules / path)
