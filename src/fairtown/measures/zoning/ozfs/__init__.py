"""An evaluator of the Open Zoning Feed Specification: may this building stand on this parcel, and why not?

`evaluate.py` asks it of a town, `most.py` what is the most that may be built, `capacity.py` how many homes at most.
Every answer is TRUE, FALSE or MAYBE: what cannot be known is never taken for a no.
"""
