"""Letters and calls to officials, and comments on federal rules; hours and costs for the report on lobbying."""
