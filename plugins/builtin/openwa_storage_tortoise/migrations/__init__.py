"""Tortoise's migrations; the same files run on SQLite and PostgreSQL."""

__all__: list[str] = []
