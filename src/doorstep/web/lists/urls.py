"""The addresses of lists."""

from django.urls import path

from doorstep.web.lists.views import (
    blind_spots,
    export,
    my_day,
    saved,
    search,
    teams,
    workload,
    written_down,
)

urlpatterns = [
    path("", my_day.show, name="my-day"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("localities/<int:pk>/", teams.locality, name="locality"),
    path("authority/", teams.authority, name="authority"),
    path("workload/", workload.show, name="workload"),
    path("written-down/", written_down.show, name="written-down"),
    path("written-down/own/", written_down.own, name="own-written-down"),
    path("blind-spots/", blind_spots.show, name="blind-spots"),
    path("blind-spots/<str:child_id>/<slug:kind>/", blind_spots.explain, name="explain-blind-spot"),
    path(
        "blind-spots/<str:child_id>/<slug:kind>/take-back/",
        blind_spots.take_back,
        name="take-back-explanation",
    ),
    path("due/export/", export.show, name="due-export"),
    path("views/", saved.show, name="saved-views"),
    path("views/new/", saved.save, name="save-view"),
    path("views/<int:pk>/", saved.change, name="change-view"),
    path("views/<int:pk>/delete/", saved.delete, name="delete-view"),
    path("search/", search.show, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
]
