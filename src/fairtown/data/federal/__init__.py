"""One file per public source that any state can have; those of one state are in its own folder."""
