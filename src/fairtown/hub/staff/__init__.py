"""The site of staff, /staff/: who may sign in, passwords, attempts, how long a session lasts, and the trace."""
