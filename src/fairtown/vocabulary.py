"""Words that a reader sees in many places, each written here only; hub pages translate them."""

#: The levels of opportunity, lowest first.
OPPORTUNITY_LEVELS = ("Very Low", "Low", "Moderate", "High", "Very High")
#: How certain a level is, least certain first.
CERTAINTY = ("uncertain", "leaning", "stable")
