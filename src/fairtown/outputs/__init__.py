"""What we publish: runs the measures, writes releases, reads them back; invents no number."""
