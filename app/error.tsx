"use client";
import { ErrorPage } from "#components/frame/error-page";

export default function RouteError({ error, retry }: { error: unknown; retry: () => void }) {
  return <ErrorPage error={error} retry={retry} />;
}
