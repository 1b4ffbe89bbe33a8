"""What people give and staff keep: corrections of zoning facts, hearings. Apart from the figures of the release."""
