"""Mail: rows of an outbox, sent by the clock over SMTP, or written as files that staff read."""
