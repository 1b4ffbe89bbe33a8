"""fairtown: open figures for fair housing, every number with its source."""
