"""generic."""

from crawler.profile import Profile

PROFILE = Profile(name="generic")
