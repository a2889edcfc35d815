"use client";
import { useQuery } from "@tanstack/react-query";
import { Check, ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { profilesQuery, regionsQuery } from "#components/queries";
import { Button } from "#components/ui/button";
import { Menu, MenuItem } from "#components/ui/menu";
import { Spinner } from "#components/ui/spinner";
import { toast } from "#components/ui/toast";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import { regionName } from "#lib/core/network/services/region-names";
import { visible } from "#lib/core/text/untrusted";
import { failureFrom, orFailure } from "./failure-view";
import { type Place, useFrame } from "./person";

/** Chooses, and opens the home page anew: nothing that was read elsewhere stays in this document's memory. */
function useChoose(): (place: Place) => Promise<void> {
  const frame = useFrame();
  return async (place) => {
    if (!frame) return;
    const result = await orFailure(frame.choosePlace(place));
    if (result.ok) window.location.assign("/");
    else toast(result.error.sentence, { description: result.error.nextStep });
  };
}

/** The Region, and a menu of those that the account has enabled. */
export function RegionMenu({ region }: { region: string }) {
  const [open, setOpen] = useState(false);
  const { data, error, isPending } = useQuery({ ...regionsQuery(), enabled: open });
  const choose = useChoose();
  const codes = [...new Set([...(data ?? []), region])].sort();
  return (
    <Menu
      onOpenChange={setOpen}
      trigger={<Trigger label={`Region: ${region}. Switch to another one.`}>{region}</Trigger>}
      heading={<Heading title="Region" error={error} pending={isPending} />}
    >
      {codes.map((code) => (
        <MenuItem key={code} icon={<Mark on={code === region} />} onClick={() => void choose({ region: code })}>
          <span className="font-mono text-xs">{code}</span>
          <span className="ml-auto pl-4 text-sm text-muted">{regionName(code)}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}

/** The profile, and a menu of those in the AWS config files; where the settings decide, the menu says so. `profile` null: none is named. */
export function ProfileMenu({ profile, shown }: { profile: string | null; shown: string }) {
  const [open, setOpen] = useState(false);
  const { data, error, isPending } = useQuery({ ...profilesQuery(), enabled: open });
  const choose = useChoose();
  return (
    <Menu
      onOpenChange={setOpen}
      trigger={
        <Trigger label={`Profile: ${visible(shown)}. Switch to another one.`}>
          <UntrustedText>{shown}</UntrustedText>
        </Trigger>
      }
      heading={<Heading title="Profile" error={error} pending={isPending} text={data?.fixed ?? null} />}
    >
      {data?.fixed === null ? (
        <>
          <MenuItem icon={<Mark on={profile === null} />} onClick={() => void choose({ profile: null })}>
            That of the settings
          </MenuItem>
          {data.names.map((name) => (
            <MenuItem key={name} icon={<Mark on={name === profile} />} onClick={() => void choose({ profile: name })}>
              <UntrustedText>{name}</UntrustedText>
            </MenuItem>
          ))}
        </>
      ) : null}
    </Menu>
  );
}

function Trigger({ label, children, ...props }: { label: string; children: ReactNode }) {
  return (
    <Button {...props} variant="ghost" size="sm" className="h-6 gap-0.5 px-1 text-foreground" aria-label={label}>
      <span className="font-mono text-xs whitespace-normal wrap-anywhere">{children}</span>
      <ChevronDown size={12} aria-hidden className="text-muted" />
    </Button>
  );
}

function Heading({
  title,
  error,
  pending,
  text,
}: {
  title: string;
  error: unknown;
  pending: boolean;
  text?: string | null;
}) {
  const failure = error ? failureFrom(error) : null;
  return (
    <>
      <p className="text-sm font-medium">{title}</p>
      {text ? <p className="text-xs text-muted">{text}</p> : null}
      {failure ? (
        <p className="text-xs text-muted">
          <Sentence>{`${failure.sentence} ${failure.nextStep}`}</Sentence>
        </p>
      ) : null}
      {pending ? <Spinner size={12} /> : null}
    </>
  );
}

const Mark = ({ on }: { on: boolean }) => (
  <Check size={14} aria-hidden={!on} aria-label="chosen" className={on ? "" : "invisible"} />
);
