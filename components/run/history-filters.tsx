"use client";
import { parseAsString, useQueryStates } from "nuqs";
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { SearchInput } from "#components/ui/search-input";
import { type Option, Select } from "#components/ui/select";
import { principalOf } from "#lib/core/iam/principal";
import type { RunChoices } from "#lib/core/run/run";
import { visible } from "#lib/core/text/untrusted";
import type { HistoryFilter } from "./queries";
import { RUN_STYLES } from "./status";

const PARSERS = {
  q: parseAsString,
  status: parseAsString,
  kind: parseAsString,
  vpc: parseAsString,
  region: parseAsString,
  account: parseAsString,
  by: parseAsString,
};

type Name = keyof typeof PARSERS;

/** The filter of the address, and functions to change it. */
export function useHistoryFilter() {
  const [state, setState] = useQueryStates(PARSERS);
  const filter: HistoryFilter = Object.fromEntries(Object.entries(state).filter(([, value]) => value));
  return {
    filter,
    isFiltered: Object.keys(filter).length > 0,
    set: (name: Name, value: string | null) => void setState({ [name]: value }),
    clear: () => void setState(null),
  };
}

/** No status, id or name. */
const ALL = "*";

const STATUSES: Option[] = Object.entries(RUN_STYLES).map(([value, { word }]) => ({ value, label: word }));
const KINDS: Option[] = [
  { value: "apply", label: "Applies" },
  { value: "rollback", label: "Rollbacks" },
];

const plain = (values: readonly string[]): Option[] => values.map((value) => ({ value, label: visible(value) }));

/** The controls above the list. Where there is nothing to choose between, there is no control. */
export function HistoryFilters({
  filter,
  choices,
  set,
  clear,
}: {
  filter: HistoryFilter;
  choices: RunChoices;
  set: (name: Name, value: string | null) => void;
  clear: (() => void) | null;
}) {
  const { vpcIds, regions, accountIds, actors } = choices;
  const people = actors.map((value) => ({ value, label: visible(principalOf(value)) }));
  const fields: { name: Name; label: string; all: string; options: Option[]; always?: boolean }[] = [
    { name: "status", label: "Status", all: "Every status", options: STATUSES, always: true },
    { name: "kind", label: "Kind", all: "Every kind", options: KINDS, always: true },
    { name: "vpc", label: "VPC", all: "Every VPC", options: plain(vpcIds) },
    { name: "region", label: "Region", all: "Every Region", options: plain(regions) },
    { name: "account", label: "Account", all: "Every account", options: plain(accountIds) },
    { name: "by", label: "By", all: "By anybody", options: people },
  ];
  return (
    <search aria-label="Runs" className="flex flex-wrap items-center gap-2">
      <SearchText text={filter.q ?? ""} set={set} />
      {fields.map(({ name, label, all, options, always }) => {
        const chosen = filter[name];
        if (!always && options.length < 2 && chosen === undefined) return null;
        const known = chosen === undefined || options.some(({ value }) => value === chosen);
        return (
          <Select
            key={name}
            label={label}
            className="max-w-64 min-w-32 max-sm:flex-1"
            options={[{ value: ALL, label: all }, ...(known ? options : [...options, ...plain([chosen])])]}
            value={chosen ?? ALL}
            onValueChange={(value) => set(name, value === ALL ? null : value)}
          />
        );
      })}
      {clear ? (
        <Button variant="ghost" onClick={clear}>
          Show all
        </Button>
      ) : null}
    </search>
  );
}

/** Typing settles for this long before the list follows, in milliseconds. */
const SETTLE = 250;

function SearchText({ text, set }: { text: string; set: (name: Name, value: string | null) => void }) {
  const [draftText, setDraftText] = useState(text);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address also changes by "Show all" and the browser's back button.
  useEffect(() => {
    if (waiting.current === undefined) setDraftText(text);
  }, [text]);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const type = (value: string) => {
    setDraftText(value);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => {
      waiting.current = undefined;
      set("q", value.trim() || null);
    }, SETTLE);
  };
  return (
    <SearchInput
      label="Search runs"
      placeholder="Run, person, or the id of anything it created"
      className="min-w-64 flex-1 sm:max-w-md"
      value={draftText}
      onChange={({ target }) => type(target.value)}
    />
  );
}
