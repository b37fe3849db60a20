// A certified OpenID Connect provider at which everybody is "somebody", for the tests of our client.
// node provider.mjs PORT LEVEL CLIENT_JWK REDIRECT_URI

import { createRequire } from "node:module";
import { createServer } from "node:http";

const require = createRequire(new URL("../../../.node/", import.meta.url));
const { default: Provider } = await import(require.resolve("oidc-provider"));

const [port, level, jwk, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "our-client",
    redirect_uris: [redirect],
    post_logout_redirect_uris: [],
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [JSON.parse(jwk)] },
  }],
  acrValues: ["substantial", "high", "entraid"],
  claims: { acr: null, auth_time: null, iss: null, openid: ["sub"] },
  cookies: { keys: ["for tests only"] },
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
  },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
});

// Whoever comes signs in at once, as surely as LEVEL says.
async function interaction(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    await provider.interactionFinished(request, response, { login: { accountId: "somebody", acr: level } });
    return;
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope("openid");
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

const answer = provider.callback();
createServer((request, response) => {
  if (request.url.startsWith("/interaction/")) interaction(request, response);
  else answer(request, response);
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
