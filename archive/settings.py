"""Every option with its default and one sentence; read once, passed in.

Order of precedence: arguments, environment (NEWSARCHIVE_…), DATA/newsarchive.toml, defaults.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from archive.errors import ConfigurationError

FILE_NAME = "newsarchive.toml"


class Settings(BaseSettings):
    """All options of the archive."""

    model_config = SettingsConfigDict(env_prefix="NEWSARCHIVE_", extra="forbid", frozen=True)

    # what and where
    data: Path = Field(Path("data"), description="folder that holds everything")
    database: str = Field("", description="database address; empty: SQLite in the data folder")
    engine: str = Field("", description="search engine address; empty: Whoosh in the data folder")
    district: str = Field(
        "schmalkalden-meiningen", description="gazetteer of the own district; a source may differ"
    )

    # crawling
    contact: str = Field("", description="address or mail shown to publishers in the User-Agent")
    pace_floor: float = Field(1.0, ge=0, description="least seconds between requests to one host")
    pace_ceiling: float = Field(30.0, gt=0, description="most seconds between requests to one host")
    fetch_seconds: float = Field(60.0, gt=0, description="most seconds one fetch may take in all")
    raw_bytes: int = Field(15_000_000, gt=0, description="most bytes of one answer as sent")
    inflated_bytes: int = Field(30_000_000, gt=0, description="most bytes of one answer unpacked")
    urls_per_run: int = Field(20_000, gt=0, description="most addresses one run may fetch")

    looks_per_run: int = Field(
        500, ge=0, description="most articles one run looks at again because it is time"
    )
    private_hosts: str = Field(
        "", description="HOST:PORT in private networks that may be crawled, apart by commas"
    )
    private_pace: float | None = Field(
        None, ge=0, description="seconds between requests to those; empty: as to all others"
    )

    # the worker
    crawls_at_once: int = Field(4, ge=1, le=64, description="runs one worker does at once")
    index_seconds: float = Field(
        5.0, ge=0, description="least seconds between two updates of the index by the worker"
    )
    backups: Path | None = Field(
        None, description="folder for scheduled backups; empty: DATA/backups"
    )
    backups_kept: int = Field(14, ge=1, description="scheduled backups that are kept")

    # warnings by mail
    mail_host: str = Field("", description="SMTP server for warnings; empty: none are sent")
    mail_port: int = Field(587, ge=1, le=65535, description="port of the SMTP server")
    mail_user: str = Field("", description="name for the SMTP server")
    mail_password: SecretStr = Field(SecretStr(""), description="password for the SMTP server")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how the SMTP connection is encrypted"
    )
    mail_from: str = Field("", description="sender of warnings")
    mail_to: str = Field("", description="receivers of warnings, apart by commas")

    # the site
    host: str = Field("127.0.0.1", description="address the site listens on")
    port: int = Field(8000, ge=0, le=65535, description="port the site listens on")
    base_url: str = Field(
        "", description="public address of the site, for links in feeds and exports"
    )
    requests_per_second: float = Field(
        25.0, ge=0, description="requests a second one address may make on average; 0: no limit"
    )
    requests_at_once: int = Field(600, gt=0, description="requests one address may make at once")
    site_name: str = Field("Nachrichtenarchiv", description="name of the site")
    operator: str = Field("", description="who runs the site, for the imprint")
    pages: Path | None = Field(
        None, description="folder with imprint and other pages; empty: DATA/pages"
    )

    @property
    def database_url(self) -> str:
        """The database address in force."""
        return self.database or f"sqlite:///{(self.data / 'archive.sqlite').absolute()}"

    @property
    def index_folder(self) -> Path:
        """The folder of the search index."""
        return self.data / "index"

    @property
    def raw_folder(self) -> Path:
        """The folder of raw pages."""
        return self.data / "raw"

    @property
    def words_folder(self) -> Path:
        """The folder of word tables that editors made."""
        return self.data / "words"

    @property
    def allow_private(self) -> tuple[str, ...]:
        """The private hosts that may be crawled."""
        return tuple(part.strip() for part in self.private_hosts.split(",") if part.strip())

    @property
    def backup_folder(self) -> Path:
        """The folder of scheduled backups."""
        return self.backups or self.data / "backups"

    @property
    def pages_folder(self) -> Path:
        """The folder of pages the operator edits."""
        return self.pages or self.data / "pages"


def load_settings(**given: Any) -> Settings:
    """Return the settings in force; *given* wins, None there means not given.

    Raises ConfigurationError that names the option.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    data = Path(chosen.get("data") or os.environ.get("NEWSARCHIVE_DATA") or "data")
    try:
        stored = tomllib.loads((data / FILE_NAME).read_text("utf-8"))
    except FileNotFoundError:
        stored = {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{data / FILE_NAME} cannot be read: {error}") from error
    from_file = {
        name: value
        for name, value in stored.items()
        if f"NEWSARCHIVE_{name.upper()}" not in os.environ
    }
    try:
        return Settings(**{**from_file, **chosen})
    except ValidationError as error:
        first = error.errors()[0]
        option = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"option {option!r}: {first['msg']}") from error
