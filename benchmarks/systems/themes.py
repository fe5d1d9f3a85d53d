"""The themes whose pages are kept: their half, version and licence.

The halves were drawn before any page was looked at (by the hash of the name); Plone and `reflex`
came later.
"""

from __future__ import annotations

THEMES: dict[str, tuple[str, str, str]] = {
    "ablog/alabaster": ("tuned", "ablog 0.11, alabaster 1.0", "MIT, BSD-3-Clause"),
    "ablog/pydata_sphinx_theme": ("tuned", "ablog 0.11", "MIT, BSD-3-Clause"),
    "ablog/sphinx_book_theme": ("held", "ablog 0.11", "MIT, BSD-3-Clause"),
    "ablog/sphinx_rtd_theme": ("held", "ablog 0.11", "MIT"),
    "docusaurus/classic": ("tuned", "3", "MIT"),
    "hexo/a4": ("held", "2.0.1", "MIT"),
    "hexo/anzhiyu": ("held", "1.7.0", "GPL-3.0"),
    "hexo/async": ("tuned", "2.2.7", "MIT"),
    "hexo/butterfly": ("tuned", "5.7.0", "Apache-2.0"),
    "hexo/fluid": ("tuned", "1.9.9", "GPL-3.0"),
    "hexo/icarus": ("tuned", "6.1.1", "MIT"),
    "hexo/keep": ("held", "4.3.0", "AGPL-3.0"),
    "hexo/kratos-rebirth": ("held", "3.0.1", "GPL-3.0"),
    "hexo/landscape": ("held", "1.1.0", "MIT"),
    "hexo/redefine": ("tuned", "2.9.0", "GPL-3.0"),
    "hexo/solitude": ("held", "4.0.0", "Apache-2.0"),
    "hexo/stellar": ("held", "1.44.0", "MIT"),
    "hexo/yun": ("tuned", "1.10.11", "MIT"),
    "jekyll/minima": ("held", "2.5.1", "MIT"),
    "mkdocs/material": ("held", "9", "MIT"),
    "nikola/base": ("tuned", "8.3.3", "MIT"),
    "nikola/bootblog4": ("tuned", "8.3.3", "MIT"),
    "nikola/bootstrap4": ("held", "8.3.3", "MIT"),
    "pelican/notmyidea": ("tuned", "4.12.0", "AGPL-3.0"),
    "pelican/reflex": ("held", "4.0.1", "MIT"),
    "pelican/simple": ("tuned", "4.12.0", "AGPL-3.0"),
    "pelican/smallweb": ("held", "2022.6.28", "Apache-2.0"),
    "pelican/themeless": ("held", "0.1.2", "MIT"),
    "plone/barceloneta": ("tuned", "6.2.2", "GPL-2.0"),
    "wordpress/twentytwentyone": ("held", "6.1.9", "GPL-2.0"),
    "wordpress/twentytwentythree": ("tuned", "6.1.9", "GPL-2.0"),
    "wordpress/twentytwentytwo": ("tuned", "6.1.9", "GPL-2.0"),
}
