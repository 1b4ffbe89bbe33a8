"""What stands before the forms of strangers: a signed form that is sent once, and limits that hold no address."""
