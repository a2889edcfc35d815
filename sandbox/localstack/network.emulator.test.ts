import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const python = join(process.env.POSTERN_PYTHON_VENV ?? "", process.platform === "win32" ? "Scripts" : "bin", "python");

/** Loads the emulator, and then tries to connect to other machines, and to this one, by every API of Python. */
const TRIES = `
import socket, sys
import emulator
from urllib.request import urlopen
import requests

def said(attempt):
    try:
        attempt()
        return "connected"
    except Exception as error:
        return str(error)

def udp(send):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        send(one)

print(said(lambda: socket.create_connection(("192.0.2.1", 80), 1)))
print(said(lambda: socket.socket().connect(("192.0.2.1", 80))))
print(said(lambda: socket.socket().connect_ex(("169.254.169.254", 80))))
print(said(lambda: socket.create_connection(("2001:db8::1", 80), 1)))
print(said(lambda: udp(lambda one: one.connect(("192.0.2.1", 53)))))
print(said(lambda: udp(lambda one: one.sendto(b"x", ("192.0.2.1", 53)))))
print(said(lambda: udp(lambda one: one.sendmsg([b"x"], [], 0, ("192.0.2.1", 53)))))
print(said(lambda: socket.getaddrinfo("example.com", 443)))
print(said(lambda: socket.gethostbyname("example.com")))
print(said(lambda: urlopen("http://example.com/", timeout=1)))
print(said(lambda: requests.get("http://192.0.2.1/", timeout=1)))
print("and here:")
with socket.create_server(("127.0.0.1", 0)) as server:
    print(said(lambda: socket.create_connection(("localhost", server.getsockname()[1]), 1)))
`;

it("the emulator's process connects to this machine only, and looks no other name up", async () => {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const { stdout } = await promisify(execFile)(python, ["-c", TRIES], { cwd });
  const [tries = "", here] = stdout.trim().split("\nand here:\n");
  const refused = tries.split("\n").slice(-11);
  expect(refused.filter((line) => !/The sandbox does not (connect to|look up) /.test(line))).toEqual([]);
  expect(refused).toHaveLength(11);
  expect(here).toBe("connected");
});
