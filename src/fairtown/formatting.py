"""How a value and its margin of error are written, as plain text: on pages, in letters, commands and charts.

A share is a percentage and its margin is in points, `27.3% ± 1.2`. A margin never rounds to 0 where it is not 0. None
and NaN are unknown: `–`, and no margin.
"""

from __future__ import annotations

from math import isnan

PERCENT = 100
UNKNOWN = "–"
SIGN = "± "
#: From this margin on (in shares) a percentage is written without decimals.
COARSE_MARGIN = 0.05
#: From this margin on (in shares) any share could be the true one: whoever can say so says so instead.
TELLS_NOTHING = 0.5
#: From this size on numbers as published get a thousands separator and no decimals.
LARGE = 100


def format_estimate(value: float | None, moe: float | None, unit: str) -> str:
    """Return a value with its margin: `27.3% ± 1.2`, `1,234 ± 56`, `27.3%` without a margin, `–` where it is unknown.

    `unit`: of the value, as measures declare it; `moe`: the 90% margin in the same unit.
    """
    if is_unknown(value):
        return UNKNOWN
    return " ".join(filter(None, (format_number(value, unit, moe), format_margin(moe, unit))))


def format_exact(value: float, moe: float | None) -> str:
    """Return a value and its margin with all digits that mean something, in the unit of the data, to be checked."""
    return f"{value:.10g}" if is_unknown(moe) else f"{value:.10g} {SIGN}{moe:.4g}"


def format_points(difference: float, moe: float | None, signed: bool = True) -> str:
    """Return the difference of two shares with its margin, in points: `−1.2 ± 0.4`, or `1.2 ± 0.4` if not `signed`."""
    size = format_number(abs(difference), "share", moe).removesuffix("%")
    sign = "−" if difference < 0 and size.strip("0.") else "+"
    return " ".join(filter(None, (sign + size if signed else size, format_margin(moe, "share"))))


def format_number(value: float | None, unit: str, moe: float | None = None) -> str:
    """Return a number as people write it in its unit; a margin `moe` says how many decimals mean something."""
    if value is None or isnan(value):
        return UNKNOWN
    if unit == "share":
        decimals = 0 if moe is not None and moe >= COARSE_MARGIN else 1
        return f"{value * PERCENT:.{decimals}f}%"
    if unit in ("times", "points"):
        return f"{value:,.2f}"
    if unit == "ratio":
        return _true_minus(f"{value * PERCENT:+z.1f}%")
    if unit == "dollars":
        return f"{'−' if round(value) < 0 else ''}${abs(value):,.0f}"
    if unit == "yes/no":
        return "yes" if value else "no"
    if unit in ("score", "standard deviations", "nats"):
        return _true_minus(f"{value:z.{3 if unit == 'nats' else 2}f}")
    if unit == "as published":
        return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.3f}"
    return _true_minus(f"{value:z,.0f}")


def format_margin(moe: float | None, unit: str) -> str:
    """Return a margin with its sign, `± 1.2`; blank where it is unknown."""
    return "" if is_unknown(moe) else SIGN + margin_digits(moe, unit)


def margin_digits(moe: float | None, unit: str) -> str:
    """Return a margin without sign and unit, points for shares: `1.2`, or `<0.1` where it would round to 0."""
    if moe is None or isnan(moe):
        return UNKNOWN
    digits = format_number(moe, unit, moe).removesuffix("%").removeprefix("$").removeprefix("+")
    # one in the last digit that the figure has: 0.00 is under 0.01, 0 is under 1
    is_small = moe > 0 and not digits.strip("0.")
    return f"<{digits[:-1]}1" if is_small else digits


def tells_nothing(moe: float | None, unit: str) -> bool:
    """Whether the margin of a share is so wide that any share could be the true one."""
    return unit == "share" and moe is not None and moe >= TELLS_NOTHING


def is_unknown(value: float | None) -> bool:
    """Whether a value or a margin is unknown: None or NaN."""
    return value is None or isnan(value)


def _true_minus(text: str) -> str:
    return text.replace("-", "−")
