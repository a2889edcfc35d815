/** A real OpenID Connect provider (oidc-provider) on loopback, and a browser's part in signing in to it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import Provider, { type AccountClaims, type Configuration } from "oidc-provider";

export type RealProvider = {
  url: string;
  /** What the provider knows of the one person who signs in there. */
  person: AccountClaims;
  close(): Promise<void>;
};

export const CLIENTS = {
  confidential: { id: "postern-confidential", secret: "a secret that only the two know" },
  public: { id: "postern-public" },
};

type Options = {
  redirectUri: string;
  /** Whether addresses and groups are in the ID token as well; by default providers leave them to userinfo. */
  claimsInIdToken: boolean;
};

/** Starts a provider that demands PKCE, and signs its one person in without a form. */
export async function startProvider({ redirectUri, claimsInIdToken }: Options): Promise<RealProvider> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const known: RealProvider = {
    url,
    person: { sub: "0042" },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  const configuration: Configuration = {
    clients: [
      { client_id: CLIENTS.confidential.id, client_secret: CLIENTS.confidential.secret, redirect_uris: [redirectUri] },
      { client_id: CLIENTS.public.id, token_endpoint_auth_method: "none", redirect_uris: [redirectUri] },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" }] },
    cookies: { keys: ["cookies of a test"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["groups"] },
    conformIdTokenClaims: !claimsInIdToken,
    pkce: { required: () => true },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => known.person }),
    async loadExistingGrant({ oidc: { client, session } }) {
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(url, configuration);
  const respond = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void respond(request, response);
    void provider.interactionFinished(request, response, { login: { accountId: known.person.sub } });
  });
  return known;
}

/** Goes where the provider sends a browser, with its cookies, until it is sent back to `redirectUri`. */
export async function signInAt(start: URL, redirectUri: string): Promise<URL> {
  const jar = new Map<string, string>();
  for (let at = start, step = 0; step < 10; step++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(at, { redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    const to = response.headers.get("location");
    if (!to) throw new Error(`${at.pathname} returned ${response.status}: ${await response.text()}`);
    at = new URL(to, at);
    if (at.href.startsWith(redirectUri)) return at;
  }
  throw new Error("The provider sends the browser round and round.");
}
