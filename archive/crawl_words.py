"""The crawl's own words in German: decisions about addresses, reasons, ends of runs."""

from __future__ import annotations

import re

WORDS = {
    "stored": "gespeichert",
    "unchanged": "unverändert",
    "listed": "Liste gelesen",
    "empty": "Liste ohne Meldungen",
    "alias": "weitere Adresse einer bekannten Meldung",
    "not-an-article": "keine Meldung, sondern Liste, Übersicht oder Fehlerseite",
    "unreadable": "nicht lesbar",
    "robots": "die robots.txt des Herausgebers verbietet den Abruf",
    "robots-down": "die robots.txt war nicht zu lesen",
    "retry": "wird noch einmal versucht",
    "retry-after": "der Herausgeber bat, später wiederzukommen",
    "gone": "beim Herausgeber gelöscht",
    "absent": "beim Herausgeber nicht gefunden",
    "delisted": "in keiner Liste mehr",
    "trap": "sieht nach einer endlosen Liste aus",
    "left-out": "keine Meldung",
    "foreign-host": "liegt bei einem anderen Anbieter",
    "ignored-category": "gehört zu einer Kategorie, die nicht gelesen wird",
    "not-html": "keine Webseite",
    "network": "nicht erreichbar",
    "timeout": "keine Antwort in der erlaubten Zeit",
    "too-large": "zu groß",
    "redirects": "zu viele Weiterleitungen",
    "downgrade": "Weiterleitung von https auf http",
    "private": "Adresse in einem privaten Netz",
    "port": "unerlaubter Port",
    "bad-url": "keine gültige Adresse",
    "limit": "mehr war nicht gefragt",
    "killed": "der Arbeitsprozess wurde beendet",
    "queued": "wartet auf den Abruf",
    "leased": "wird gerade abgerufen",
    "stopped": "angehalten, der Rest folgt im nächsten Lauf",
    "cancelled": "abgebrochen, der Rest ist verworfen",
    "quiet-hours": "in der Ruhezeit der Quelle",
    "budget": "genug Abrufe für einen Lauf",
    "server-trouble": "der Server des Herausgebers antwortet nur mit Fehlern",
    "failures": "einige Adressen waren nicht zu lesen",
    "nothing could be fetched": "es ließ sich nichts abrufen",
}
HTTP = re.compile(r"http-(\d{3})")


def german(word: str | None) -> str:
    """Return what a word of the crawl means, or the word itself."""
    if not word:
        return ""
    answer = HTTP.fullmatch(word)
    if answer:
        return f"Antwort {answer[1]}"
    return WORDS.get(word, word)


def asked_by(word: str) -> str:
    """Return who or what a run was begun by: "user:anna" is Anna, "schedule:3" a timetable.

    >>> asked_by("user:anna"), asked_by("schedule:3"), asked_by("cli")
    ('anna', 'Zeitplan 3', 'Kommandozeile')
    """
    kind, _, name = word.partition(":")
    match kind:
        case "user":
            return name
        case "schedule":
            return f"Zeitplan {name}"
        case "cli":
            return "Kommandozeile"
        case _:
            return word
