"""Vouchers: what they pay, what that reaches, where they are, and what another move costs."""
