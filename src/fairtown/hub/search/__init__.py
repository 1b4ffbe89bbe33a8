"""The search for anything: places by every name and number, addresses, measures, duties."""
