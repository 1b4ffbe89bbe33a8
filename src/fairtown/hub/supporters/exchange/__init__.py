"""People in and out of files: NationBuilder's export read, CSV and OSDI JSON written."""
