"""Who sees it: the website. It reads a release and computes nothing."""
