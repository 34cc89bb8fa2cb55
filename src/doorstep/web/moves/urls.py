"""The addresses of moves from one person to another."""

from django.urls import path

from doorstep.web.moves.views import absences, handing, moving, staff, workers

urlpatterns = [
    path("staff/", staff.staff, name="staff"),
    path("staff/<int:pk>/hand-over/", handing.hand_over_page, name="hand-over"),
    path("staff/<int:pk>/absences/", absences.absences, name="absences"),
    path("absences/<int:pk>/end/", absences.end_absence, name="end-absence"),
    path("moves/new/", moving.move_children_page, name="move-children"),
    path("moves/<int:pk>/", moving.move, name="move"),
    path("continuity/", staff.continuity_page, name="continuity"),
    path("children/<str:child_id>/workers/", workers.workers, name="workers"),
]
