// A real OpenID provider, as ProConnect speaks: userinfo is a signed JWT, and its acr is asked for.
// What it tells of whom is set by the tests: PUT /_persona, and read at GET /_seen.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;
const redirects = process.env.REDIRECTS.split(",");
const persona = { email: "jeanne@exemple.fr", email_verified: true };
const seen = { userinfo: [], authorization: [] };

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "odd17",
      client_secret: "un secret de test qui est assez long",
      redirect_uris: redirects,
      post_logout_redirect_uris: redirects.map((one) => new URL("/admin/login/", one).href),
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
      userinfo_signed_response_alg: process.env.PLAIN ? undefined : "RS256",
    },
  ],
  acrValues: ["eidas1", "eidas2"],
  claims: { openid: ["sub"], email: ["email", "email_verified"], acr: null, auth_time: null },
  conformIdTokenClaims: true,
  features: {
    devInteractions: { enabled: false },
    // Without it userinfo is JSON, whatever the client has asked for.
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  pkce: { required: () => true },
  cookies: { keys: ["un secret de test"] },
  interactions: { url: (_, interaction) => `/_interaction/${interaction.uid}` },
  ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: Number(process.env.ID_TOKEN_SECONDS ?? 600), Interaction: 600, Session: 600, Grant: 600 },
  async findAccount(_, id) {
    return { accountId: id, claims: async () => ({ ...persona, sub: id }) };
  },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
});
provider.use(async (ctx, next) => {
  if (ctx.path === "/auth") seen.authorization.push(Object.fromEntries(new URLSearchParams(ctx.querystring)));
  await next();
  if (ctx.path === "/me") seen.userinfo.push(ctx.response.get("content-type"));
});
const answer = provider.callback();

createServer(async (request, response) => {
  const path = new URL(request.url, issuer).pathname;
  const say = (value) => response.setHeader("content-type", "application/json").end(JSON.stringify(value));
  if (path === "/_persona") {
    let body = "";
    for await (const chunk of request) body += chunk;
    Object.assign(persona, JSON.parse(body));
    return say(persona);
  }
  if (path === "/_seen") return say(seen);
  if (path.startsWith("/_interaction/")) {
    const { prompt, params } = await provider.interactionDetails(request, response);
    if (persona.refuses) {
      const result = { error: "access_denied", error_description: "refusé" };
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    const acr = persona.acr ?? (params.acr_values ?? "").split(" ")[0] ?? undefined;
    const login = { accountId: "1", acr: acr || undefined };
    return provider.interactionFinished(request, response, prompt.name === "login" ? { login } : { consent: {} }, {
      mergeWithLastSubmission: false,
    });
  }
  return answer(request, response);
}).listen(port, "127.0.0.1", () => console.log("listens"));
