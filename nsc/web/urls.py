"""The office pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from nsc.web.views import components, door, office

urlpatterns = [
    path("", office.home, name="home"),
    path("sign-in/", door.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("theme/", door.theme, name="theme"),
    path("language/", door.language, name="language"),
    path("search/", office.search, name="search"),
    path("overview/", office.overview, name="overview"),
    path("map/", office.the_map, name="map"),
    path("households/", office.households, name="households"),
    path("indicators/", office.indicators, name="indicators"),
    path("import/", office.upload, name="import"),
    path("definitions/", office.definitions, name="definitions"),
    path("components/", components.components, name="components"),
    path("components/<slug:name>/", components.page, name="sample"),
]
