"""What makes pages hard to read: text in pieces, long comments, banners, teasers with leads.

`composed.py` puts these into every second hundred of its designs.
"""

from __future__ import annotations

import random
from datetime import timedelta

from benchmarks.open_world.__main__ import shown
from benchmarks.open_world.stories import Story

CONSENT = (
    "Wir verwenden Cookies, um Inhalte und Anzeigen zu personalisieren, Funktionen für soziale "
    "Medien anbieten zu können und die Zugriffe auf unsere Website zu analysieren. Außerdem geben "
    "wir Informationen zu Ihrer Verwendung unserer Website an unsere Partner weiter."
)
OURSELVES = (
    "Der Bote berichtet seit 1873 aus der Region. Unabhängig, überparteilich und nah an den "
    "Menschen. Unsere Redaktion erreichen Sie werktags zwischen neun und siebzehn Uhr."
)
RIGHTS = (
    "Alle Inhalte dieser Seiten sind urheberrechtlich geschützt. Eine Verwendung der Texte und "
    "Bilder ist nur mit schriftlicher Genehmigung des Verlages zulässig."
)
CRUEL = ("content-sidebar-wrap", "has-comments", "teaser-wrapper", "no-print-x", "widget-body", "")


class Crowd:
    """One design's troubles, drawn by lot apart from the design itself."""

    def __init__(self, number: int, others: list[Story]) -> None:
        self.chance = random.Random(f"crowd {number}")
        self.others = others
        drawn = self.chance.sample(range(12), 3)
        self.has = {name: at in drawn for at, name in enumerate((
            "banner", "hero", "pieces", "tweet", "talk", "about", "cruel", "points", "links",
            "update", "quote", "strip",
        ))}  # fmt: skip

    def before(self) -> str:
        """Return what stands before the article."""
        made = f"<div><p>{CONSENT}</p><a>Zustimmen</a></div>" if self.has["banner"] else ""
        if self.has["hero"]:
            cards = "".join(
                f'<div class="c4"><a href="/h/{one.number}"><img src="h.jpg"></a>'
                f'<h2><a href="/h/{one.number}">{one.title}</a></h2><p>{one.lead}</p></div>'
                for one in self.others[5:8]
            )
            made += f'<div class="row">{cards}</div>'
        return made

    def text(self, parts: list[str], told: Story) -> tuple[list[str], list[str]]:
        """Return the markup of the text with its troubles, and the words that came to the gold."""
        added: list[str] = []
        if self.has["points"]:
            points = ["Der Beschluss gilt ab sofort.", "Die Kosten trägt das Land.",
                      "Kritik kommt aus den Dörfern."]  # fmt: skip
            items = "".join(f"<li>{one}</li>" for one in points)
            parts = [f"<ul>{items}</ul>", *parts]
            added += points
        if self.has["quote"]:
            said = (
                "So etwas darf sich in dieser Stadt nicht wiederholen, das sind wir allen schuldig."
            )
            parts = [*parts[:2], f"<blockquote><p>{said}</p></blockquote>", *parts[2:]]
            added.append(said)
        if self.has["links"]:
            first = parts[-1]
            cut = first.find(" ", len(first) // 3)
            end = first.find(" ", len(first) * 2 // 3)
            if 0 < cut < end and "<" not in first[cut:end]:
                linked = f'{first[:cut]} <a href="/q">{first[cut + 1 : end]}</a>{first[end:]}'
                parts = [*parts[:-1], linked]
        if self.has["update"]:
            day = shown(told.at + timedelta(days=2), "%d.%m.%Y, %H:%M Uhr")
            note = (
                f"Update vom {day}: Inzwischen hat sich die Behörde gemeldet und alles bestätigt."
            )
            parts = [*parts, f"<p>{note}</p>"]
            added.append(note)
        return self._between(parts, told), added

    def _between(self, parts: list[str], told: Story) -> list[str]:
        if self.has["tweet"]:
            day = shown(told.at - timedelta(days=4), "%e. %B %Y")
            tweet = (
                '<blockquote class="twitter-tweet"><p>Das wird teuer!</p>&mdash; Max Grau (@grau) '
                f'<a href="https://twitter.com/m/1">{day}</a></blockquote>'
            )
            parts = [*parts[:1], tweet, *parts[1:]]
        if self.has["strip"]:
            strip = "".join(
                f'<li><a href="/s/{one.number}"><img src="s.jpg"><span>{one.title}</span></a></li>'
                for one in self.others[:3]
            )
            parts = [*parts[:2], f'<div class="swipe"><ul>{strip}</ul></div>', *parts[2:]]
        if self.has["pieces"]:
            parts = [f'<div class="mod mod-text">{one}</div>' for one in parts]
            parts.insert(1, '<div class="mod mod-ad"><span>Anzeige</span></div>')
        return parts

    def wrapped(self, article: str) -> str:
        """Return *article* in a part whose name says something else."""
        if not self.has["cruel"]:
            return article
        return f'<div class="{self.chance.choice(CRUEL)}">{article}</div>'

    def after(self, told: Story) -> str:
        """Return what stands after the article."""
        made = ""
        if self.has["talk"]:
            rows = "".join(
                f'<div class="row"><div class="c2">{one.author}<br>'
                f'{shown(told.at + timedelta(days=n), "%d.%m.%Y %H:%M")}</div><div class="c8">'
                f"{one.lead} {one.body[0][1]} {one.body[1][1]}</div></div>"
                for n, one in enumerate(self.others[:6], 1)
            )
            made += f'<div class="panel"><h4>Diskussion</h4>{rows}</div>'
        if self.has["about"]:
            made += f'<div class="grey"><p>{OURSELVES}</p><p>{RIGHTS}</p></div>'
        return made
