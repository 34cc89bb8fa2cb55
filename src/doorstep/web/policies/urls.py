"""The addresses of policies."""

from django.urls import path

from doorstep.web.policies import views

urlpatterns = [
    path("", views.policy, name="policy"),
    path("whole/", views.whole_policy, name="whole-policy"),
    path("packs/<str:label>/", views.policy_pack, name="policy-pack"),
    path("<str:kind>/<path:part_id>/", views.policy_part, name="policy-part"),
]
