"""What a worker does besides runs: warn of ill sources once, and forget what need not be kept."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import sqlalchemy as sa

from archive.app.composition import Services
from archive.app.logging import logger
from archive.errors import NewsArchiveError
from archive.health import Health, Level, all_health
from archive.insights import Insights
from archive.records import BERLIN
from archive.reports import ReportStore
from archive.settings import Settings
from archive.tables.desk import due_run

LOOK = 60.0  # seconds between two looks at the sources
FORGET = timedelta(hours=24)
RUNS_KEPT = timedelta(days=400)
MAIL_SECONDS = 30.0

log = logger(__name__)
Post = Callable[[Settings, EmailMessage], None]


async def keep_up(services: Services, *, now: Callable[[], datetime]) -> None:
    """Look after sources and old rows until cancelled; a failure is told and tried again."""
    forgotten: datetime | None = None
    while True:
        try:
            await asyncio.to_thread(warn, services, now=now())
            if forgotten is None or now() - forgotten >= FORGET:
                await asyncio.to_thread(forget, services, now=now())
                forgotten = now()
        except NewsArchiveError as error:
            log.warning("upkeep failed, trying again", error=str(error))
        await asyncio.sleep(LOOK)


def warn(services: Services, *, now: datetime, post: Post | None = None) -> list[str]:
    """Tell of every source that has fallen ill or is well again since the last look, once.

    Returns the subjects told. A mail that cannot be sent is tried again at the next look.
    """
    told = []
    for health in all_health(services.database, now):
        source = services.sources.get(health.source)
        was_ill = bool(source and source.learnt.get("warned"))
        is_ill = health.level is Level.ILL
        if was_ill == is_ill or (was_ill and health.level is Level.RESTING):
            continue
        message = _message(services.settings, health, ill=is_ill)
        try:
            (post or send)(services.settings, message)
        except (OSError, smtplib.SMTPException) as error:
            log.error("warning could not be sent", source=health.source, error=str(error))
            continue
        services.sources.learn(health.source, {"warned": is_ill})
        log.warning("source is ill" if is_ill else "source is well again", source=health.source)
        told.append(str(message["Subject"]))
    return told


def forget(services: Services, *, now: datetime) -> None:
    """Delete what is past its time: searches, closed reports, ended runs of the clock."""
    Insights(services.database).forget(today=now.astimezone(BERLIN).date())
    ReportStore(services.database).forget(now=now)
    with services.database.write() as connection:
        ended = due_run.c.state.in_(("done", "failed", "withdrawn"))
        connection.execute(sa.delete(due_run).where(ended, due_run.c.due < now - RUNS_KEPT))


def send(settings: Settings, message: EmailMessage) -> None:
    """Send a mail by the settings' SMTP server; without one, do nothing."""
    if not (settings.mail_host and settings.mail_to):
        return
    secure = ssl.create_default_context()
    with _server(settings, secure) as server:
        if settings.mail_security == "starttls":
            server.starttls(context=secure)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password.get_secret_value())
        server.send_message(message)


def _server(settings: Settings, secure: ssl.SSLContext) -> smtplib.SMTP:
    where = (settings.mail_host, settings.mail_port)
    if settings.mail_security == "tls":
        return smtplib.SMTP_SSL(*where, timeout=MAIL_SECONDS, context=secure)
    return smtplib.SMTP(*where, timeout=MAIL_SECONDS)


def _message(settings: Settings, health: Health, *, ill: bool) -> EmailMessage:
    name = " ".join(health.name.split())[:100]  # a line break would end the header
    message = EmailMessage()
    message["Subject"] = (
        f"{settings.site_name}: {name} {'ist krank' if ill else 'ist wieder gesund'}"
    )
    message["From"] = settings.mail_from or "newsarchive@localhost"
    message["To"] = settings.mail_to or "newsarchive@localhost"
    lines = list(health.reasons) if ill else ["Der letzte Lauf war erfolgreich."]
    if settings.base_url:
        lines.append(f"{settings.base_url.rstrip('/')}/verwaltung/quellen/{health.source}")
    message.set_content("\n".join(lines) + "\n")
    return message
