"""Who may sign in at /staff/: accounts, passwords, how often one may try, how long a session lasts, and the trace."""
