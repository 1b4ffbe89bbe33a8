"""The clock: one process that runs what is due, so that no web page waits for mail and nothing is forgotten."""
