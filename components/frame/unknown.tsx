"use client";
import { usePathname } from "next/navigation";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { Logo } from "#components/ui/logo";
import { Sentence } from "#components/ui/untrusted";

type Unknown = { title: string; heading: string; text: string; links: readonly [href: string, words: string][] };

const HOME = ["/", "Go to the home page"] as const;
const RUNS = ["/runs", "See all runs"] as const;

/** What an address names that is not there, and what to do next. */
export function unknownAt(path: string): Unknown {
  const [kind, name = "", step = ""] = path.split("/").slice(1).map(readable);
  if (kind === "runs" && name !== "") {
    return {
      title: "No such run",
      heading: `There is no run ${name} in this account`,
      text: "The address may be mistyped or cut off, or the run belongs to another Postern, whose database has it.",
      links: [[...RUNS], [...HOME]],
    };
  }
  if (kind === "setup" && step !== "" && UUID.test(name)) {
    return {
      title: "No such draft",
      heading: `There is no draft ${name}, or it has no step “${step}”`,
      text: "It may have been deleted. Drafts that are left are on the home page; a new one begins empty.",
      links: [[...HOME], ["/setup", "Start a setup"]],
    };
  }
  if (kind === "setup" && name !== "") {
    return {
      title: "No such draft",
      heading: `There is no draft ${name}`,
      text: "The address may be mistyped or cut off, or the draft was deleted. Drafts that are left are on the home page.",
      links: [[...HOME], ["/setup", "Start a setup"]],
    };
  }
  if (kind === "vpcs" && name !== "") {
    return {
      title: "No such VPC",
      heading: `There is no VPC ${name} in this account`,
      text: "The id of a VPC is vpc- with 8 or 17 hexadecimal digits. The home page lists the VPCs of the Region.",
      links: [[...HOME]],
    };
  }
  return {
    title: "Not found",
    heading: "There is no such page here",
    text: `Postern has nothing at ${readable(path)}. The address may be mistyped.`,
    links: [[...HOME], [...RUNS]],
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The most of an address that is repeated. */
const MOST = 80;

function readable(part: string): string {
  let text = part;
  try {
    text = decodeURIComponent(part);
  } catch {
    // It is no percent-encoding: shown as it is.
  }
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

/** The page for an address that leads nowhere. */
export function UnknownPage() {
  const { title, heading, text, links } = unknownAt(usePathname());
  return (
    <>
      <title>{`${title} - Postern`}</title>
      <EmptyState
        icon={<Logo size={28} />}
        title={
          <h1 className="wrap-anywhere">
            <Sentence>{heading}</Sentence>
          </h1>
        }
        className="py-20"
        actions={links.map(([href, words], at) => (
          <ButtonLink key={href} href={href} {...(at === 0 ? { variant: "primary" as const } : {})}>
            {words}
          </ButtonLink>
        ))}
      >
        <Sentence>{text}</Sentence>
      </EmptyState>
    </>
  );
}
