"""The colors of maps, one palette for drawings and tiles; hub/static/site.css and hub/frontend/style.js repeat it."""

#: Five levels of opportunity, light to dark in even steps of lightness: darker has more resources.
LEVELS = ("#f1d68a", "#bfc46c", "#82a962", "#3d7a57", "#144d41")
#: Uncertain, leaning, stable: greys, so that nobody takes them for levels.
CERTAINTY = ("#e8e4da", "#a3a49c", "#3b3f3a")
DOT = "#1a4fc8"
LAND = "#ece9e4"
WATER = "#e8eff3"
TRACT_LINE, TOWN_LINE, OUTLINE = "#4c5853", "#fff", "#17211d"
#: Ink of patterns on the three lighter levels, and on the two darker.
ON_LIGHT, ON_DARK = "#17211d", "#f1d68a"
#: The fill of what has no data, never a flat grey; a drawing that uses it carries `NO_DATA_PATTERN`.
NO_DATA = "url(#none)"
NO_DATA_PATTERN = (
    '<pattern id="none" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#f4f3f0"/><path d="M0 0V5" stroke="#8c9196" stroke-width="1.4"/></pattern>'
)
