"""One file per public source: the list of files is the list of sources."""
