"""Database tables, one module a subject; SQLAlchemy Core."""
