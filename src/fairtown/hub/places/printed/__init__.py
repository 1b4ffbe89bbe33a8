"""The printed report of a place: the findings and figures of its pages, filled into `fairtown.reports.printed`."""
