"""Every address of the application; each view says who may open it (accounts.gate)."""

from django.urls import include, path

from doorstep.web import about, health

urlpatterns = [
    path("health", health.health, name="health"),
    path("health/all", health.health_of_all, name="health-of-all"),
    path("help", about.help_page, name="help"),
    path("accessibility", about.accessibility, name="accessibility"),
    path("", include("doorstep.web.lists.urls")),
    path("", include("doorstep.web.caseload.urls")),
    path("", include("doorstep.web.visits.urls")),
    path("", include("doorstep.web.decisions.urls")),
    path("", include("doorstep.web.documents.urls")),
    path("data/", include("doorstep.web.imports.urls")),
    path("", include("doorstep.web.notices.urls")),
    path("", include("doorstep.web.moves.urls")),
    path("", include("doorstep.web.wellbeing.urls")),
    path("out/", include("doorstep.web.outings.urls")),
    path("doorstep/", include("doorstep.web.phone.urls")),
    path("children/<str:child_id>/photographs/", include("doorstep.web.phone.photograph_urls")),
    path("records/", include("doorstep.web.governance.urls")),
    path("api/", include("doorstep.web.api.urls")),
    path("", include("doorstep.web.running.urls")),
    path("policy/", include("doorstep.web.policies.urls")),
    path("administration/", include("doorstep.web.administration.urls")),
    path("audit/", include("doorstep.web.oversight.urls")),
    path("account/", include("doorstep.web.accounts.urls")),
]

handler400 = "doorstep.web.errors.bad_request"
handler403 = "doorstep.web.errors.forbidden"
handler404 = "doorstep.web.errors.not_found"
handler500 = "doorstep.web.errors.server_error"
