"""The addresses of sign-in, below `/admin/connexion/`: those that somebody needs who is not yet in."""

from django.urls import include, path

from acces.oidc import views as oidc
from acces.screens.factors import Application, Codes, Key, Remove, Verify
from acces.screens.invitations import Accept, InviteAgain, WithoutFactor
from acces.screens.security import Security
from acces.second_factor import passkeys
from ground.edges.lanes import MAILS, PASSWORDS
from ground.facts import Weight, is_sent, weighs

#: A code or a password that is tried.
TRY = Weight(cost=10, lane=PASSWORDS, when=is_sent)
#: A mail that is sent while somebody waits.
MAIL = Weight(cost=20, lane=MAILS, when=is_sent)
OURS = [
    path("", weighs()(Security.as_view()), name="securite"),
    path("verifier/", weighs(TRY)(Verify.as_view()), name="verifier"),
    path("application/", weighs(TRY)(Application.as_view()), name="application"),
    path("cle/", weighs()(Key.as_view()), name="cle"),
    path("codes/", weighs()(Codes.as_view()), name="codes"),
    path("retirer/<str:kind>/<int:pk>/", weighs()(Remove.as_view()), name="retirer"),
    path("invitation/<str:token>/", weighs(TRY)(Accept.as_view()), name="invitation"),
    path("renvoyer/<int:pk>/", weighs(MAIL)(InviteAgain.as_view()), name="renvoyer"),
    path("sans-facteur/<int:pk>/", weighs()(WithoutFactor.as_view()), name="sans_facteur"),
]
urlpatterns = [
    path("cles/", include((passkeys.urlpatterns, "otp_webauthn"))),
    path("fournisseur/", include((oidc.urlpatterns, "acces_oidc"))),
    path("", include((OURS, "acces"))),
]
