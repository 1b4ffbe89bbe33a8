from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("supporters", "0004_bounces"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="tags",
            field=models.JSONField(default=list, editable=False, verbose_name="tags of the import"),
        ),
    ]
