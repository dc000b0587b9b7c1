"""The statements of every agreement at once."""

from django.urls import path

from subventions.views import campagnes

urlpatterns = [
    path("campagnes/", campagnes.campagnes, name="campagnes"),
    path("campagnes/<int:campagne_id>/", campagnes.campagne, name="campagne"),
    path("campagnes/<int:campagne_id>/avancement/", campagnes.campagne_avancement, name="campagne_avancement"),
    path("campagnes/<int:campagne_id>/relancer/", campagnes.campagne_relancer, name="campagne_relancer"),
    path("campagnes/<int:campagne_id>/annuler/", campagnes.campagne_annuler, name="campagne_annuler"),
]
