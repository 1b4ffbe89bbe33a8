"""Places where to invest without displacing: how incomes mix, and where poverty is."""
