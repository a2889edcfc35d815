import { createHash } from "node:crypto";
import { connect, createServer } from "node:net";

/** A name below .localhost leads to both, in browsers to the second first. */
export const LOOPBACK = ["127.0.0.1", "::1"] as const;

/** That this machine has no such address. */
const ABSENT = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

export const isAbsent = ({ code }: NodeJS.ErrnoException): boolean => ABSENT.has(code ?? "");

/** Below the ports that systems give to outgoing connections, any of which may sit on a port for a while. */
const STEADY = { first: 20_000, count: 12_000 };

/** A free port of loopback that is the same each time for the same name, unless another program has it. */
export function steadyPort(name: string): Promise<number> {
  const number = createHash("sha256").update(name).digest().readUInt32BE();
  return nextFreePort(STEADY.first + (number % STEADY.count));
}

/** The first free port of loopback from `first` upwards. */
export async function nextFreePort(first: number): Promise<number> {
  for (let port = first; port <= 65_535; port++) if (await isFree(port)) return port;
  throw new Error(`No port from ${first} upwards is free on loopback`);
}

/** Nobody listens there: neither on these addresses nor, where the system allows both, on all addresses. */
async function isFree(port: number): Promise<boolean> {
  for (const host of LOOPBACK) if ((await accepts(port, host)) || !(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error) => done(isAbsent(error)));
    server.listen(port, host, () => server.close(() => done(true)));
  });
}

function accepts(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, host);
    socket.once("error", () => done(false));
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
  });
}
