import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from datetime import timedelta
from subventions.services.exemple import load_exemple
from communes.models import Agent
from ateliers.models import Seance
pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
def test_shots(live_server, page, time_machine):
    url = live_server.url
    ex = load_exemple(now=timezone.now())
    lucie = Agent.objects.get(courriel="lucie.garnier@ludres.example")
    now = timezone.now()
    jour = timezone.localtime(now).replace(hour=14, minute=0, second=0, microsecond=0)
    s1 = Seance.objects.filter(debut__date=timezone.localdate()).order_by("debut")
    m, a = list(s1)[:2]
    # running now / later today
    m.debut = now - timedelta(minutes=40); m.fin = now + timedelta(minutes=60); m.save()
    lieu = Seance.objects.exclude(lieu=m.lieu).first().lieu
    a.debut = now + timedelta(minutes=110); a.fin = a.debut + timedelta(minutes=90); a.lieu = lieu; a.save()
    ins = list(m.inscriptions.all())
    for i, p in zip(ins, ["present", "present", "absent", "present"]):
        i.presence = p; i.save()
    v = Seance.objects.filter(debut__gt=now+timedelta(days=20)).first()
    v.debut = now - timedelta(days=1); v.fin = v.debut + timedelta(hours=2); v.save()
    w = Seance.objects.filter(debut__gt=now+timedelta(days=25)).last()
    w.debut = now - timedelta(days=1, hours=3); w.fin = w.debut + timedelta(hours=2); w.etat="tenue"; w.minutes_reelles=105; w.save()
    d = Seance.objects.filter(debut__gt=now+timedelta(days=1)).first()
    d.debut = now + timedelta(days=1); d.fin = d.debut + timedelta(hours=2); d.save()
    client = Client(); client.force_login(lucie)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    pages = {"jour": reverse("aujourdhui"), "cr": reverse("seance_compte_rendu", args=[ex.pk, m.pk]), "coop": reverse("coop")+f"?jour={(now-timedelta(days=1)).date()}", "activite": reverse("activite", args=[ex.pk]), "accueil": reverse("bureau"), "retard": reverse("seance_retard", args=[m.pk])}
    for nom, ad in pages.items():
        for l in (360, 1280):
            page.set_viewport_size({"width": l, "height": 900})
            r = page.goto(url+ad)
            if nom == "jour" and l == 360:
                print("BYTES", nom, len(r.body()))
                page.locator(".imprevu summary").click()
            page.screenshot(path=f"/tmp/shots_t/{nom}-{l}.png", full_page=True)
