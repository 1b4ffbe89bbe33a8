"""Where answers are cached: pages in the memory of each process, downloads in a folder that all processes share."""

from __future__ import annotations

from typing import Any

PAGES, DOWNLOADS = "pages", "downloads"
PAGE_MEMORY = "fairtown.hub.page_memory.PageMemory"
#: Bytes of a page as it is sent, and pages: 60 MB in each process at most. A page takes 10 kB, most of the time.
LARGEST_PAGE, MOST_PAGES = 50_000, 1_200
#: Downloads in the folder, some 0.2 MB each.
MOST_DOWNLOADS = 1_000
DAY = 86_400


def page_caches(folder: str) -> dict[str, dict[str, Any]]:
    """Return Django's settings of the caches; without a folder no download is cached."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    downloads = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": folder,
        "TIMEOUT": DAY,
        "OPTIONS": {"MAX_ENTRIES": MOST_DOWNLOADS},
    }
    return {
        "default": {"BACKEND": memory},
        PAGES: {
            "BACKEND": PAGE_MEMORY,
            "LOCATION": PAGES,
            "TIMEOUT": DAY,
            "OPTIONS": {"MAX_ENTRIES": MOST_PAGES},
        },
        DOWNLOADS: downloads if folder else {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
