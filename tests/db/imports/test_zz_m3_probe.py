import pytest, web_made as made
from django.urls import reverse
def test_slash(sign_in):
    made.adopt()
    u=made.person("records_officer")
    c=sign_in(u)
    for n in ("a/b","..","a b","%2f","a?b","x\0y","a#b"):
        try:
            r=c.post(reverse("records"),{"number":n}); print(repr(n), r.status_code, r.get("Location"))
            if r.get("Location"): print(c.get(r["Location"]).status_code)
        except Exception as e: print(repr(n),type(e),e)
def test_slash_child(sign_in):
    made.adopt()
    made.store(made.case("A/1"))
    u=made.person("team_manager", in_team=made.team("East"))
    c=sign_in(u)
    for p in ("my-day","team","staff","quality"):
        try: print(p, c.get(reverse(p)).status_code)
        except Exception as e: print(p,type(e),e)
