"""The only code that knows the database: typed tables by topic, the session, the queries. SQLite or PostgreSQL."""
