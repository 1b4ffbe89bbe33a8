"""The laboratory: any recipe of an opportunity map, on a page."""
