"""Blows a page up to the size of a real one: what stands around an article on municipal sites.

Measured on how such sites are built: a Divi, TYPO3, Drupal, Gutenberg or home-made page holds 60 to
150 kB of markup, of which the article is a few: inline styles and scripts, settings as JSON, a menu
of some hundred links (often twice: desktop and mobile), drawings, teasers, footer, consent layer.
The same page and number give the same page again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

_WORDS = (
    "Abfall Amt Antrag Arbeit Asyl Ausländer Ausschreibung Bau Behörde Beirat Beratung Bildung "
    "Breitband Bürger Denkmal Ehrenamt Energie Ernährung Fahrzeug Familie Feuerwehr Finanzen "
    "Förderung Formulare Führerschein Gesundheit Gewerbe Gleichstellung Haushalt Heimat Hilfe "
    "Integration Jagd Jugend Karriere Kataster Kinder Klima Kommunen Kontakt Kreistag Kultur "
    "Landrat Leistungen Migration Musikschule Natur Notfall Ordnung Pflege Politik Presse Recht "
    "Satzung Schule Senioren Service Sitzung Sozial Sport Statistik Tourismus Umwelt Verein "
    "Verkehr Veterinär Volkshochschule Wahl Wasser Wirtschaft Wohnen Zulassung"
)
_FILLING = (
    "Alle Leistungen finden Sie nach Lebenslagen geordnet. Termine können online vereinbart sein. "
    "Die Öffnungszeiten der Bürgerservicestelle weichen an Feiertagen ab. Bitte bringen Sie einen "
    "gültigen Ausweis mit. Auskunft geben die Mitarbeiterinnen und Mitarbeiter der Fachdienste. "
    "Anträge sind schriftlich einzureichen. Die Gebühren richten sich nach der Satzung"
)
WORDS, FILLING = _WORDS.split(), _FILLING.split(". ")
STYLES = ("color", "margin", "padding", "background-color", "border-radius", "font-size", "width")


@dataclass(frozen=True, slots=True)
class Family:
    """How one kind of system names the parts around an article."""

    name: str
    menu: Callable[[Random, int], str]
    block: str  # a teaser in the footer, with {title}, {text}, {link}, {date}, {n}
    footer: str
    inline_css: tuple[int, int]  # kilobytes, least and most
    scripts: tuple[int, int]
    drawings: tuple[int, int]  # how many
    links: tuple[int, int]  # in the menu


def dress(markup: str, number: int) -> str:
    """Return *markup* with a real page's surroundings; *number* decides which and how much."""
    random = Random(number)
    family = FAMILIES[number % len(FAMILIES)]
    links = random.randint(*family.links)
    before = "\n".join(
        (_skip_links(), _search(random), family.menu(random, links), _drawings(random, family))
    )
    after = "\n".join(
        (_teasers(random, family), _footer(random, family, links), _consent(random),
         _scripts(random, family))
    )  # fmt: skip
    if re.search(r"<frameset", markup, re.IGNORECASE):
        return markup
    markup = _inserted(markup, r"</head\s*>", _head(random, family), before=True)
    markup = _inserted(markup, r"<body\b[^>]*>", before, before=False)
    return _inserted(markup, r"</body\s*>", after, before=True)


def _inserted(markup: str, at: str, part: str, *, before: bool) -> str:
    found = re.search(at, markup, re.IGNORECASE)
    if found is None:
        return markup + part if before else markup
    place = found.start() if before else found.end()
    return f"{markup[:place]}\n{part}\n{markup[place:]}"


def _words(random: Random, number: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(number))


def _sentences(random: Random, number: int) -> str:
    return " ".join(random.choice(FILLING) + "." for _ in range(number))


def _address(random: Random) -> str:
    return "/" + "/".join(_words(random, 1).lower() for _ in range(random.randint(1, 3))) + "/"


def _skip_links() -> str:
    return (
        '<div class="skip-links"><a class="screen-reader-text" href="#main">Zum Inhalt</a>'
        '<a class="screen-reader-text" href="#nav">Zur Navigation</a></div>'
    )


def _search(random: Random) -> str:
    name = random.choice(("search-form", "searchform", "block-search", "tx-indexedsearch"))
    return (
        f'<form role="search" method="get" class="{name}" action="/"><label>'
        '<span class="screen-reader-text">Suche nach:</span><input type="search" name="s" '
        'placeholder="Suchbegriff …" /></label><button type="submit">Suchen</button></form>'
    )


def _nested(random: Random, number: int, item: Callable[[int, str, str, str], str], ul: str) -> str:
    """Return a menu of *number* links in up to three levels."""
    groups, made = [], 0
    while made < number:
        inner = []
        for _ in range(min(number - made, random.randint(4, 18))):
            made += 1
            inner.append(item(made, _address(random), _words(random, random.randint(1, 3)), ""))
        below = f'<ul class="{ul}">{"".join(inner)}</ul>'
        groups.append(item(1000 + made, _address(random), _words(random, 1), below))
    return "".join(groups)


