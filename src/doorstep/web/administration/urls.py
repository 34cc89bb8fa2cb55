"""The addresses of administration."""

from django.urls import path

from doorstep.web.administration.views import (
    adoptions,
    deputies,
    people,
    places,
    roles,
    start,
    tokens,
    ways_in,
)

urlpatterns = [
    path("", start.administration, name="administration"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new-person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/", people.change_person, name="change-person"),
    path("people/<int:pk>/close/", ways_in.close_account, name="close-account"),
    path("people/<int:pk>/reopen/", ways_in.reopen_account, name="reopen-account"),
    path("people/<int:pk>/password/", ways_in.password_link, name="password-link"),
    path("people/<int:pk>/ways-in/<str:step>/", ways_in.way_in, name="way-in"),
    path("people/<int:pk>/roles/new/", roles.give_role, name="give-role"),
    path("people/<int:pk>/roles/<int:role_pk>/end/", roles.end_role, name="end-role"),
    path("password/<uidb64>/<token>/", ways_in.choose_password, name="choose-password"),
    path("teams/", places.places, name="places"),
    path("teams/new/", places.new_team, name="new-team"),
    path("teams/<int:pk>/", places.team_people, name="team-people"),
    path("teams/<int:pk>/change/", places.change_team, name="change-team"),
    path("localities/new/", places.new_locality, name="new-locality"),
    path("localities/<int:pk>/change/", places.change_locality, name="change-locality"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/new/", deputies.new_deputy, name="new-deputy"),
    path("deputies/<int:pk>/end/", deputies.end_deputy, name="end-deputy"),
    path("own-deputies/", deputies.own_deputies, name="own-deputies"),
    path("own-deputies/new/", deputies.new_own_deputy, name="new-own-deputy"),
    path("own-deputies/<int:pk>/end/", deputies.end_own_deputy, name="end-own-deputy"),
    path("policies/", adoptions.adoptions, name="adoptions"),
    path("policies/adopt/", adoptions.adopt, name="adopt"),
    path("policies/<int:pk>/end/", adoptions.end_adoption, name="end-adoption"),
    path("api/", tokens.api_tokens, name="api-tokens"),
    path("api/new/", tokens.new_api_token, name="new-api-token"),
    path("api/<int:pk>/revoke/", tokens.revoke_api_token, name="revoke-api-token"),
    path("bank-holidays/", start.holidays, name="bank-holidays"),
]
