"""The addresses of signing in and of accounts: what Qiao offers of allauth, under the names that allauth asks for."""

from allauth.account.views import PasswordChangeView, PasswordSetView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.conf import settings
from django.urls import URLPattern, path

from qiao.web.views import account, accounts, audit

if settings.OIDC:
    from allauth.socialaccount.providers.openid_connect.views import callback as back
    from allauth.socialaccount.providers.openid_connect.views import login as elsewhere
else:
    # Without a provider its packages are not installed, and nobody signs in there.
    back = elsewhere = account.not_elsewhere

# Two names for one address: Django asks for the first, allauth for the second.
urlpatterns: list[URLPattern] = [
    path("sign-in/", account.sign_in, name="login"),
    path("sign-in/", account.sign_in, name="account_login"),
    path("sign-in/closed/", account.closed, name="account_inactive"),
    path("sign-in/code/", AuthenticateView.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", LoginWebAuthnView.as_view(), name="mfa_login_webauthn"),
    path("sign-in/link/<str:uid>/<str:token>/", account.link, name="one-time-link"),
    path("sign-in/elsewhere/cancelled/", account.not_elsewhere, name="socialaccount_login_cancelled"),
    path("sign-in/elsewhere/failed/", account.not_elsewhere, name="socialaccount_login_error"),
    path("sign-in/elsewhere/<str:provider_id>/", elsewhere, name="openid_connect_login"),
    path("sign-in/elsewhere/<str:provider_id>/back/", back, name="openid_connect_callback"),
    path("sign-out/", account.sign_out, name="logout"),
    path("sign-out/", account.sign_out, name="account_logout"),
    path("account/", account.own, name="account-own"),
    path("account/password/", account.noted(PasswordChangeView.as_view()), name="account_change_password"),
    path("account/password/first/", account.noted(PasswordSetView.as_view()), name="account_set_password"),
    path("account/again/", account.noted(ReauthenticateView.as_view()), name="account_reauthenticate"),
    path("account/again/code/", account.noted(CodeAgainView.as_view()), name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        account.noted(ReauthenticateWebAuthnView.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/second-factor/", IndexView.as_view(), name="mfa_index"),
    path("account/second-factor/app/", account.noted(ActivateTOTPView.as_view()), name="mfa_activate_totp"),
    path("account/second-factor/app/off/", account.noted(DeactivateTOTPView.as_view()), name="mfa_deactivate_totp"),
    path("account/second-factor/passkeys/", account.passkeys, name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/new/", account.noted(AddWebAuthnView.as_view()), name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/",
        account.noted(RemoveWebAuthnView.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("account/second-factor/recovery/", ViewRecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/recovery/new/",
        account.noted(GenerateRecoveryCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/recovery/file/",
        DownloadRecoveryCodesView.as_view(),
        name="mfa_download_recovery_codes",
    ),
    path("account/sessions/", account.sessions, name="usersessions_list"),
    path("account/sessions/others/end/", account.end_others, name="account-sessions-end"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="account-session-end"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<int:pk>/", accounts.show, name="account"),
    path("accounts/<int:pk>/link/", accounts.link, name="account-link"),
    path("accounts/<int:pk>/close/", accounts.close, name="account-close"),
    path("accounts/<int:pk>/reopen/", accounts.reopen, name="account-reopen"),
    path("audit/", audit.listing, name="audit"),
    path("audit/<int:number>/", audit.line, name="audit-line"),
]
