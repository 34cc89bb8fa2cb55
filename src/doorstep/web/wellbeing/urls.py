"""The addresses of the staff's own record."""

from django.urls import path

from doorstep.web.wellbeing.views import own, situation, team

urlpatterns = [
    path("how-i-am/", own.how_i_am, name="how-i-am"),
    path("how-i-am/said/", own.history, name="how-i-was"),
    path("how-i-am/said/<int:pk>/take-back/", own.take_back_page, name="take-back-word"),
    path("availability/", team.show, name="availability"),
    path("staff/<int:pk>/availability/", team.say_for, name="say-availability"),
    path("situation/", situation.show, name="situation"),
]
