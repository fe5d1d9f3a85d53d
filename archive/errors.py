"""The project's errors; every one says what to do.

NewsArchiveError
├── ConfigurationError      a setting is wrong or missing
├── StoreError              the article store cannot be read or written
│   └── StoreBusy           another writer holds the store
├── BlobError               a raw page cannot be kept or read
├── RunActive               the source is being crawled already
├── FetchError              an address could not be fetched
│   └── AddressRefused      an address we will not fetch (private range, scheme, port)
├── ExtractionError         a page holds no article we can read
│   └── NotAnArticle        the page is a list, an index or an error page
│       └── CategoryLeftOut its category is one the source's settings leave out
├── RegisterError           an edit would contradict the register of projects
├── RecordError             an imported or exported record is malformed
├── TimetableError          a schedule's rule cannot be read or never comes due
├── AccountError            a name, password or role is not acceptable
├── CurationError           a synonym or pinned hit makes no sense
├── BackupError             a backup cannot be made, read or restored
├── MigrationError          the database's tables do not fit this version
├── SearchIndexError        the search index cannot be read or written
├── QueryRefused            a query is beyond the limits
└── DemoError               the demo publisher's articles cannot be read
"""


class NewsArchiveError(Exception):
    """Base of everything this project raises on purpose."""


class ConfigurationError(NewsArchiveError):
    """A setting is wrong or missing."""


class StoreError(NewsArchiveError):
    """The article store cannot be read or written."""


class StoreBusy(StoreError):
    """Another writer holds the store; try again in a moment."""


class BlobError(NewsArchiveError):
    """A raw page cannot be kept or read."""


class RunActive(NewsArchiveError):
    """The source is being crawled already."""


class FetchError(NewsArchiveError):
    """An address could not be fetched; *reason* is a stable word for counting."""

    def __init__(self, url: str, message: str, *, reason: str = "network") -> None:
        super().__init__(f"{url}: {message}")
        self.url = url
        self.reason = reason


class AddressRefused(FetchError):
    """An address we will not fetch: private range, scheme or port."""


class ExtractionError(NewsArchiveError):
    """A page holds no article we can read."""


class NotAnArticle(ExtractionError):
    """The page is a list, an index or an error page."""


class RegisterError(NewsArchiveError):
    """An edit would contradict the register of projects; the message is German, for editors."""


class CategoryLeftOut(NotAnArticle):
    """An article of a category that the source's settings leave out."""


class RecordError(NewsArchiveError):
    """An imported record is malformed; the message names field and line."""


class TimetableError(NewsArchiveError):
    """A schedule's rule cannot be read or never comes due; the message is German."""


class AccountError(NewsArchiveError):
    """A name, password or role is not acceptable; the message is German and for the person."""


class CurationError(NewsArchiveError):
    """A synonym or pinned hit makes no sense; the message is German."""


class BackupError(NewsArchiveError):
    """A backup cannot be made, read or restored."""


class MigrationError(NewsArchiveError):
    """The database's tables do not fit this version of the program; run `newsarchive migrate`."""


class SearchIndexError(NewsArchiveError):
    """The search index cannot be read or written; it can be rebuilt with `newsarchive reindex`."""


class QueryRefused(NewsArchiveError):
    """A query is beyond the limits; the message is German and for the reader."""


class DemoError(NewsArchiveError):
    """The demo publisher's data cannot be read or its port cannot be used."""
