"""The rules of works.identity at work on the database: what is loaded for a block of names, and what is kept of it."""
