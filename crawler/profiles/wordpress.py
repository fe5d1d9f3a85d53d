"""wordpress."""

from crawler.profile import Profile

PROFILE = Profile(name="wordpress")
