"""All that agents do with the money of their agreements, under `bureau/`."""

from subventions.urls import appels, argent, campagnes, cloture, ecarts, recouvrement, vie

urlpatterns = [
    *argent.urlpatterns,
    *vie.urlpatterns,
    *cloture.urlpatterns,
    *appels.urlpatterns,
    *ecarts.urlpatterns,
    *recouvrement.urlpatterns,
    *campagnes.urlpatterns,
]
