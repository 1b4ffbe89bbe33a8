"""The shelf: what every app of the site may use and none owns. It imports no app."""
