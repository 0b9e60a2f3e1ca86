"""The `Prefer` header, taken apart.

Knows the preferences Dataverse documents (page "Compose HTTP requests and handle errors"). Refuses to know what they change.
"""

import re

from attrs import field, frozen

from ..reading.annotations import Annotations

__all__ = ["Preferences", "read_preferences"]

MOST_ROWS = 5000
PREFERENCE = re.compile(r'\s*([\w.-]+)\s*(?:=\s*(?:"([^"]*)"|([^,;\s]*)))?\s*(?:[,;]|$)')


@frozen
class Preferences:
    """What a client prefers: a page size, the written record in the reply, annotations, a batch that goes on after an error."""

    page_size: int | None = None
    representation: bool = False
    annotations: Annotations = field(factory=Annotations)
    annotations_text: str | None = None
    continue_on_error: bool = False
    track_changes: bool = False

    def applied(self, *, page: bool = False, representation: bool = False) -> tuple[tuple[str, str], ...]:
        """The Preference-Applied header for those that took effect, if any did."""
        parts = []
        if page and self.page_size is not None:
            parts.append(f"odata.maxpagesize={self.page_size}")
        if representation:
            parts.append("return=representation")
        if self.annotations_text is not None:
            parts.append(f'odata.include-annotations="{self.annotations_text}"')
        return (("Preference-Applied", ",".join(parts)),) if parts else ()


def read_preferences(text: str) -> Preferences:
    """The preferences in a header value; unknown ones are ignored, as HTTP asks."""
    values: dict[str, str] = {}
    for match in PREFERENCE.finditer(text):
        values[match[1].lower().removeprefix("odata.")] = match[2] if match[2] is not None else match[3] or ""
    size = values.get("maxpagesize", "")
    annotations = values.get("include-annotations")
    return Preferences(
        page_size=min(int(size), MOST_ROWS) if size.isdigit() and int(size) > 0 else None,
        representation=values.get("return") == "representation",
        annotations=Annotations(tuple(part.strip() for part in (annotations or "").split(",") if part.strip())),
        annotations_text=annotations,
        continue_on_error="continue-on-error" in values and values["continue-on-error"] != "false",
        track_changes="track-changes" in values,
    )
