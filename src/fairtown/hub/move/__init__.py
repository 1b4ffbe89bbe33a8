"""Finding a place with a voucher: for families and their counselors; nothing of it is stored."""
