from django.db import migrations, models

KINDS = [
    ("signed_in", "signed in"),
    ("failed", "wrong name or password"),
    ("signed_out", "signed out"),
    ("ended", "session reached its longest time"),
    ("proven", "second step done"),
    ("wrong_code", "second step failed"),
    ("new_factor", "second step set up or changed"),
    ("factor_gone", "way to sign in removed"),
]


class Migration(migrations.Migration):
    """The trace of sign-ins tells of the second step too."""

    dependencies = [("staff", "0002_delete_daykey")]
    operations = [
        migrations.AlterField(
            model_name="signinevent",
            name="kind",
            field=models.CharField(choices=KINDS, editable=False, max_length=12, verbose_name="what"),
        ),
    ]
