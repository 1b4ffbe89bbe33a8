"""The addresses under /staff/newsletters/."""

from django.urls import path

from fairtown.hub.newsletters import staff_views

urlpatterns = [
    path("", staff_views.index, name="staff-newsletters"),
    path("new/", staff_views.new, name="staff-newsletter-new"),
    path("<int:number>/", staff_views.page, name="staff-newsletter"),
    path("<int:number>/pieces/", staff_views.pieces, name="staff-newsletter-pieces"),
    path("<int:number>/act/", staff_views.act, name="staff-newsletter-act"),
    path("<int:number>/<str:language>/", staff_views.preview, name="staff-newsletter-preview"),
    path("<int:number>/<str:language>.html", staff_views.preview_html, name="staff-newsletter-html"),
]
