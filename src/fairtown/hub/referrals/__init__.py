"""Help for people who met discrimination: what to do today, deadlines that are stored nowhere, and who to call."""
