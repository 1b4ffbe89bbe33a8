"""The glossary: every term that pages explain on tap, on one page."""