def _wordpress_menu(random: Random, number: int) -> str:
    def item(place: int, address: str, label: str, below: str) -> str:
        more = " menu-item-has-children" if below else ""
        return (
            f'<li id="menu-item-{place}" class="menu-item menu-item-type-post_type '
            f'menu-item-object-page{more} menu-item-{place}"><a href="{address}">{label}</a>{below}'
            "</li>\n"
        )

    state = random.getstate()
    desktop = _nested(random, number // 2, item, "sub-menu")
    random.setstate(state)  # the mobile menu repeats the other one
    mobile = _nested(random, number // 2, item, "sub-menu")
    return (
        f'<header class="et-l et-l--header"><nav class="et_pb_menu__menu"><ul class="et-menu nav">'
        f'{desktop}</ul></nav><div class="et_mobile_nav_menu"><div class="mobile_nav closed">'
        f'<span class="mobile_menu_bar"></span><ul class="et_mobile_menu">{mobile}</ul></div></div>'
        "</header>"
    )


def _typo3_menu(random: Random, number: int) -> str:
    def item(place: int, address: str, label: str, below: str) -> str:
        button = (
            f'<button class="nav-link-toggle" aria-expanded="false" aria-controls="n{place}">'
            f'<span class="visually-hidden">Untermenü {label}</span></button>' if below else ""
        )  # fmt: skip
        return (
            f'<li class="nav-item nav-level-{1 if below else 2}"><a id="n{place}" href="{address}" '
            f'class="nav-link" title="{label}"><span class="nav-link-text">{label}</span></a>'
            f"{button}{below}</li>"
        )

    inner = _nested(random, number, item, "dropdown-menu level-2")
    return (
        '<header id="page-header" class="bp-page-header navbar navbar-mainnavigation"><div '
        'class="container container-mainnavigation"><nav class="navbar-collapse" '
        f'aria-label="Hauptnavigation"><ul class="navbar-nav">{inner}</ul></nav></div></header>'
    )


def _drupal_menu(random: Random, number: int) -> str:
    def item(place: int, address: str, label: str, below: str) -> str:
        return (
            f'<li class="menu__item menu-item--{"expanded" if below else "leaf"}"><a '
            f'href="{address}" data-drupal-link-system-path="node/{place}" class="menu__link">'
            f"{label}</a>{below}</li>\n"
        )

    inner = _nested(random, number, item, "menu menu--level-1")
    return (
        '<div class="region region-header"><div id="block-main-menu" role="navigation" '
        'class="block block-menu navigation menu--main"><h2 class="visually-hidden">'
        f'Hauptnavigation</h2><ul class="menu menu--main">{inner}</ul></div></div>'
    )


def _plain_menu(random: Random, number: int) -> str:
    tag = f"m{random.randint(10, 99)}"

    def item(place: int, address: str, label: str, below: str) -> str:
        return f'<div class="{tag}-e{place % 7}"><a href="{address}">{label}</a>{below}</div>'

    inner = _nested(random, number, item, f"{tag}-sub").replace("<ul", "<div")
    return f'<div id="{tag}" class="{tag}-wrap">{inner.replace("</ul", "</div")}</div>'


def _head(random: Random, family: Family) -> str:
    size = random.randint(*family.inline_css) * 1000
    rules, length = [], 0
    while length < size:
        rule = (
            f".{_words(random, 1).lower()}-{random.randint(1, 400)} .inner:not(.x)>a:hover{{"
            + ";".join(f"{random.choice(STYLES)}:{random.randint(0, 99)}px" for _ in range(4))
            + "}\n"
        )
        rules.append(rule)
        length += len(rule)
    sheets = "".join(
        f'<link rel="stylesheet" id="s{n}-css" href="/assets/{n}.css?ver={random.random():.6f}" '
        'media="all" />\n' for n in range(random.randint(6, 25))
    )  # fmt: skip
    crumbs = json.dumps({
        "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [
            {"@type": "ListItem", "position": n, "name": _words(random, 1)} for n in range(3)
        ],
    })  # fmt: skip
    return (
        f'{sheets}<style id="global-styles-inline-css">\n{"".join(rules)}</style>\n'
        f'<script type="application/ld+json">{crumbs}</script>'
    )


def _scripts(random: Random, family: Family) -> str:
    size = random.randint(*family.scripts) * 1000
    parts: list[str] = []
    length = 0
    while length < size:
        data = {f"{_words(random, 1)}_{n}": random.random() for n in range(30)}
        part = (
            f"<script>window.settings_{len(parts)}={json.dumps(data)};(function(a,b){{if(a<b&&"
            f'a>0){{document.write("<scr"+"ipt src=/x.js></scr"+"ipt>")}}}})(1,2);</script>\n'
        )
        parts.append(part)
        length += len(part)
    return "".join(parts)


def _drawings(random: Random, family: Family) -> str:
    def drawing() -> str:
        path = "".join(f"L{random.randint(0, 99)} {random.randint(0, 99)}" for _ in range(40))
        return (
            '<a class="icon" href="/x/"><svg viewBox="0 0 24 24" aria-hidden="true"><g>'
            f'<path d="M0 0{path}Z"/><circle r="3"/></g></svg></a>'
        )

    return "".join(drawing() for _ in range(random.randint(*family.drawings)))


def _teasers(random: Random, family: Family) -> str:
    made = [
        family.block.format(
            title=_words(random, random.randint(3, 7)),
            text=_sentences(random, random.randint(0, 2)),
            link=_address(random),
            date=f"{random.randint(10, 28)}.{random.randint(10, 12)}.20{random.randint(10, 25)}",
            n=number,
        )
        for number in range(random.randint(3, 12))
    ]
    return f'<aside class="sidebar related-news"><h3>Weitere Meldungen</h3>{"".join(made)}</aside>'


def _footer(random: Random, family: Family, links: int) -> str:
    columns = []
    for _ in range(random.randint(2, 5)):
        rows = "".join(
            f'<li><a href="{_address(random)}">{_words(random, 2)}</a></li>'
            for _ in range(min(links // 8, 20))
        )
        columns.append(f"<div><h4>{_words(random, 1)}</h4><ul>{rows}</ul></div>")
    hours = "".join(
        f"<tr><td>{day}</td><td>08:00–12:00 Uhr</td><td>{random.randint(13, 14)}:00–16:00</td></tr>"
        for day in ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")
    )
    inner = "".join(columns) + f'<table class="hours">{hours}</table>' + (
        '<p class="imprint">© Kreisverwaltung · <a href="/impressum/">Impressum</a> · '
        '<a href="/datenschutz/">Datenschutz</a></p>'
    )  # fmt: skip
    return family.footer.format(inner=inner)


def _consent(random: Random) -> str:
    rows = "".join(
        f'<div class="cookie-row"><label><input type="checkbox" name="c{n}" />{_words(random, 2)}'
        f"</label><p>{_sentences(random, 1)}</p></div>" for n in range(random.randint(2, 9))
    )  # fmt: skip
    return (
        '<div id="cookie-consent" class="cookie-layer" role="dialog" style="display:none">'
        f"<h2>Wir achten Ihre Privatsphäre</h2>{rows}<button>Alle annehmen</button></div>"
    )


FAMILIES: tuple[Family, ...] = (
    Family(
        "divi", _wordpress_menu,
        '<article class="et_pb_post clearfix post-{n}"><h2 class="entry-title"><a href="{link}">'
        '{title}</a></h2><p class="post-meta"><span class="published">{date}</span></p>'
        '<div class="post-content"><p>{text}</p></div></article>',
        '<footer class="et-l et-l--footer"><div class="et_pb_row">{inner}</div></footer>',
        (25, 55), (15, 35), (4, 12), (160, 320),
    ),
    Family(
        "typo3", _typo3_menu,
        '<div class="card"><div class="card-body"><h5 class="card-title"><a href="{link}">{title}'
        '</a></h5><time datetime="">{date}</time><p>{text}</p></div></div>',
        '<footer id="page-footer" class="bp-page-footer"><section class="frame-background">{inner}'
        "</section></footer>",
        (2, 10), (5, 12), (6, 20), (120, 260),
    ),
    Family(
        "drupal", _drupal_menu,
        '<div class="views-row node--type-news"><span class="field-content"><a href="{link}" '
        'hreflang="de">{title}</a></span><div class="views-field-created">{date}</div>{text}</div>',
        '<div class="region region-footer"><div class="block block-block-content">{inner}</div>'
        "</div>",
        (1, 6), (20, 40), (10, 30), (100, 220),
    ),
    Family(
        "gutenberg", _wordpress_menu,
        '<li class="wp-block-post post-{n} post type-post"><h3 class="wp-block-post-title"><a '
        'href="{link}">{title}</a></h3><div class="wp-block-post-date">{date}</div>{text}</li>',
        '<footer class="wp-block-template-part"><div class="wp-block-group">{inner}</div></footer>',
        (30, 60), (8, 20), (2, 8), (100, 200),
    ),
    Family(
        "home-made", _plain_menu,
        '<div class="box"><b><a href="{link}">{title}</a></b><br>{date}<br>{text}</div>',
        '<div id="fuss">{inner}</div>',
        (8, 20), (20, 45), (0, 6), (120, 240),
    ),
)  # fmt: skip
