"""Content management systems, one a file: selectors as data."""
