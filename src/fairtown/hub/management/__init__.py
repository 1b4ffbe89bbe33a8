"""Commands of Django that the website has its own way of."""
