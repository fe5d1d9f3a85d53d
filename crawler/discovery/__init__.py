"""Ways to learn which articles a publisher has: REST, sitemaps, feeds, list pages."""
