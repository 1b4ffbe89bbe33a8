"""The app of staff."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class Staff(AppConfig):
    """Accounts of staff and the trace of their sign-ins."""

    name = "fairtown.hub.staff"
    label = "staff"
    verbose_name = _("Traces")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the trace to Django's signals, watch the backups, and make the roles after each migration."""
        from fairtown.hub.shelf import slots
        from fairtown.hub.staff import backup_watch, roles, trace

        trace.connect()
        _call_accounts_so()
        backup_watch.register()
        slots.provide(slots.WAITING, backup_watch.waiting)
        # the app that is last has all permissions before it
        last = list(apps.get_app_configs())[-1]
        post_migrate.connect(roles.bring_up_to_date, sender=last, dispatch_uid="fairtown.staff.roles")

    def bring_up_to_date(self) -> None:
        """Give the roles what this version says they may do, and look that traces only grow; at each start."""
        from fairtown.hub.staff import append_only, roles

        roles.bring_up_to_date()
        append_only.install()


def _call_accounts_so() -> None:
    """Call Django's users what staff call them, wherever it names them."""
    from django.contrib.auth.models import User

    apps.get_app_config("auth").verbose_name = _("Accounts")
    User._meta.verbose_name, User._meta.verbose_name_plural = _("account of staff"), _("accounts of staff")
