"""Nothing a publisher writes, and nothing a reader types, ever runs as a script.

The content policy is switched off here, so that what is judged is the markup itself.
"""

from datetime import UTC, datetime
from itertools import product
from urllib.parse import quote

import pytest

from archive.app.composition import open_services
from archive.app.indexing import sync
from archive.app.site.links import article_url
from archive.article import Article, Attachment, Evidence, Place, Project, article_id
from archive.settings import load_settings
from archive.sources import Source
from benchmarks.screenshots import serving

pytestmark = pytest.mark.browser
NOW = datetime(2026, 5, 4, 6, tzinfo=UTC)
RUN = "window.pwned=1"
EVENTS = ("onerror", "onload", "onfocus autofocus", "ontoggle", "onbegin", "onanimationstart")
TAGS = (
    "<img src=x {e}={r}>",
    "<svg {e}={r}>",
    "<details open {e}={r}>x</details>",
    "<input {e}={r}>",
    "<svg><animate {e}={r} attributeName=x dur=1s>",
    "<body {e}={r}>",
    "<video src=x {e}={r}>",
    "<style>@keyframes x{{}}</style><p style=animation-name:x {e}={r}>y</p>",
)
ALONE = (
    "<script>{r}</script>",
    "</script><script>{r}</script>",
    "</title><script>{r}</script>",
    "<!--><script>{r}</script>-->",
    "<scr<script>ipt>{r}</scr</script>ipt>",
    "<SCRIPT\n>{r}</SCRIPT >",
    "<script/x>{r}</script>",
    "<iframe srcdoc='<script>parent.{r}</script>'></iframe>",
    "<iframe src=javascript:parent.{r}></iframe>",
    "<object data=javascript:{r}></object>",
    "<embed src=javascript:{r}>",
    "<base href=//evil.test/>",
    "<meta http-equiv=refresh content='0;url=javascript:{r}'>",
    "<a href=javascript:{r} id=click>x</a>",
    "<a href=' &#106;avascript:{r}'>x</a>",
    "<a href='java\tscript:{r}'>x</a>",
    "<a href='data:text/html,<script>opener.{r}</script>'>x</a>",
    "<form action=javascript:{r}><button>x</button></form>",
    "<math><mtext></p><style><img title='</style><img src onerror={r}>'>",
    "<noscript><p title='</noscript><img src=x onerror={r}>'>",
    "<svg><style><img title='</style><img src=x onerror={r}>'></svg>",
    "<template><script>{r}</script></template>",
    "<table><td background=javascript:{r}>",
    "<link rel=stylesheet href='data:text/css,*{{background:url(//evil.test)}}'>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={r} />#x'></svg>",
    '"><img src=x onerror={r}>',
    "' autofocus onfocus='{r}",
    '" autofocus onfocus="{r}',
    "{{{{constructor.constructor('{r}')()}}}}",
    "{{% raw %}}<script>{r}</script>",
    "&lt;script&gt;{r}&lt;/script&gt;",
    "&#60;script&#62;{r}&#60;/script&#62;",
    "\\u003cscript\\u003e{r}\\u003c/script\\u003e",
    "<img src=x onerror&#61;{r}>",
    "<x onclick={r} tabindex=1 onfocus={r} autofocus>",
    "<marquee onstart={r}>x</marquee>",
    "<isindex type=image src=x onerror={r}>",
    "<a xlink:href=javascript:{r}>x</a>",
    "<plaintext><script>{r}</script>",
    "<textarea></textarea><script>{r}</script>",
    "<select></select><script>{r}</script>",
    "]]><script>{r}</script>",
    "<p>%3Cscript%3E{r}%3C/script%3E",
    "<img src='x` `onerror={r}'>",
    "<details ontoggle={r} open><summary>x</summary></details>",
    "<button popovertarget=x>y</button><p popover id=x onbeforetoggle={r}>z</p>",
    "<dialog open onclose={r}><form method=dialog><button autofocus>x</button></form></dialog>",
    "\u2028<script>{r}</script>\u2029",
    "<\x00script>{r}</script>",
    "<p/onmouseover={r}>x",
    "<img\x0csrc=x\x0conerror={r}>",
    "<svg/onload={r}//",
)
PAYLOADS = [
    *(tag.format(e=event, r=RUN) for tag, event in product(TAGS, EVENTS)),
    *(text.format(r=RUN) for text in ALONE),
]


