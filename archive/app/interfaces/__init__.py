"""What programs get: JSON, files, feeds, sitemaps, descriptions."""
