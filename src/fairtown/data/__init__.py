"""What was published: clean tables and places. Nothing is derived here."""
