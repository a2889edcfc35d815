"use client";
import { ExternalLink, Lightbulb } from "lucide-react";
import { useSyncExternalStore } from "react";
import type { Step } from "#lib/core/intent/draft";
import { PICTURES } from "./pictures";

/** The concept behind each step, in three sentences, and AWS's own page about it. */
const INFO: Readonly<Record<Step, { text: string; href: string; link: string }>> = {
  network: {
    text: "A private subnet has no route to the internet, or one through a NAT gateway that is paid by the gigabyte. A VPC endpoint is an address of an AWS service inside your VPC, so that calls never leave Amazon's network. Names such as ecs.us-east-1.amazonaws.com then resolve to it, which takes the VPC's DNS attributes.",
    href: "https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html",
    link: "AWS PrivateLink concepts",
  },
  needs: {
    text: "Each AWS service has an endpoint of its own, and a workload needs one for each service that it calls. A task on Fargate that pulls its image from ECR calls four: ecr.api, ecr.dkr, S3 for the layers, and CloudWatch Logs. Gateway endpoints, for S3 and DynamoDB, are routes and free; interface endpoints cost by the hour and zone.",
    href: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
    link: "Amazon ECS interface VPC endpoints",
  },
  placement: {
    text: "An interface endpoint puts one network interface into one subnet of each Availability Zone that you choose. Workloads in all subnets of the VPC reach it, and those of its own zone without the charge between zones. Two zones or more keep calls working when one fails.",
    href: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    link: "Access an AWS service using an interface endpoint",
  },
  connect: {
    text: "Security groups on both sides decide about a connection: the workload's must allow egress to the endpoint, the endpoint's must allow ingress from the workload, on TCP 443. Replies need no rule, as groups keep track of connections. Network ACLs do not, so they must allow both directions.",
    href: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    link: "Control traffic with security groups",
  },
  tune: {
    text: "An endpoint policy limits which calls pass through an endpoint, beside what IAM allows the caller. Private DNS makes the service's usual name resolve to the endpoint for the whole VPC, at once. The safe cutover waits until the endpoint is available, and then switches the name.",
    href: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    link: "Control access with endpoint policies",
  },
  review: {
    text: "Until you apply, nothing has been changed: the plan is computed from a reading of the account. Applying sends exactly the calls that are shown, after reading the account again, and refuses when anything has changed that they rest on. Every run can be rolled back, step by step.",
    href: "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
    link: "Configure an interface endpoint",
  },
};

const KEY = "postern:info-open";
const CHANGED = "postern-info";

const open = {
  subscribe(notify: () => void) {
    window.addEventListener(CHANGED, notify);
    window.addEventListener("storage", notify);
    return () => {
      window.removeEventListener(CHANGED, notify);
      window.removeEventListener("storage", notify);
    };
  },
  get(): boolean {
    try {
      return localStorage.getItem(KEY) === "1";
    } catch {
      return false;
    }
  },
  set(on: boolean) {
    try {
      localStorage.setItem(KEY, on ? "1" : "0");
    } catch {
      // Storage may be forbidden: then the panel opens for this page only.
    }
    window.dispatchEvent(new Event(CHANGED));
  },
};

/** What a step is about. Open or closed is kept in the browser, for all steps together. */
export function StepInfo({ step }: { step: Step }) {
  const isOpen = useSyncExternalStore(open.subscribe, open.get, () => false);
  const { text, href, link } = INFO[step];
  const Picture = PICTURES[step];
  return (
    <details
      open={isOpen}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open !== open.get()) open.set(currentTarget.open);
      }}
      className="mb-5 rounded-lg border bg-surface open:pb-3"
    >
      <summary className="flex w-full list-none items-center gap-2 rounded-lg px-3 py-1.5 text-sm font-medium text-muted hover:text-foreground [&::-webkit-details-marker]:hidden">
        <Lightbulb size={14} aria-hidden />
        What this step is about
      </summary>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3 px-3 pt-1">
        <svg viewBox="0 0 240 84" aria-hidden className="w-60 max-w-full shrink-0 text-muted">
          <Picture />
        </svg>
        <div className="min-w-60 flex-1">
          <p className="max-w-prose text-base">{text}</p>
          <a
            href={href}
            target="_blank"
            rel="noreferrer noopener"
            className="link mt-1.5 inline-flex items-center gap-1 text-sm"
          >
            {link}
            <ExternalLink size={12} aria-hidden />
            <span className="sr-only"> (AWS's documentation, in a new tab)</span>
          </a>
        </div>
      </div>
    </details>
  );
}
