"""Commands by the name of their file, each in place of Django's own."""
