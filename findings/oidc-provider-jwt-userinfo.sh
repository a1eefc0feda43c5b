#!/bin/sh
# oidc-provider 9.13.3 answers JSON to a client that has asked for a signed userinfo, unless a feature is on.
#
# Expected: a client registered with `userinfo_signed_response_alg: "RS256"` gets `application/jwt`, or the provider refuses
# this metadata.
# Seen: without `features.jwtUserinfo`, which is off by default, the provider starts, takes the client and answers
# `application/json`. Nothing is said in its log. A test of « our login reads a signed userinfo » is green and proves nothing.
# Why: the metadata belongs to the feature; a property that no feature knows is dropped.
# Instead: turn `features.jwtUserinfo` on, and assert the content type of the answer. Needs Node 20 or newer.
set -eu
command -v npm >/dev/null || exit 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{"private": true, "type": "module"}' > package.json
npm install --silent --no-audit --no-fund oidc-provider@9.13.3 >&2 || exit 2
cat > ask.mjs <<'JS'
import { Provider } from "oidc-provider";

for (const [name, features] of [["by default", {}], ["with jwtUserinfo", { jwtUserinfo: { enabled: true } }]]) {
  const site = { client_id: "site", client_secret: "secret", redirect_uris: ["http://127.0.0.1/back"], userinfo_signed_response_alg: "RS256" };
  const server = await new Promise((done) => {
    const started = new Provider("http://127.0.0.1", { clients: [site], features: { devInteractions: { enabled: false }, ...features } });
    const listening = started.listen(0, "127.0.0.1", () => done({ started, listening }));
  });
  const { started, listening } = server;
  const grant = new started.Grant({ clientId: "site", accountId: "1" });
  grant.addOIDCScope("openid");
  const client = await started.Client.find("site");
  const token = new started.AccessToken({ accountId: "1", client, grantId: await grant.save(), scope: "openid", gty: "authorization_code" });
  const headers = { authorization: `Bearer ${await token.save()}` };
  const answer = await fetch(`http://127.0.0.1:${listening.address().port}/me`, { headers });
  console.log(`${name}: ${answer.status} ${answer.headers.get("content-type")}`);
  listening.close();
}
JS
seen=$(node ask.mjs 2>/dev/null | grep -v "^oidc-provider ")
echo "$seen"
expected="by default: 200 application/json; charset=utf-8
with jwtUserinfo: 200 application/jwt; charset=utf-8"
if [ "$seen" != "$expected" ]; then
    echo "changed: this was seen before:"
    echo "$expected"
    exit 1
fi
