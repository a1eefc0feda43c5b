vcl 4.1;

# Varnish in front of the site (Debian: varnish and varnish-modules; tests/headless/webhooks/test_varnish.py runs it).
# Set CACHE_PURGE_URL to the address of this Varnish: without it the site lets no shared cache keep a page.

import std;
import xkey;

backend site {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = {
        .url = "/sante/";
        .interval = 5s;
        .timeout = 2s;
        .window = 4;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may say what is out of date: the workers of the site.
acl tellers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ tellers) {
            return (synth(403, "Not yours to purge"));
        }
        if (!req.http.Surrogate-Key) {
            return (synth(400, "Surrogate-Key is missing"));
        }
        # Soft: the copy is out of date, and may be compared with the site's by its ETag. Otherwise it is gone.
        if (req.http.Fastly-Soft-Purge) {
            set req.http.X-Purged = xkey.softpurge(req.http.Surrogate-Key);
        } else {
            set req.http.X-Purged = xkey.purge(req.http.Surrogate-Key);
        }
        return (synth(200, "Purged"));
    }
    # Only the site's own PURGE may carry it.
    unset req.http.X-Purged;
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Whoever is logged in, holds a token, or asks for a part of a page is answered by the site.
    if (req.http.Cookie ~ "(^|; *)sessionid=" || req.http.Authorization || req.http.HX-Request) {
        return (pass);
    }
    if (req.url ~ "^/(admin|cap|brouillon|documents|liens|sante)/") {
        return (pass);
    }
    unset req.http.Cookie;
    # An old copy is shown while the site is down, and never else.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 0s;
    }
}

sub vcl_backend_response {
    # The module reads these keys from « xkey » alone.
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    set beresp.grace = 6h;
    set beresp.keep = 1h;
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
}

sub vcl_synth {
    if (req.http.X-Purged) {
        set resp.http.X-Purged = req.http.X-Purged;
    }
}
