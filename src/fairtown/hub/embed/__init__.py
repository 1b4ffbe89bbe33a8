"""Charts that other sites may frame, and their files."""
