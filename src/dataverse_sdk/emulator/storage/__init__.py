"""Rows in SQLite, and the values, keys and relations that stand in them."""
