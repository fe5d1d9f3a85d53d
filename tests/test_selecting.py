from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from lxml.cssselect import CSSSelector

from crawler.profile import profiles
from crawler.selecting import Index, read_selector

FIELDS = (
    "title", "lead", "body", "drop", "published", "modified", "author", "topics", "captions",
    "contact", "attachments", "list_page", "list_links", "next_page",
)  # fmt: skip
NAMES = ("a", "b", "a-b", "ab")
SELECTORS = [
    ".a", "#a", "p", "div.a", "p.a.b", ".a .b", ".a > .b", ".a + p", ".a ~ .b", "div .a > p .b",
    "[rel~=a]", "[class*='a']", "[class*=a][class*=b]", "p:not(.a)", "[id=a]", "[href]", "div p",
    "[rel~=a] [id]", "a[href*=b]", ".a, .b", "p:first-child", "[class*='']", ".a.a-b > *",
]  # fmt: skip


def markup():
    attribute = st.tuples(
        st.sampled_from(("class", "id", "rel", "href")),
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(" ".join),
    )
    tag = st.sampled_from(("div", "p", "a", "span"))
    leaf = st.tuples(tag, st.dictionaries(*map(st.sampled_from, (("class",), ("a",))), max_size=1))
    return st.recursive(
        leaf.map(lambda one: _written(one[0], one[1], [])),
        lambda inner: st.builds(
            _written, st.just("div"), st.lists(attribute, max_size=3).map(dict),
            st.lists(inner, max_size=4),
        ),
        max_leaves=20,
    )  # fmt: skip


def _written(tag, attributes, inner):
    named = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{named}>{''.join(inner)}</{tag}>"


@given(markup(), st.sampled_from(SELECTORS))
def test_the_index_finds_what_xpath_finds(page, selector):
    root = html.fromstring(f"<html><body>{page}</body></html>")

    found = list(Index(root).find(selector))

    assert found == CSSSelector(selector, translator="html")(root)


def test_nearly_every_selector_of_the_profiles_is_answered_by_the_index():
    selectors = [
        selector for profile in profiles() for field in FIELDS
        for selector in getattr(profile, field)
    ]  # fmt: skip

    unread = [selector for selector in selectors if read_selector(selector) is None]
    assert [selector for selector in unread if ":has(" not in selector] == []


def test_what_the_index_cannot_read_is_left_to_xpath():
    root = html.fromstring("<ul><li>a</li><li>b</li></ul>")

    assert read_selector("li:last-child") is None
    assert [one.text for one in Index(root).find("li:last-child")] == ["b"]
