import { connect, createServer } from "node:net";

const HOST = "127.0.0.1";

/** A port of loopback that is free now: the preferred one if it is, else any. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred && (await isFree(preferred))) return preferred;
  return (await listen(0)) ?? Promise.reject(new Error(`No free port on ${HOST}`));
}

/** The first free port from `first` upwards. */
export async function nextFreePort(first: number): Promise<number> {
  for (let port = first; port <= 65_535; port++) if (await isFree(port)) return port;
  return freePort();
}

/** Nobody listens there: neither on this address nor, where the system allows both, on all addresses. */
async function isFree(port: number): Promise<boolean> {
  return (await listen(port)) !== null && !(await answers(port));
}

function listen(port: number): Promise<number | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(null));
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : null));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, HOST);
    socket.once("connect", () => done(true)).once("error", () => done(false));
    socket.once("connect", () => socket.destroy());
  });
}
