"""The sample goal of a state, from its own file; a state without one begins with none."""

from __future__ import annotations

import tomllib

from fairtown.hub.giving.models import Goal
from fairtown.hub.organisation import sample_folders
from fairtown.hub.release_access import current_release

FILE = "giving/goal.toml"


def seed() -> int:
    """Write the sample goal of the state; return how many, none where there is a goal already."""
    if Goal.objects.exists():
        return 0
    for folder in sample_folders(current_release().state):
        if (path := folder / FILE).exists():
            Goal.objects.create(**tomllib.loads(path.read_text(encoding="utf-8")), is_sample=True)
            return 1
    return 0
