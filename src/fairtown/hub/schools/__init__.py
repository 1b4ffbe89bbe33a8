"""Schools: how far students learn apart, over the years and by group."""
