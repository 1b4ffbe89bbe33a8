"""The sources that only Connecticut has, one per file."""
