"""Investing without displacing: how incomes mix, and where poverty is."""
