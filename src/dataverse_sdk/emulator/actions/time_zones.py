"""GetTimeZoneCodeByLocalizedName: the number by which Dataverse knows a time zone.

Knows the numbers of the zones of Windows, in English. Refuses to know what time it is anywhere.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..http.refusals import Refusal

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["CODES", "code_by_name"]

CODES: Mapping[str, int] = MappingProxyType(
    {
        "Dateline": 0, "Samoa": 1, "Hawaiian": 2, "Alaskan": 3, "Pacific": 4, "Mountain": 10, "US Mountain": 15, "Central": 20,
        "Canada Central": 25, "Central America": 33, "Eastern": 35, "US Eastern": 40, "SA Pacific": 45, "Atlantic": 50, "SA Western": 55,
        "Pacific SA": 56, "Newfoundland": 60, "E. South America": 65, "SA Eastern": 70, "Greenland": 73, "Azores": 80, "Cape Verde": 83,
        "GMT": 85, "Greenwich": 90, "Central Europe": 95, "Central European": 100, "Romance": 105, "W. Europe": 110,
        "W. Central Africa": 113, "E. Europe": 115, "Egypt": 120, "FLE": 125, "GTB": 130, "Israel": 135, "South Africa": 140,
        "Russian": 145, "Arab": 150, "E. Africa": 155, "Arabic": 158, "Iran": 160, "Arabian": 165, "Afghanistan": 175,
        "Ekaterinburg": 180, "West Asia": 185, "India": 190, "Nepal": 193, "Central Asia": 195, "Sri Lanka": 200,
        "N. Central Asia": 201, "Myanmar": 203, "SE Asia": 205, "North Asia": 207, "China": 210, "Singapore": 215, "Taipei": 220,
        "W. Australia": 225, "North Asia East": 227, "Korea": 230, "Tokyo": 235, "Yakutsk": 240, "AUS Central": 245,
        "Cen. Australia": 250, "AUS Eastern": 255, "E. Australia": 260, "Tasmania": 265, "Vladivostok": 270, "West Pacific": 275,
        "Central Pacific": 280, "Fiji": 285, "New Zealand": 290, "Tonga": 300,
    }
)  # fmt: skip
"""Names of zones, without the words `Standard Time`, and their numbers: Microsoft's time zone index values."""


def code_by_name(asked: "Invocation") -> "Reply":
    """Carry out the message; the locale changes nothing, all names are English."""
    name = asked.text("LocalizedStandardName")
    code = CODES.get(name.removesuffix(" Standard Time"))
    if code is None or name == name.removesuffix(" Standard Time"):
        # what the service says of an unknown name is not public
        raise Refusal(404, "0x80040217", f"There is no time zone named '{name}'.")
    return asked.response({"TimeZoneCode": code})
