"""Rows from outside: made-up people, named scenarios, loading past the API."""
