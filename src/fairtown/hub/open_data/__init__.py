"""Take the data: the whole release as an archive, its descriptions for programs, and a dictionary for people."""
