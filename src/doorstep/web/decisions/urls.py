"""The addresses of decisions, and of forms filled in by themselves."""

from django.urls import path

from doorstep.web.decisions.views import (
    acting,
    ending_plans,
    events,
    filling,
    household,
    incidence,
    meetings,
    opening,
    tier,
    waiting,
    writing,
)

CHILD = "children/<str:child_id>/"
ONE = f"{CHILD}decisions/<int:pk>/"

urlpatterns = [
    path("decisions/", waiting.my_decisions, name="my-decisions"),
    path("decisions/disputes/", waiting.disputes, name="disputes"),
    path("decisions/read/", waiting.read_and_sign, name="read-and-sign"),
    path(f"{CHILD}decisions/", opening.decisions, name="decisions"),
    path(f"{CHILD}decisions/new/", opening.open_decision, name="open-decision"),
    path(ONE, acting.decision, name="decision"),
    path(f"{ONE}write/", writing.write, name="write"),
    path(f"{ONE}compare/", writing.compare, name="compare"),
    path(f"{ONE}comment/", acting.comment, name="comment"),
    path(f"{ONE}do/<str:action>/", acting.act, name="act"),
    path(f"{CHILD}drafts/<int:pk>/", writing.save_draft, name="save-draft"),
    path(f"{CHILD}forms/", filling.forms, name="forms"),
    path(f"{CHILD}forms/new/", filling.fill_form, name="fill-form"),
    path(f"{CHILD}forms/<int:pk>/", filling.form, name="form"),
    path(f"{CHILD}household/", household.household, name="household"),
    path(f"{CHILD}tier/", tier.decide_tier, name="decide-tier"),
    path(f"{CHILD}meetings/new/", meetings.record_meeting, name="record-meeting"),
    path(f"{CHILD}meetings/notes/<int:pk>/", meetings.meeting_note, name="meeting-note"),
    path(f"{CHILD}events/new/", events.record_event, name="record-event"),
    path(f"{CHILD}events/<int:pk>/", events.event, name="event"),
    path(f"{CHILD}events/<int:pk>/correct/", events.correct_event, name="correct-event"),
    path(f"{CHILD}end-plan/", ending_plans.end_plan, name="end-plan"),
    path("administration/incidence/", incidence.incidence, name="incidence"),
]
