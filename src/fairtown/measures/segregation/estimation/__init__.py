"""How indices of segregation are estimated: counts, survey error, kernels, places."""
