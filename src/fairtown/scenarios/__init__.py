"""What if: options in, results out, worked out on the figures of a release or on files of one's own."""
