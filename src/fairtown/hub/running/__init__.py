"""Running the site: what its environment may say, whether it is ready for the public, backups, and logs."""
