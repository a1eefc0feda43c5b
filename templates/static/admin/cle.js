// A passkey is there: the page says so to the site, which goes on from here.
document.addEventListener("otp_webauthn.register_complete", () => document.getElementById("odd17-cle-faite").submit());
