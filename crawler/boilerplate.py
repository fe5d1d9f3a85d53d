"""What stands around articles: names of such parts, their words, and how to learn a site's own."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from lxml.etree import _Element as Element

LONGEST_NAME = 500  # characters of a class attribute that are read
# WordPress writes an article's categories and tags into its class: they say nothing of layout.
_WORDPRESS_TERMS = re.compile(
    r"\b(?:category|tag|cat|kategorie|term|postid|page-id|parent-pageid|post_tag|topic)-\S+"
)
_WHOLE = (
    "nav|navi|navigation|navbar|menu|menue|menü|footer|fuss|breadcrumbs?|brotkrumen?|cookies?|"
    "share|sharing|teilen|social|socials|comments?|kommentare?|disqus|respond|ads?|adv|advert|"
    "anzeigen?|banner|sponsor|sponsored|promo|related|recommended|recommendations?|"
    "sidebar|sidebars?|widgets?|pagination|pager|toolbar|tools|aside|marginal|marginalspalte|"
    "newsletter|consent|modal|popup|popover|overlay|lightbox|login|print|drucken|tags|tagcloud|"
    "trackbacks?|pingbacks?|meistgelesen|mostread|most-read|bookmarks?|feedback|"
    "sr-only|visually-hidden|screen-reader-text|hidden|invisible|skip|skiplinks?|toc|subscribe|"
    "abo|paywall|rating|reactions|suche|search|searchform|metanav|servicenav|topbar|offcanvas|"
    "rechte-spalte|linke-spalte|author-bio|authorbox|author-box|noprint|no-print"
)
_PARTS = (
    "breadcrumb|brotkr|navigation|navbar|shariff|sharedaddy|sharebar|sharebutton|sharelink|"
    "share-?buttons?|social-?(?:media|share|bar|icons?|links?|bookmarks?)|addthis|addtoany|a2a_|"
    "related[-_]?(?:posts?|articles?|news|content|links?|stor|items?|topics?)|relatedposts|"
    "yarpp|crp_related|jp-relatedposts|outbrain|taboola|plista|ligatus|ad[-_]?(?:slot|container|"
    "wrapper|box|unit|label|placement)|advertis|werbung|cookie|consent|newsletter|"
    "comment(?:s|list|form|-list|-form|section|-area|[-_]?thread)|kommentar|"
    "teaser[-_]?(?:list|group|box|grid|row|container|block|block|reihe|liste)|"
    "(?:article|topic|news|story)[-_]?(?:recommend|related|teaser-?list)|"
    "weitere[-_]?(?:artikel|news|meldung|nachricht|themen|beitr)|"
    "mehr[-_]?(?:zum|artikel|news|themen)|das-koennte|auch-interess|read-?more|readmore|"
    "weiterlesen|"
    "most-?(?:read|viewed|popular)|meist-?gelesen|post-?navigation|nav-?(?:links|previous|next|"
    "below|above|single|main|bar|menu)|main-?menu|mainnav|subnav|submenu|"
    "site-?(?:footer|header|nav|info)|page-?footer|footer|sidebar|widget[-_]?area|"
    "et_pb_(?:posts|blog|sidebar|widget|social|post_nav|comments|related)|"
    "pagination|paginat|page-?numbers|tag-?(?:list|cloud|links)|post-?tags|entry-?(?:footer|"
    "utility)|"
    "postmetadata|aut(?:h)?or-?(?:bio|info|box|card|profile?|kasten|teaser)|about-?author|"
    "ticker-?teaser|print-?link|"
    "article-?(?:tools|actions|share|social|footer|tags)|page-?tools|gallery-?nav|slick-|swiper-|"
    "skip-?link|back-?to-?top|to-?top|scroll-?top|voting|wp_rp|zemanta|ssba|heateor|mashsb|"
    "borlabs|cmpbox|usercentrics|onetrust|gdpr|dsgvo|privacy-?(?:banner|layer|notice)|"
    "cc-window|klaro|"
    "paywall|abo-?(?:box|teaser|layer|hinweis)|plus-?(?:layer|box)|premium-?(?:layer|box)|"
    "licen[cs]e-?(?:box|info|meta)|article-?licens|post-?copyright|copyright-?(?:box|info|notice)|"
    "livefyre|disqus|facebook|twitter|whatsapp|piwik|vgwort"
)
JUNK_NAME = re.compile(rf"(?:^|[\s_]|(?<=\s)-)(?:{_WHOLE})(?=$|[\s_])|(?:{_PARTS})")
CAPTION_NAME = re.compile(
    r"caption|bildunterschrift|media-?info|bild-?info|image-?info|bildrechte|bildtext|bild-?text|image-?(?:text|description|copyright|credit|"
    r"subtitle)|bildnachweis|bildquelle|copyright|foto-?(?:text|credit)|csc-textpic-caption|"
    r"media-?(?:copyright|credit)|pic-?text|figure-?text|bu-?text|photo-?credit|\bcredit\b",
    re.IGNORECASE,
)
# Headings after which nothing of the article follows.
AFTERWARDS = re.compile(
    r"^\W*(?:mehr (?:zum thema|dazu|zu diesem thema|aus |artikel|nachrichten|news|lesen|"
    r"infos? zum)|"
    r"(?:weitere|ähnliche|verwandte|passende|aktuelle|neueste|andere|beliebte|empfohlene|letzte) "
    r"(?:\w+ )?(?:artikel|beiträge|nachrichten|meldungen|themen|news|posts|inhalte|berichte|links|"
    r"pressemitteilungen|einträge|stories|videos|bilder|informationen zum thema|seiten)|"
    r"jetzt weiterlesen|weiterlesen mit |(?:sie (?:wollen|möchten) )?weiterlesen\?|"
    r"(?:diesen )?artikel (?:jetzt )?(?:freischalten|kaufen)|jetzt (?:testen|freischalten)|"
    r"das könnte (?:sie|dich|euch) |könnte (?:sie|dich) auch|(?:lesen sie|lies|siehe) (?:auch|"
    r"mehr|hier)|"
    r"auch interessant|passend dazu|zum weiterlesen|lesetipps?|meist ?gelesen|meistgelesene|"
    r"kommentare?(?: \(\d+\))?:?\W*$|kommentare zu\b|\d+ kommentare?|\d+ (?:antworten|"
    r"gedanken|reaktionen|meinungen) (?:zu|auf|on)|"
    r"(?:einen |ihren |deinen )?kommentar (?:schreiben|hinterlassen|verfassen|abgeben)|"
    r"schreibe? (?:einen|hier) |hinterlasse |diskutieren sie|diskussion(?: zum \w+)?\W*$|"
    r"leserkommentare|forum zum (?:thema|artikel|beitrag)|top-?news\W*$|"
    r"leave a reply|"
    r"newsletter\b.{0,30}$|jetzt (?:abonnieren|anmelden)|related|verwandt|schlagwörter|schlagworte|"
    r"stichwörter|"
    r"(?:artikel|beitrag|seite|diesen artikel|diesen beitrag) (?:teilen|drucken|empfehlen|"
    r"bewerten)|"
    r"teilen(?: mit:?| auf:?)?\W*$|teile(?:n)? (?:sie )?(?:diesen?|das)|share this|"
    r"gefällt mir|sponsored|"
    r"beitrags-?navigation|über den autor|über die autorin|zur startseite|nach oben|top-?themen|"
    r"empfehlungen der redaktion|aus dem archiv|mehr zu\b.{0,40}$|themen(?: in diesem artikel)?:?$|"
    r"rss-?feed|trackback|pingback|bewerten sie|schlagwort|links zum (?:thema|artikel)|"
    r"dieser (?:eintrag|beitrag|artikel) wurde|(?:abgelegt|veröffentlicht|kategorisiert|"
    r"verschlagwortet)"
    r" (?:unter|in|mit)\b)",
    re.IGNORECASE,
)
# Of these, the ones under which only readers' words stand, however long they are.
COMMENTS = re.compile(
    r"^\W*(?:(?:leser-?|alle |\d+ )?(?:kommentare|leserkommentare|leserbriefe)"
    r"(?: ?[(\[]?\d*[)\]]?)?(?: (?:zu|zum|auf|für)\b.*)?:?\W*$|"
    r"\d+ (?:antworten|gedanken|reaktionen|meinungen|kommentare?) (?:zu|auf|on)\b|"
    r"(?:einen |ihren |deinen )?kommentar (?:schreiben|hinterlassen|verfassen|abgeben)|"
    r"schreibe? (?:einen|hier) |hinterlasse |diskutieren sie|diskussion(?: zum \w+)?\W*$|"
    r"leave a reply|(?:die )?(?:neueste|beste)n? (?:leser-?)?kommentare)",
    re.IGNORECASE,
)
# Single lines that belong to the page, wherever they stand.
LINE_JUNK = re.compile(
    r"^\W*(?:zurück(?: zur (?:übersicht|liste|startseite))?|weiter ?lesen|mehr lesen|mehr erfahren|"
    r"drucken|seite drucken|druckversion|artikel drucken|druckansicht|teilen|tweet|twittern|merken|"
    r"nach oben|zum seitenanfang|seitenanfang|anzeige|werbung|advertisement|vorlesen|"
    r"artikel (?:vorlesen|anhören|merken|teilen)|teilen auf .*|auf (?:facebook|twitter|x) teilen|"
    r"per (?:e-?mail|whatsapp) (?:teilen|versenden|senden)|facebook|twitter|whatsapp|e-?mail|"
    r"pinterest|"
    r"linkedin|xing|pocket|google\+?|flipboard|mastodon|telegram|"
    r"(?:vorheriger|nächster|voriger) (?:artikel|beitrag)|previous|next|vor|"
    r"(?:pdf|als pdf) (?:herunterladen|download|speichern)|download|rss|"
    r"startseite|home|menü|suche|schließen|öffnen|bild(?:er)? vergrößern|(?:zur )?bildergalerie.*|"
    r"quelle anzeigen|lesezeit:? .*|\d+ min(?:uten)?\.? lesezeit|(?:keine|\d+) kommentare?|"
    r"(?:lesen sie|lies) (?:auch|hier|dazu|mehr)\b.*|(?:mehr (?:zum thema|dazu|lesen)|"
    r"auch interessant)\b.*|"
    r"abonnieren|jetzt (?:abonnieren|lesen|testen|registrieren|anmelden|kaufen)|login|anmelden|"
    r"dieser artikel (?:ist|wurde) .{0,40}(?:kostenpflichtig|abonnenten).*|"
    r"(?:tags?|schlagwörter|schlagworte|kategorien?|rubriken?|themen|stichwörter|"
    r"ressort)\s*:.*)\W*$",
    re.IGNORECASE | re.DOTALL,
)
# Words by which a page turns to its readers in the midst of an article, in their own part of it.
INVITATION = re.compile(
    r"\bnewsletter\b.{0,120}\b(?:abonnier|anmeld|eintrag|bestell|registrier|erhalten sie|bekommst)|"
    r"\b(?:abonnier\w*|meld\w* (?:dich|sie sich)|hol\w* (?:dir|sie sich)|bestell\w*|erhalten sie)\b"
    r".{0,120}\bnewsletter\b|"
    r"gef(?:ällt|iel) (?:dir|ihnen) (?:der|dieser) (?:text|artikel|beitrag)|"
    r"hat (?:dir|ihnen|euch) (?:der|dieser) (?:artikel|beitrag|text) gefallen|"
    r"\bfolg(?:e|en sie|t) uns (?:auf|bei)|unterstütz(?:e|en sie|t) (?:uns|unsere arbeit)|"
    r"(?:laden sie|lade dir|lade) .{0,40}\bapp\b.{0,30}(?:herunter|kostenlos)|"
    r"(?:jetzt|hier) .{0,40}(?:digital-?abo|probeabo|plus-?abo)\b",
    re.IGNORECASE | re.DOTALL,
)
CONTACT_START = re.compile(
    r"^\W*(?:(?:ihr |unser )?(?:presse)?kontakt(?:daten|adresse)?|ansprechpartner(?:in|/in|"
    r"\*in|:in)?|"
    r"ihr(?:e)? ansprechpartner\w*|"
    r"pressestelle|rückfragen(?: der (?:medien|presse|redaktion))?|(?:für|"
    r"bei) (?:weitere )?rückfragen|"
    r"v\.? ?i\.? ?s\.? ?d\.? ?p\.?|herausgeber(?:in)?|pressekontakt|medienkontakt|"
    r"weitere (?:informationen|auskünfte|infos)(?: (?:bei|erteilt|unter))?|"
    r"kontakt für (?:medien|presse|rückfragen)|original-content von)\b[^.!?]{0,80}$",
    re.IGNORECASE,
)
CONTACT_INLINE = re.compile(
    r"^\W*(?:(?:presse|medien)?kontakt|ansprechpartner(?:in)?|pressestelle|rückfragen|"
    r"v\.? ?i\.? ?s\.? ?d\.? ?p\.?)"
    r"\s*:\s",
    re.IGNORECASE,
)
CONTACT_LINE = re.compile(
    r"(?:\btel(?:efon|\.)|\bfax\b|\bmobil\b|e-?mail|@|\b\d{5} [A-ZÄÖÜ]|straße \d|str\. \d|"
    r"www\.|https?://)",
    re.IGNORECASE,
)


def names_of(element: Element) -> str:
    """Return class, id and role of *element* in lower case, without WordPress's terms."""
    get = element.get
    name, own, role = get("class") or "", get("id") or "", get("role") or ""
    if not (name or own or role):
        return ""
    return _names(name[:LONGEST_NAME], own[:LONGEST_NAME], role[:LONGEST_NAME])


@lru_cache(maxsize=20_000)
def _names(name: str, own: str, role: str) -> str:
    names = name
    for value in (own, role):
        if value:
            names += " " + value
    names = names.lower()
    return _WORDPRESS_TERMS.sub("", names) if "-" in names else names


def block_hash(text: str) -> str:
    """Return the hash of a block by which a site's repeated blocks are known."""
    folded = re.sub(r"[\W\d]+", " ", text.lower()).strip()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def learn(pages: Iterable[Iterable[str]], *, share: float = 0.3, least: int = 5) -> frozenset[str]:
    """Return the hashes of blocks that stand on at least *share* of the *pages* of one source.

    Each page is the texts of its blocks. Fewer than *least* pages teach nothing: three notices
    with the same last sentence are no layout.
    """
    seen: Counter[str] = Counter()
    total = 0
    for page in pages:
        total += 1
        seen.update({block_hash(text) for text in page})
    if total < least:
        return frozenset()
    needed = max(3.0, share * total)
    empty = block_hash("")
    return frozenset(key for key, count in seen.items() if count >= needed and key != empty)
