"""The memory that pages are cached in, which a process can fill for another."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.locmem import LocMemCache

#: What is cached, as bytes, and until when, by key.
Entries = dict[str, tuple[bytes, float | None]]


class PageMemory(LocMemCache):
    """Django's cache in the memory of a process, whose entries can be handed to another process."""

    # what Django's own class keeps, which its types do not name
    _cache: dict[str, bytes]
    _expire_info: dict[str, float | None]
    _lock: Any

    def entries(self) -> Entries:
        """Return all that is cached."""
        with self._lock:
            return {key: (content, self._expire_info[key]) for key, content in self._cache.items()}

    def take(self, entries: Entries) -> None:
        """Cache what another process did, besides what is here."""
        with self._lock:
            for key, (content, until) in entries.items():
                self._cache[key], self._expire_info[key] = content, until
