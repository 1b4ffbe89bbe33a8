"""Gifts: by card through a payment gateway, by check, as a pledge; goals, receipts, refunds, disputes, statements."""
