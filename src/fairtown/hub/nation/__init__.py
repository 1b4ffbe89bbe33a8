"""The pages about the nation: every state and county by the indices that a state's own pages show."""
