"""Where answers are cached: pages in the memory of each process and, for the others, in a folder; files in a folder."""

from __future__ import annotations

from typing import Any

PAGES, SHARED, DOWNLOADS = "pages", "shared", "downloads"
PAGE_MEMORY = "fairtown.hub.page_memory.PageMemory"
#: Bytes of a page as it is sent, and pages: 60 MB in each process at most. A page takes 10 kB, most of the time.
LARGEST_PAGE, MOST_PAGES = 50_000, 1_200
#: Downloads in the folder, some 0.2 MB each.
MOST_DOWNLOADS = 1_000
DAY = 86_400


def page_caches(folder: str) -> dict[str, dict[str, Any]]:
    """Return Django's settings of the caches; without a folder no download is cached, and no page is shared."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    nothing = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    downloads: dict[str, Any] = {
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
        SHARED: downloads | {"LOCATION": f"{folder}/pages", "OPTIONS": {"MAX_ENTRIES": MOST_PAGES}}
        if folder
        else nothing,
        DOWNLOADS: downloads if folder else nothing,
    }