def poisoned(number, payload):
    return Article(
        article_id("evil", str(number)),
        f"https://evil.test/{number}?{quote(payload)}",
        "evil",
        f"Kreis {number} {payload}",
        f"Absatz vorher. {payload}\n\nAbsatz nachher mit dem Wort Kreis. {payload}",
        html=f"<p>vorher</p>{payload}<p>Kreis</p>",
        lead=payload,
        published=Evidence(NOW, payload, 0.5, payload),
        places=(Place(payload[:60], ("Deutschland", payload[:60].replace("/", "∕")), "about"),),
        projects=(Project(payload[:60]),),
        topics=(payload[:60],),
        attachments=(
            Attachment(f"javascript:{RUN}", payload, payload),
            Attachment("https://evil.test/x.png", payload, "image/png", alt=payload),
        ),
        captions=(payload,),
        contact=payload,
        author=payload,
    )


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    """The address of a site whose publisher writes nothing but attacks, and its articles."""
    opened = open_services(
        load_settings(data=tmp_path_factory.mktemp("evil"), requests_per_second=0)
    )
    opened.sources.put(Source("evil", "https://evil.test/", PAYLOADS[-1], created=NOW))
    articles = [poisoned(number, payload) for number, payload in enumerate(PAYLOADS)]
    opened.articles.put_many(articles, seen=NOW)
    sync(opened.articles, opened.search)
    with serving(opened) as address:
        yield address, articles
    opened.close()


@pytest.fixture
def window(chromium):
    """A window without the content policy; what it asks of other hosts is written down."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    yield page
    context.close()


def harmless(page, address):
    page.goto(address)
    ran = page.evaluate("window.pwned")
    code = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a =>"
        " a.name.startsWith('on') || /^\\s*(javascript|data):/i.test(a.value)"
        " && ['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(a.name)))"
        ".map(e => e.outerHTML.slice(0, 200))"
    )
    return ran is None and not code, (address, code)


def test_there_are_a_hundred_attacks():
    assert len(PAYLOADS) >= 100


def test_no_article_runs_what_its_publisher_wrote(evil, window):
    base, articles = evil
    foreign = []
    window.on("request", lambda asked: asked.url.startswith(base) or foreign.append(asked.url))
    window.on("dialog", lambda dialog: dialog.dismiss())

    for article in articles:
        good, told = harmless(window, base + article_url(article.id, article.title))
        assert good, told

    assert not foreign


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/suche?anzahl=100&q=Kreis", "/suche?anzahl=100", "/suche?anzahl=100&seite=2"),
        *("/orte", "/projekte", "/themen", "/stand", "/jahre"),
        *(f"/suche/auswahl/{facet}" for facet in ("ort", "projekt", "thema", "quelle")),
    ],
)
def test_no_list_runs_what_a_publisher_wrote(evil, window, path):
    good, told = harmless(window, evil[0] + path)

    assert good, told


@pytest.mark.parametrize(
    "path",
    [
        *("/suche?q={}", "/suche?von={}", "/suche?thema={}", "/suche?{}=x", "/quelle?url={}"),
        *("/suche/auswahl/thema?enthaelt={}", "/suche/erweitert?alle={}&zeigen=1"),
        "/melden?art={}",
    ],
)
def test_nothing_typed_into_an_address_comes_back_as_code(evil, window, path):
    for payload in PAYLOADS[::4]:
        good, told = harmless(window, evil[0] + path.format(quote(payload, safe="")))
        assert good, told
