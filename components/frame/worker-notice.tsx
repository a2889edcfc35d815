"use client";
import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { NextStep } from "#components/ui/next-step";
import { workerQuery } from "../queries";

const AWAY = {
  sentence: "The worker is away: runs wait until it is back, and then continue automatically.",
  nextStep: "If it stays away, check the window where npm start runs, or worker.log in the logs of the data folder.",
};

/** Under the header of every page while runs cannot be carried out: no worker is running, or the database does not respond. */
export function WorkerNotice() {
  const { data } = useQuery(workerQuery());
  if (data?.serves !== false) return null;
  const { sentence, nextStep } = data.failure ?? AWAY;
  return (
    <div role="status" className="border-t border-warning-border bg-warning-soft">
      <div className="page-width flex items-start gap-2.5 py-1.5">
        <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warning" />
        <div className="min-w-0 text-sm">
          <p className="font-medium">{sentence}</p>
          <NextStep text={nextStep} className="text-muted" />
        </div>
      </div>
    </div>
  );
}
