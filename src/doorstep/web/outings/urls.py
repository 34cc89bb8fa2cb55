"""The addresses of this app."""

from django.urls import path

from doorstep.web.outings import views

urlpatterns = [
    path("", views.now, name="out-now"),
    path("mine/", views.mine, name="own-outings"),
    path("children/<str:child_id>/", views.go, name="go-out"),
    path("<int:pk>/", views.show, name="outing"),
    path("<int:pk>/longer/", views.longer, name="extend-outing"),
    path("<int:pk>/end/", views.end, name="end-outing"),
]
