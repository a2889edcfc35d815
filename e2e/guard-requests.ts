/** Parts of requests: those of Postern's own pages and those of other clients. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Headers = Record<string, string>;

/** Ids of the actions as the build has them. */
export function actionId(name: string): string {
  const file = join(process.env.NEXT_DIST_DIR ?? ".next", "server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as { node: Record<string, { exportedName: string }> };
  const [id] = Object.entries(node).find(([, { exportedName }]) => exportedName === name) ?? [];
  if (!id) throw new Error(`The build has no action ${name}.`);
  return id;
}

/** `name`: that of Postern's one address. */
export const otherHosts = (name: string, port: string) => [
  `127.0.0.1:${port}`,
  `localhost:${port}`,
  `[::1]:${port}`,
  `postern-0123456789abcdef0123.localhost:${port}`,
  name,
  `${name}:${Number(port) + 1}`,
  `${name.toUpperCase()}:${port}`,
  `${name}.:${port}`,
  `a.${name}:${port}`,
  `user@${name}:${port}`,
  "rebind.test",
  `rebind.test:${port}`,
  `127.0.0.1.nip.io:${port}`,
  `localhost.rebind.test:${port}`,
  `2130706433:${port}`,
  `0x7f000001:${port}`,
  `0177.0.0.1:${port}`,
  `127.1:${port}`,
  `127.0.0.2:${port}`,
  `0.0.0.0:${port}`,
  `[::ffff:127.0.0.1]:${port}`,
  `[0:0:0:0:0:0:0:1]:${port}`,
  `localhost:${Number(port) + 1}`,
  "localhost",
  "",
];
export const otherOrigins = (host: string, port: string) => [
  "null",
  "http://rebind.test",
  `http://${host.replace(/:\d+$/, "")}:${Number(port) + 1}`,
  `https://${host}`,
  `http://localhost:${port}`,
];

const fetched = (site: string, mode: string, dest: string): Headers => ({
  "sec-fetch-site": site,
  "sec-fetch-mode": mode,
  "sec-fetch-dest": dest,
});
export const ownFetches: Headers[] = [
  {},
  fetched("same-origin", "cors", "empty"),
  fetched("same-origin", "navigate", "document"),
];
/** A person goes there: from a bookmark, or by a link on another site. */
export const arrivals = [fetched("none", "navigate", "document"), fetched("cross-site", "navigate", "document")];
export const otherFetches = [
  fetched("cross-site", "no-cors", "script"),
  fetched("cross-site", "cors", "empty"),
  fetched("same-site", "no-cors", "image"),
  fetched("cross-site", "navigate", "iframe"),
  fetched("same-origin", "navigate", "iframe"),
  fetched("same-site", "navigate", "object"),
  fetched("cross-site", "websocket", "websocket"),
];

const RSC = { rsc: "1", "next-router-state-tree": "%5B%22%22%2C%7B%7D%5D" };
const SEGMENT = { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" };
type Route = { path: string; more: Headers; page: boolean };
export const routes = (draft: string): Route[] => [
  { path: "/", more: {}, page: true },
  { path: `/setup/${draft}/network`, more: {}, page: true },
  { path: `/setup/${draft}/network?_rsc=1a2b3`, more: RSC, page: false },
  { path: `/setup/${draft}/network?_rsc=1a2b3`, more: SEGMENT, page: false },
  { path: "/api/vpcs?region=us-east-1", more: {}, page: false },
  { path: `/api/drafts/${draft}`, more: {}, page: false },
];
/** Other spellings of pages, that versions of Next.js took for the page itself and past the proxy. */
export const variants = (draft: string): Route[] =>
  [
    "/index.rsc",
    "/runs.rsc",
    `/setup/${draft}/network.rsc`,
    `/setup/${draft}/network.segments/_tree.segment.rsc`,
    `/setup/${draft}/network.segments/$c$children/__PAGE__.segment.rsc`,
    `/setup/x/network?nxtPdraft=${draft}`,
    `/setup/x/network?nxtIdraft=${draft}`,
    `//setup/${draft}/network`,
    `/setup//${draft}/network`,
    `/setup/${draft}/network/`,
    `/%73etup/${draft}/network`,
    `/_next/data/build/setup/${draft}/network.json`,
    `/_next/../setup/${draft}/network`,
    `/_next/static/..%2f..%2fsetup/${draft}/network`,
    `/icon.svg/../setup/${draft}/network`,
    `http://localhost/setup/${draft}/network`,
  ].flatMap((path) => [{}, RSC, SEGMENT].map((more) => ({ path, more, page: false })));

/** What Next.js, or a proxy before it, says of a request; from outside it must change nothing. */
export const forged = (draft: string, port: string): Headers[] => [
  ...["middleware", "src/middleware", "proxy", "pages/_middleware", Array(5).fill("src/middleware").join(":")].map(
    (value) => ({ "x-middleware-subrequest": value }),
  ),
  { "x-middleware-subrequest-id": "0".repeat(16) },
  { "x-middleware-next": "1" },
  { "x-middleware-rewrite": `/setup/${draft}/network` },
  { "x-middleware-override-headers": "cookie,host", "x-middleware-request-host": `localhost:${port}` },
  { "x-matched-path": `/setup/${draft}/network`, "x-now-route-matches": `1=${draft}` },
  { "x-invoke-path": `/setup/${draft}/network`, "x-invoke-status": "200" },
  { "x-nextjs-data": "1" },
  { "next-resume": "1", "x-next-resume-state-length": "1" },
  { "x-prerender-revalidate": "1", "x-prerender-bypass": "1" },
  { "x-rewrite-url": "/signed-out", "x-original-url": "/signed-out" },
  { "x-http-method-override": "GET" },
  { "x-forwarded-host": `localhost:${port}`, "x-forwarded-proto": "http", "x-forwarded-port": port },
  { forwarded: `for=127.0.0.1;host=localhost:${port};proto=http` },
  { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", "x-client-ip": "127.0.0.1" },
  { "x-action-forwarded": "1" },
];
