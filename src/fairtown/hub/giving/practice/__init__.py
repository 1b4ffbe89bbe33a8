"""A practice gateway on loopback: speaks the part of Stripe's API that the site uses. No money moves.

Tests and the demo use it. What differs from the real one, and what to try there once: docs/giving.md.
"""
