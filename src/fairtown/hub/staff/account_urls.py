"""Addresses of one's own account, under /staff/account/."""

from django.urls import path

from fairtown.hub.staff import account_views as views

urlpatterns = [
    path("", views.account, name="staff-account"),
    path("confirm/", views.confirm, name="staff-confirm"),
    path("set-up/", views.set_up, name="staff-set-up"),
    path("codes/", views.codes, name="staff-codes"),
    path("codes/new/", views.new_codes, name="staff-codes-new"),
    path("passkey/", views.add_passkey, name="staff-passkey"),
    path("factor/<int:number>/remove/", views.remove_factor, name="staff-factor-remove"),
]
