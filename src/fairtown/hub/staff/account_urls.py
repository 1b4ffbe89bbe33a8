"""Addresses of one's own account, under /staff/account/."""

from django.urls import path

from fairtown.hub.staff import account_views as views
from fairtown.hub.staff import invitation_views, language

urlpatterns = [
    path("", views.account, name="staff-account"),
    path("confirm/", views.confirm, name="staff-confirm"),
    path("set-up/", views.set_up, name="staff-set-up"),
    path("codes/", views.codes, name="staff-codes"),
    path("codes/new/", views.new_codes, name="staff-codes-new"),
    path("passkey/", views.add_passkey, name="staff-passkey"),
    path("language/", language.choose, name="staff-language"),
    path("sessions/end/", views.end_other_sessions, name="staff-sessions-end"),
    path("invite/", invitation_views.invite, name="staff-invite"),
    path("invite/<int:number>/withdraw/", invitation_views.withdraw, name="staff-invitation-withdraw"),
    path("invitation/<str:token>/", invitation_views.accept, name="staff-invitation"),
    path("factor/<int:number>/remove/", views.remove_factor, name="staff-factor-remove"),
]
