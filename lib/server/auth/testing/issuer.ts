/** A small OpenID Connect issuer on loopback, for tests: it signs in any person that a test names, without a prompt. */
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

type Claims = Record<string, unknown> & { sub: string };

export type Issuer = {
  url: string;
  /** Who the next person is: what the id token says, and what only userinfo does. */
  person: { idToken: Claims; userInfo: Record<string, unknown> };
  /** Changes the next id token before it is signed, dates it this many seconds ahead, or signs it with a key that is not published. */
  forge: { claims?: Record<string, unknown>; issuedIn?: number; unpublishedKey?: boolean };
  close(): Promise<void>;
};

export const CLIENT = { id: "postern-test", secret: "a secret that only the two know" };

type Grant = { nonce: string; challenge: string; redirectUri: string };

/** Starts an issuer that knows one client, `CLIENT`. */
export async function startIssuer(): Promise<Issuer> {
  const [own, unpublished] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "1", alg: "RS256", use: "sig" };
  const grants = new Map<string, Grant>();
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: Issuer = {
    url,
    person: { idToken: { sub: "1" }, userInfo: {} },
    forge: {},
    close: () => new Promise((closed) => server.close(() => closed())),
  };

  const json = (response: ServerResponse, body: object, status = 200) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };

  /** Where the person is sent back to. */
  function authorize(asked: URLSearchParams): string {
    const back = new URL(asked.get("redirect_uri") ?? "");
    const known = asked.get("client_id") === CLIENT.id && asked.get("response_type") === "code";
    if (known && asked.get("code_challenge_method") === "S256") {
      const code = `code-${randomUUID()}`;
      const [nonce, challenge] = [asked.get("nonce") ?? "", asked.get("code_challenge") ?? ""];
      grants.set(code, { nonce, challenge, redirectUri: asked.get("redirect_uri") ?? "" });
      back.searchParams.set("code", code);
    } else back.searchParams.set("error", "invalid_request");
    back.searchParams.set("state", asked.get("state") ?? "");
    return back.href;
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", url);
    switch (pathname) {
      case "/authorize":
        response.writeHead(302, { location: authorize(searchParams) }).end();
        return;
      case "/.well-known/openid-configuration":
        return json(response, {
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          jwks_uri: `${url}/keys`,
          userinfo_endpoint: `${url}/userinfo`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
      case "/keys":
        return json(response, { keys: [jwk] });
      case "/userinfo":
        return json(response, { sub: issuer.person.idToken.sub, ...issuer.person.userInfo });
      case "/token":
        return json(response, ...(await tokens(request)));
      default:
        return json(response, {}, 404);
    }
  }

  async function tokens(request: IncomingMessage): Promise<[object, number]> {
    const asked = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    const code = asked.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const [id = "", secret = ""] = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64")
      .toString()
      .split(":")
      .map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    const challenge = createHash("sha256")
      .update(asked.get("code_verifier") ?? "")
      .digest("base64url");
    if (id !== CLIENT.id || secret !== CLIENT.secret) return [{ error: "invalid_client" }, 401];
    if (!grant || challenge !== grant.challenge || asked.get("redirect_uri") !== grant.redirectUri)
      return [{ error: "invalid_grant" }, 400];
    const { claims = {}, issuedIn = 0, unpublishedKey = false } = issuer.forge;
    const now = Math.floor(Date.now() / 1000) + issuedIn;
    const idToken = await new SignJWT({
      iss: url,
      aud: CLIENT.id,
      iat: now,
      exp: now + 60,
      nonce: grant.nonce,
      ...issuer.person.idToken,
      ...claims,
    })
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .sign((unpublishedKey ? unpublished : own).privateKey);
    return [{ access_token: "access", token_type: "Bearer", expires_in: 60, id_token: idToken }, 200];
  }

  return issuer;
}
