"""The addresses of the packs for an outage."""

from django.urls import path

from doorstep.web.running import views

urlpatterns = [
    path("account/outage-words/", views.outage_words, name="outage-words"),
    path("outage-packs/", views.outage_packs, name="outage-packs"),
]
