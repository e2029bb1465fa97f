"""The database: SQLite or PostgreSQL, its schema, and how the schema changes."""
