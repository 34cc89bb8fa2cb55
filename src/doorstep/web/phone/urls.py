"""The addresses of the doorstep page: the page itself, what it asks and sends, and pages beside it."""

from django.urls import path

from doorstep.web.phone.views import aside, phones, records, session, shell
from doorstep.web.phone.views import round as rounds

urlpatterns = [
    path("", shell.doorstep, name="doorstep"),
    path("worker.js", shell.worker, name="doorstep-worker"),
    path("manifest.webmanifest", shell.manifest, name="doorstep-manifest"),
    path("session", session.session, name="doorstep-session"),
    path("phones", session.enrol, name="enrol-phone"),
    path("phones/<uuid:phone_id>/key", session.key, name="phone-key"),
    path("phones/<uuid:phone_id>/round", rounds.take_round, name="take-round"),
    path("phones/<uuid:phone_id>/waiting", session.waiting, name="report-waiting"),
    path("records", records.send_record, name="send-record"),
    path("round/", rounds.my_round, name="my-round"),
    path("phones/", phones.my_phones, name="phones"),
    path("phones/<uuid:phone_id>/away/", phones.take_phone_away, name="take-phone-away"),
    path("team/", phones.team_phones, name="team-phones"),
    path("aside/", aside.set_aside, name="set-aside"),
    path("aside/<int:pk>/", aside.set_aside_one, name="set-aside-one"),
]
