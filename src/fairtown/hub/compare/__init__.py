"""Places side by side, with a sentence that says whether they differ by more than the error of the surveys."""
