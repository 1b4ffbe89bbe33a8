"""What a fair share would bring: the page of the plan's effect on who lives where."""
