"""Why places and projects count or not, in the form all explanations have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.article import Article
from crawler.explain import Candidate
from crawler.place_roles import groups_of, role_of
from crawler.place_subject import subjects
from crawler.place_zones import ENOUGH
from crawler.places import consider_places
from crawler.projects import consider_projects

if TYPE_CHECKING:
    from crawler.knowledge import Knowledge


def explain_facts(article: Article, knowledge: Knowledge) -> tuple[Candidate, ...]:
    """Return every name that might be a place or a project of *article*, and the verdict."""
    return (*_places(article, knowledge), *_projects(article, knowledge))


def _places(article: Article, knowledge: Knowledge) -> list[Candidate]:
    found = []
    for one in consider_places(article.title, article.lead, article.text, knowledge):
        reasons = "; ".join(one.reasons.said)
        if one.qualifier:
            verdict = f"only says where another place lies: {reasons}"
        elif one.score >= ENOUGH:
            verdict = f"won: {reasons}"
        else:
            verdict = f"below {ENOUGH}: {reasons}"
        path = "/".join(one.path) or "–"
        found.append(Candidate("place", f"{one.quote} = {path}", one.zone, one.score, verdict))
    return found + _roles(article, knowledge)


def _roles(article: Article, knowledge: Knowledge) -> list[Candidate]:
    """Return for each place that counts whether the article is about it, and by which rule."""
    groups = groups_of(consider_places(article.title, article.lead, article.text, knowledge))
    about = subjects(groups)
    return [
        Candidate(
            "role",
            "/".join(group.path),
            "",
            float(group.path in about),
            f"{role_of(group, about)}: {about.get(group.path, 'no rule speaks for it')}",
        )
        for group in groups
    ]


def _projects(article: Article, knowledge: Knowledge) -> list[Candidate]:
    return [
        Candidate("project", seen.name, seen.source, seen.confidence, seen.verdict or "won")
        for seen in consider_projects(article.title, article.text, knowledge)
    ]
