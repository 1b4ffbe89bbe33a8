"""Who comes to an event: registrations, the waiting list, and the mails about both. Nobody is named in public."""
