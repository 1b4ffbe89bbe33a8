from typing import Any

from django.db import migrations


def forget_kind(apps: Any, schema_editor: Any) -> None:
    """Delete the content type, with its permissions, of a model that is the gate's now."""
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="staff", model="daykey").delete()


class Migration(migrations.Migration):
    """The key of a day is the gate's now; that of today is lost, which clears today's counters."""

    dependencies = [("staff", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [
        migrations.DeleteModel(name="DayKey"),
        migrations.RunPython(forget_kind, migrations.RunPython.noop),
    ]
