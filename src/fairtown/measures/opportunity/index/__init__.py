"""How an opportunity index is worked out: recipes, standardized indicators, draws, areas."""
