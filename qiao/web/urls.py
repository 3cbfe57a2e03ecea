"""The addresses of the site."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from qiao.web.views import checks, documents, drafts, home, imports, issued, people, records, tracing, worked

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
    path("documents/", documents.listing, name="documents"),
    path("documents/new/", documents.ask, name="document-new"),
    path("documents/drafts/<uuid:uid>/", drafts.show, name="document-draft"),
    path("documents/drafts/<uuid:uid>/words/<slug:place>/", drafts.words, name="document-words"),
    path("documents/drafts/<uuid:uid>/save/", drafts.save, name="document-save"),
    path("documents/drafts/<uuid:uid>/rewrite/", drafts.rewrite, name="document-rewrite"),
    path("documents/drafts/<uuid:uid>/issue/", drafts.issue, name="document-issue"),
    path("documents/drafts/<uuid:uid>/discard/", drafts.discard, name="document-discard"),
    path("documents/drafts/<uuid:uid>/restore/", drafts.restore, name="document-restore"),
    path("documents/drafts/<uuid:uid>/file/<slug:ending>/", drafts.file, name="document-draft-file"),
    path("documents/issued/<slug:serial>/", issued.show, name="document-issued"),
    path("documents/issued/<slug:serial>/figures/<int:at>/", issued.figure, name="document-issued-figure"),
    path("documents/issued/<slug:serial>/file/<slug:ending>/", issued.file, name="document-issued-file"),
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
