"""The audit log's words in German: "register.freigeben" is "Projekt freigegeben"."""

from __future__ import annotations

from typing import Final

KINDS: Final = {
    "article": "Meldung",
    "correction": "Berichtigung",
    "pin": "Empfehlung",
    "place": "Ort",
    "quarantine": "Zurückgehaltene Fassung",
    "register": "Projekt",
    "report": "Hinweis",
    "run": "Lauf",
    "schedule": "Zeitplan",
    "source": "Quelle",
    "synonym": "Synonym",
    "user": "Konto",
}
DEEDS: Final = {
    "ablehnen": "abgelehnt",
    "abmelden": "überall abgemeldet",
    "abtrennen": "abgetrennt",
    "accept": "übernommen",
    "add": "hinzugefügt",
    "anlegen": "angelegt",
    "betrieb": "hat jetzt die Rolle betrieb",
    "blocked": "gesperrt",
    "cancel": "abgebrochen",
    "done": "erledigt",
    "draft": "zurück zum Entwurf",
    "edit": "geändert",
    "entsperren": "entsperrt",
    "freigeben": "freigegeben",
    "kein-ort": "kein Ort",
    "leser": "hat jetzt die Rolle leser",
    "live": "freigegeben",
    "loeschen": "gelöscht",
    "nicht-dieser": "nicht dieser",
    "now": "von Hand gestartet",
    "password": "neues Passwort",
    "pause": "pausiert",
    "paused": "pausiert",
    "redaktion": "hat jetzt die Rolle redaktion",
    "refuse": "abgelehnt",
    "rejected": "abgelehnt",
    "remove": "gelöscht",
    "role": "andere Rolle",
    "schreibweise": "Schreibweise hinzugefügt",
    "schreibweisen": "Schreibweisen geändert",
    "sign-out": "überall abgemeldet",
    "sperren": "gesperrt",
    "stop": "angehalten",
    "umbenennen": "umbenannt",
    "undo": "zurückgenommen",
    "weiter": "fortgesetzt",
    "withdraw": "zurückgezogen",
    "zuordnen": "zugeordnet",
    "zuruecknehmen": "Regel zurückgenommen",
    "zusammenfuehren": "zusammengeführt",
}
WHOLE: Final = {
    "article.live": "Meldung wieder gezeigt",
    "article.hidden": "Meldung verborgen",
    "article.taken-down": "Meldung entfernt",
    "correction": "Angabe berichtigt",
    "query-set": "Probesuchen geändert",
    "user.active": "Konto entsperrt",
    "schedule.active": "Zeitplan fortgesetzt",
}


def told_action(action: str) -> str:
    """Return what was done as people say it; a part nobody has put into words stays as it is."""
    if action in WHOLE:
        return WHOLE[action]
    kind, _, deed = action.partition(".")
    return f"{KINDS.get(kind, kind)} {DEEDS.get(deed, deed)}"
