"use client";
import { ErrorPage } from "#components/frame/error-page";
import "./globals.css";

/** Stands in for the whole document, when not even the layout could be shown. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>This page could not be shown - Postern</title>
        <ErrorPage error={error} retry={retry} />
      </body>
    </html>
  );
}
