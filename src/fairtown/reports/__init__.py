"""Reports on what is published, law and evidence: tables and sentences for a page, a letter or a file."""
