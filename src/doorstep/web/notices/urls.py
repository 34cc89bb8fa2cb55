"""The addresses of being told."""

from django.urls import path

from doorstep.web.notices.views import feeds, messages, reminders, webhooks, wishes

HOOKS = "administration/webhooks/"
urlpatterns = [
    path("told/", wishes.show, name="being-told"),
    path("told/test/", wishes.test, name="test-message"),
    path("told/calendar/", feeds.make, name="make-feed"),
    path("told/calendar/revoke/", feeds.revoke, name="revoke-feed"),
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("reminders/", reminders.show, name="reminders"),
    path("reminders/new/", reminders.new, name="new-reminder"),
    path("reminders/<int:pk>/", reminders.change, name="change-reminder"),
    path("reminders/<int:pk>/settle/", reminders.settle, name="settle-reminder"),
    path("reminders/<int:pk>/reopen/", reminders.reopen, name="reopen-reminder"),
    path("children/<str:child_id>/remind/", reminders.of_child, name="child-reminder"),
    path("administration/messages/", messages.show, name="messages"),
    path("administration/messages/<int:pk>/again/", messages.again, name="send-again"),
    path(HOOKS, webhooks.show, name="webhooks"),
    path(f"{HOOKS}new/", webhooks.new, name="new-webhook"),
    path(f"{HOOKS}<int:pk>/", webhooks.webhook, name="webhook"),
    path(f"{HOOKS}<int:pk>/change/", webhooks.change, name="change-webhook"),
    path(f"{HOOKS}<int:pk>/test/", webhooks.test, name="test-webhook"),
    path(f"{HOOKS}<int:pk>/secret/", webhooks.secret, name="webhook-secret"),
    path(f"{HOOKS}<int:pk>/end/", webhooks.end, name="end-webhook"),
]
