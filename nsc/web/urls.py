"""The office pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.decorators.http import require_safe as reads

from nsc.web.views import audit, components, door, figures, imports, office, people, sensitive

urlpatterns = [
    path("", reads(office.home), name="home"),
    path("sign-in/", door.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("theme/", door.theme, name="theme"),
    path("language/", door.language, name="language"),
    path("search/", reads(office.search), name="search"),
    path("health/", reads(office.health), name="health"),
    path("overview/", reads(figures.overview), name="overview"),
    path("map/", reads(figures.the_map), name="map"),
    path("households/", reads(people.households_list), name="households"),
    path("households/persons/", reads(people.persons_list), name="persons"),
    path("households/<int:household_id>/", reads(people.household_file), name="household"),
    path("households/<int:household_id>/residents/<int:person>/", reads(sensitive.resident), name="resident"),
    path("households/<int:household_id>/residents/<int:person>/name/", sensitive.open_name, name="resident-name"),
    path("households/<int:household_id>/residents/<int:person>/<slug:field>/open/", sensitive.open_detail, name="resident-reveal"),
    path("households/<int:household_id>/residents/<int:person>/<slug:field>/record/", sensitive.record, name="resident-record"),
    path("households/<int:household_id>/residents/<int:person>/<slug:field>/erase/", sensitive.erase, name="resident-erase"),
    path("households/<int:household_id>/photographs/add/", sensitive.add_photograph, name="photograph-add"),
    path("photographs/<int:photograph>/picture.jpg", reads(sensitive.photograph), name="photograph"),
    path("photographs/<int:photograph>/preview.jpg", reads(sensitive.preview), name="photograph-preview"),
    path("photographs/<int:photograph>/remove/", sensitive.remove_photograph, name="photograph-remove"),
    path("indicators/", reads(figures.indicators), name="indicators"),
    path("indicators/table.csv", reads(figures.indicators_csv), name="indicators-csv"),
    path("import/", imports.desk, name="import"),
    path("import/<int:upload>/", imports.file, name="import-file"),
    path("import/template/<slug:code>.xlsx", imports.template, name="import-template"),
    path("import/<int:upload>/progress/", imports.progress, name="import-progress"),
    path("import/<int:upload>/marked/", imports.marked, name="import-marked"),
    path("import/<int:upload>/marked.xlsx", imports.marked_workbook, name="import-marked-workbook"),
    path("import/<int:upload>/errors.csv", imports.errors, name="import-errors"),
    path("import/<int:upload>/map/", imports.map_columns, name="import-map"),
    path("import/<int:upload>/choose/", imports.choose, name="import-choose"),
    path("import/<int:upload>/<slug:verb>/", imports.act, name="import-act"),
    path("import/batches/<int:batch>/undo/", imports.undo, name="import-undo"),
    path("import/lists/<int:target_list>/undo/", imports.undo_list, name="import-list-undo"),
    path("audit/", reads(audit.audit), name="audit"),
    path("audit/lines.csv", reads(audit.audit_csv), name="audit-csv"),
    path("definitions/", reads(office.definitions_page), name="definitions"),
    path("components/", reads(components.components), name="components"),
    path("components/<slug:name>/", reads(components.page), name="sample"),
]
