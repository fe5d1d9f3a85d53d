"""IKISS and its forerunner by Advantic: the FID parameter is the key, the path is decoration."""

from crawler.profile import Profile

PROFILE = Profile(
    name="ikiss",
    label="IKISS / Advantic",
    recognised_by=(
        "ikiss", "IKISS", "iKISS", "FID=", "NavID=", "dvantic", "/output/js/", "result-detail",
    ),
    needs=2,
    priority=6,
    title=(".ikissTitel h1", "h1.liste-titel", ".result-detail h1", "#inhalt h1", "main h1"),
    lead=(".liste-teaser", ".vorspann"),
    body=(".result-detail .liste-text", ".freitext", ".result-detail", "#inhalt", "main"),
    drop=(
        ".toolbox", ".seitentools", ".backlink", ".ausgabe-info", ".linkliste", ".weitere-infos",
        ".druckversion", "#pfad", ".nlv", ".readspeaker_button", ".rs_skip",
    ),
    published=(
        ".liste-datum", "p.datum", ".datum", ".result-detail .date", ".news-datum", ".ikiss-datum",
    ),
    attachments=(".linkliste a", ".downloads a", "a.pdf"),
    contact=(".ansprechpartner", ".kontaktbox"),
    list_links=(".result-list h2 a", ".result-list h3 a", ".liste-titel a",
        "ul.liste a[href*=FID]"),
    next_page=("a[rel~=next]", ".blaettern a.weiter", ".pagination .next a"),
    article_url=r"[?&;]FID=\d+\.\d+\.\d+",
    cms_id=(r"[?&;]FID=(\d+\.\d+\.\d+)", r"object=tx[,|%7C2C]*(\d+\.\d+\.\d+)"),
)  # fmt: skip
