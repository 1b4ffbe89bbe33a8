"""From the bytes of a publisher's file to the clean rows of one state; pure, one file per form."""
