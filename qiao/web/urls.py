"""The addresses of the site."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from qiao.web.views import checks, documents, home, imports, own, people, records, tracing, worked

sign_in = LoginView.as_view(template_name="web/sign_in.html", redirect_authenticated_user=True)

urlpatterns = [
    path("", home.show, name="home"),
    path("sign-in/", sign_in, name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("records/", records.listing, name="records"),
    path("records/new/", records.choose, name="record-choose"),
    path("records/new/<slug:kind>/", records.new, name="record-new"),
    path("records/<uuid:uid>/", records.show, name="record"),
    path("records/<uuid:uid>/edit/", records.edit, name="record-edit"),
    path("records/<uuid:uid>/submit/", records.submit, name="record-submit"),
    path("records/<uuid:uid>/approve/", records.approve, name="record-approve"),
    path("records/<uuid:uid>/send-back/", records.send_back, name="record-send-back"),
    path("records/<uuid:uid>/discard/", records.discard, name="record-discard"),
    path("people/", people.listing, name="people"),
    path("people/<str:code>/", people.person, name="person"),
    path("batches/<str:name>/", people.batch, name="batch"),
    path("facts/<str:measure>/", people.fact, name="fact"),
    path("documents/", documents.ask, name="documents"),
    path("documents/patterns/", own.listing, name="document-patterns"),
    path("documents/patterns/file/<slug:ending>/", own.file, name="document-pattern-file"),
    path("documents/patterns/<slug:sort>/new/", own.new, name="document-pattern-new"),
    path("documents/patterns/<slug:sort>/preview/", own.preview, name="document-pattern-preview"),
    path("documents/patterns/<slug:sort>/of/<slug:name>/", own.change, name="document-pattern"),
    path("documents/patterns/<slug:sort>/of/<slug:name>/retire/", own.retire, name="document-pattern-retire"),
    path("documents/<slug:outline>/", documents.show, name="document"),
    path("documents/<slug:outline>/file/<slug:ending>/", documents.file, name="document-file"),
    path("trace/", tracing.trace, name="trace"),
    path("check/", checks.check, name="check"),
    path("check/file/<slug:ending>/", checks.file, name="check-file"),
    path("check/keep/", checks.keep, name="check-keep"),
    path("check/kept/<uuid:uid>/", worked.show, name="check-kept"),
    path("check/kept/<uuid:uid>/file/<slug:ending>/", worked.file, name="check-kept-file"),
    path("check/kept/<uuid:uid>/accept/", worked.accept, name="check-accept"),
    path("check/kept/<uuid:uid>/meant/", worked.meant, name="check-meant"),
    path("check/kept/<uuid:uid>/reopen/", worked.reopen, name="check-reopen"),
    path("check/kept/<uuid:uid>/bind/", worked.bind, name="check-bind"),
    path("check/kept/<uuid:uid>/discard/", worked.discard, name="check-discard"),
    path("check/wordings/", worked.wordings, name="check-wordings"),
    path("check/wordings/<int:pk>/withdraw/", worked.withdraw, name="check-withdraw"),
    path("import/", imports.upload, name="import"),
    path("import/<slug:token>/", imports.confirm, name="import-confirm"),
    path("import/<slug:token>/done/", imports.done, name="import-done"),
    path("import/<slug:token>/rejected/", imports.rejected, name="import-rejected"),
]
