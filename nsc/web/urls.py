"""The office pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.decorators.http import require_safe as reads

from nsc.web.views import audit, components, door, figures, imports, office, people, watch

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
    path("audit/seen/", watch.ask, name="who-saw"),
    path("audit/seen/<int:household_id>/", reads(watch.household), name="who-saw-household"),
    path("audit/seen/<int:household_id>/lines.csv", reads(watch.household_csv), name="who-saw-csv"),
    path("alerts/", reads(watch.alerts_list), name="alerts"),
    path("alerts/<int:alert>/review/", watch.review_alert, name="alert-review"),
    path("glass/", watch.break_glass, name="glass"),
    path("glass/<int:emergency_id>/end/", watch.end_glass, name="glass-end"),
    path("glass/reviews/", reads(watch.glass_reviews), name="glass-reviews"),
    path("glass/<int:emergency_id>/review/", watch.review_glass, name="glass-review"),
    path("definitions/", reads(office.definitions_page), name="definitions"),
    path("components/", reads(components.components), name="components"),
    path("components/<slug:name>/", reads(components.page), name="sample"),
]
