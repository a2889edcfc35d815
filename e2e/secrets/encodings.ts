/** The encodings in which a secret may appear. */

export type Encoding = { how: string; bytes: Buffer };

const ascii = (text: string) => Buffer.from(text, "latin1");

/** Plain and encoded: encoding it together with other data leaves one of these. */
export function encodingsOf(secret: string): Encoding[] {
  const plain = Buffer.from(secret, "utf8");
  const each = (write: (code: number) => string) => ascii([...plain].map(write).join(""));
  const hex = (code: number) => code.toString(16).padStart(2, "0");
  const utf16 = Buffer.from(secret, "utf16le");
  const all: Encoding[] = [
    { how: "plain", bytes: plain },
    { how: "reversed", bytes: Buffer.from(plain).reverse() },
    { how: "hex", bytes: each(hex) },
    { how: "HEX", bytes: each((code) => hex(code).toUpperCase()) },
    { how: "URL-encoded", bytes: ascii(encodeURIComponent(secret)) },
    { how: "url-encoded", bytes: ascii(encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())) },
    { how: "percent-encoded", bytes: each((code) => `%${hex(code).toUpperCase()}`) },
    { how: "JSON", bytes: ascii(JSON.stringify(secret).slice(1, -1)) },
    { how: "JSON with \\/", bytes: ascii(secret.replaceAll("/", "\\/")) },
    { how: "\\u escapes", bytes: each((code) => `\\u${hex(code).padStart(4, "0")}`) },
    {
      how: "HTML",
      bytes: each((code) => (/\w/.test(String.fromCharCode(code)) ? String.fromCharCode(code) : `&#x${hex(code)};`)),
    },
    { how: "UTF-16LE", bytes: utf16 },
    { how: "UTF-16BE", bytes: Buffer.from(utf16).swap16() },
    ...[0, 1, 2].flatMap((shift) => base64At(plain, shift)),
  ];
  return all.filter(({ bytes }, i) => all.findIndex((other) => other.bytes.equals(bytes)) === i);
}

/** Base64 of the secret after n other bytes, without the letters that depend on its neighbours. */
function base64At(plain: Buffer, shift: number): Encoding[] {
  const encoded = Buffer.concat([Buffer.alloc(shift), plain]).toString("base64");
  const own = encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + plain.length) * 8) / 6));
  return [
    { how: `base64 at ${shift}`, bytes: ascii(own) },
    { how: `base64url at ${shift}`, bytes: ascii(own.replaceAll("+", "-").replaceAll("/", "_")) },
  ];
}
