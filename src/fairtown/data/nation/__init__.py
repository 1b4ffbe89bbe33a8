"""The nation by tract: one file of people by race for each census or survey, of all states at once, and its areas."""
