"""The office pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from nsc.web.views import components, door, figures, office, people

urlpatterns = [
    path("", office.home, name="home"),
    path("sign-in/", door.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("theme/", door.theme, name="theme"),
    path("language/", door.language, name="language"),
    path("search/", office.search, name="search"),
    path("health/", office.health, name="health"),
    path("overview/", figures.overview, name="overview"),
    path("map/", figures.the_map, name="map"),
    path("households/", people.households_list, name="households"),
    path("households/persons/", people.persons_list, name="persons"),
    path("households/<int:household_id>/", people.household_file, name="household"),
    path("indicators/", figures.indicators, name="indicators"),
    path("indicators/table.csv", figures.indicators_csv, name="indicators-csv"),
    path("import/", office.home, name="import"),
    path("definitions/", office.definitions_page, name="definitions"),
    path("components/", components.components, name="components"),
    path("components/<slug:name>/", components.page, name="sample"),
]
