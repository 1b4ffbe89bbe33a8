"""How figures and words are shown in templates."""
