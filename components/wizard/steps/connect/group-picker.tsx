"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { X } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { cn } from "#components/ui/cn";
import { CopyButton } from "#components/ui/copy-button";
import { SearchInput } from "#components/ui/search-input";
import { Switch } from "#components/ui/switch";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import type { SecurityGroupId } from "#lib/core/network/snapshot";
import { visible } from "#lib/core/text/untrusted";
import { type GroupRow, usersText } from "./groups";

/** The least height of a row; names and users that need more lines get them. */
const ROW = 52;

/** Choose among the VPC's groups, of which there may be thousands: found by name, id or who uses them. */
export function GroupPicker({
  rows,
  chosen,
  onChange,
  describedBy,
}: {
  rows: readonly GroupRow[];
  chosen: readonly SecurityGroupId[];
  onChange: (chosen: SecurityGroupId[]) => void;
  describedBy?: string | undefined;
}) {
  const used = rows.filter(({ interfaces }) => interfaces > 0).length;
  const [search, setSearch] = useState("");
  const [onlyUsed, setOnlyUsed] = useState(used > 0);
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return rows.filter(({ group, interfaces, labels, users }) => {
      if (onlyUsed && interfaces === 0 && !chosen.includes(group.id)) return false;
      const texts = [
        group.id,
        group.name,
        group.tags.Name ?? "",
        group.description,
        ...labels,
        ...users.map(({ what }) => what),
      ];
      return texts.some((text) => text.toLowerCase().includes(wanted));
    });
  }, [rows, search, onlyUsed, chosen]);

  const toggle = (id: SecurityGroupId) =>
    onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  const gone = chosen.filter((id) => !rows.some(({ group }) => group.id === id));

  return (
    <div className="rounded-lg border bg-surface shadow-card">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b p-2.5">
        <SearchInput
          label="Search security groups"
          placeholder={`Search ${rows.length} groups by name, id or user`}
          className="min-w-52 flex-1"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's switch */}
        <label className="flex items-center gap-2 text-sm">
          <Switch checked={onlyUsed} onCheckedChange={setOnlyUsed} />
          Only groups in use ({used})
        </label>
      </div>
      {chosen.length > 0 ? (
        <ul aria-label="Chosen groups" className="flex flex-wrap gap-1.5 border-b px-3 py-2">
          {chosen.map((id) => {
            const name = rows.find(({ group }) => group.id === id)?.group.name;
            return (
              <li
                key={id}
                className="flex items-center gap-1 rounded-md border border-accent-border bg-accent-soft py-0.5 pr-0.5 pl-2 text-sm"
              >
                <UntrustedText>{name ?? id}</UntrustedText>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  className="size-6"
                  aria-label={`Take out ${visible(name ?? id)}`}
                  onClick={() => toggle(id)}
                >
                  <X size={12} aria-hidden />
                </Button>
              </li>
            );
          })}
        </ul>
      ) : null}
      <p role="status" className="sr-only">
        {found.length} groups found, {chosen.length} chosen
      </p>
      {found.length === 0 ? (
        <p className="px-4 py-5 text-base text-muted">
          {search ? `No group matches “${search}”.` : "No group is in use."}{" "}
          {onlyUsed ? "Switch off “Only groups in use” to see the others." : ""}
        </p>
      ) : (
        <GroupRows rows={found} chosen={chosen} toggle={toggle} describedBy={describedBy} />
      )}
      {gone.length > 0 ? (
        <p className="border-t px-3 py-2 text-sm text-danger">Not in this VPC any more: {gone.join(", ")}</p>
      ) : null}
    </div>
  );
}

/** Only the rows in sight are in the page. */
function GroupRows({
  rows,
  chosen,
  toggle,
  describedBy,
}: {
  rows: readonly GroupRow[];
  chosen: readonly SecurityGroupId[];
  toggle: (id: SecurityGroupId) => void;
  describedBy: string | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    initialRect: { width: 800, height: 360 },
  });
  return (
    <div ref={scroller} className="max-h-90 overflow-y-auto">
      <ul
        aria-labelledby="client-groups-label"
        {...(describedBy ? { "aria-describedby": describedBy } : {})}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={row.group.id}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              ref={virtual.measureElement}
              data-index={item.index}
              className="absolute inset-x-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <GroupLine row={row} checked={chosen.includes(row.group.id)} toggle={toggle} first={item.index === 0} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function GroupLine({
  row,
  checked,
  toggle,
  first,
}: {
  row: GroupRow;
  checked: boolean;
  toggle: (id: SecurityGroupId) => void;
  first: boolean;
}) {
  const { group, interfaces, labels } = row;
  const id = `group-${group.id}`;
  return (
    <div className={cn("relative flex min-h-13 items-center", !first && "border-t", checked && "bg-accent-soft")}>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox */}
      <label className="flex min-h-13 min-w-0 flex-1 items-center gap-3 px-3 py-1.5">
        <Checkbox
          checked={checked}
          onCheckedChange={() => toggle(group.id)}
          aria-labelledby={id}
          aria-describedby={`${id}-users`}
        />
        <span id={id} className="min-w-0 flex-1">
          <span className="block text-base font-medium wrap-anywhere">
            <UntrustedText>{group.name}</UntrustedText>
          </span>
          <span className="block text-xs text-muted">
            <span className="font-mono wrap-anywhere">{group.id}</span>
            <span aria-hidden className="sm:hidden">
              {interfaces > 0 ? ` · ${usersText(row)}` : ""}
            </span>
          </span>
        </span>
        <span id={`${id}-users`} className="hidden min-w-0 max-w-[50%] text-right sm:block">
          {interfaces === 0 ? (
            <span className="text-sm text-muted">not in use</span>
          ) : (
            <>
              <Badge>{usersText(row)}</Badge>
              <span className="block text-xs wrap-anywhere text-muted">
                <Sentence>{labels.join(", ")}</Sentence>
              </span>
            </>
          )}
        </span>
      </label>
      <CopyButton text={group.id} label={`Copy ${group.id}`} className="mr-2" />
    </div>
  );
}
