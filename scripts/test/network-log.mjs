/**
 * Preloaded into every process of the browser tests: records where it connects to and which names it looks up, if that is not
 * this machine itself.
 */
import dgram from "node:dgram";
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const file = process.env.POSTERN_NETWORK_LOG;
const HERE = /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/i;

/** @param {Record<string, unknown>} line */
const write = (line) => {
  if (file) appendFileSync(file, `${JSON.stringify({ process: process.argv.slice(1, 3), ...line })}\n`);
};

/**
 * @param {string} how
 * @param {unknown} where
 */
const note = (how, where) => {
  if (typeof where === "string" && where !== "" && !HERE.test(where)) write({ how, where });
};

/**
 * Wraps a method in a function that records the call first.
 * @param {object} owner
 * @param {string} name
 * @param {(args: unknown[]) => unknown} whereOf
 */
const watch = (owner, name, whereOf) => {
  const method = Reflect.get(owner, name);
  if (typeof method !== "function") return;
  Reflect.set(owner, name, function watched(/** @type {unknown[]} */ ...args) {
    note(name, whereOf(args));
    return Reflect.apply(method, /** @type {unknown} */ (this), args);
  });
};

/** Of net.Socket's connect: (options), (port, host) or, from inside Node, ([options]). @param {unknown[]} args */
const hostOf = ([first, second]) => {
  const options = Array.isArray(first) ? first[0] : first;
  if (typeof options !== "object" || options === null) return second;
  return "path" in options && options.path ? null : "host" in options ? options.host : null;
};

if (file) {
  watch(net.Socket.prototype, "connect", hostOf);
  watch(dgram.Socket.prototype, "connect", ([, host]) => host);
  watch(dgram.Socket.prototype, "send", (args) => args.slice(1).find((one) => typeof one === "string"));
  for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (/^(?:lookup|resolve|reverse)/.test(name)) watch(owner, name, ([host]) => host);
    }
  }
  syncBuiltinESMExports();
  write({ how: "started" });
}
