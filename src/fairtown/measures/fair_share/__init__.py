"""Fair share: how many homes each town would plan for, by several laws and methods."""
