"""The sample campaign of a state, from its own file; a state without one begins with none."""

from __future__ import annotations

import tomllib
from datetime import date

from django.db import transaction

from fairtown.hub.campaigns.models import Campaign, CampaignFigure, Official
from fairtown.hub.organisation import sample_folders
from fairtown.hub.release_access import current_release

FOLDER = "campaigns"


@transaction.atomic
def seed() -> int:
    """Write the sample campaigns of the state; return how many, none where there are campaigns already."""
    if Campaign.objects.exists():
        return 0
    n_campaigns = 0
    for folder in sample_folders(current_release().state):
        for path in sorted((folder / FOLDER).glob("*.toml")):
            _write(tomllib.loads(path.read_text(encoding="utf-8")))
            n_campaigns += 1
    return n_campaigns


def _write(values: dict[str, object]) -> None:
    figures, officials = values.pop("figures"), values.pop("officials")
    assert isinstance(figures, list)
    assert isinstance(officials, list)
    opens_on = values.pop("opens_on")
    assert isinstance(opens_on, date)
    campaign = Campaign.objects.create(**values, opens_on=opens_on, is_sample=True, is_published=True)
    CampaignFigure.objects.bulk_create(CampaignFigure(campaign=campaign, what=what) for what in figures)
    for official in officials:
        campaign.officials.add(Official.objects.create(**official))
