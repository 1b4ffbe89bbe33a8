"""Choosers of the editor without a script in the page, which its policy forbids: `editor.js` starts them."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser


def start_from_file() -> None:
    """Let every chooser say what it is in a template element, which has no script."""
    BaseChooser.render = _render


def _render(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    shown, key = self.get_value_data(value), attrs["id"]
    widget = self.render_html(name, shown, attrs)
    if type(self).render_js_init is not BaseChooser.render_js_init:
        # a function of its own, called with the id alone
        function = self.render_js_init(key, name, shown).partition("(")[0]
        return format_html('{}<template data-chooser="{}" data-for="{}"></template>', widget, function, key)
    return format_html(
        '{}<template data-new="{}" data-for="{}" data-config="{}"></template>',
        widget,
        self.js_constructor,
        key,
        json.dumps(self.get_js_init_options(key, name, shown)),
    )
