import { Ban, Check, CircleDot, Minus } from "lucide-react";
import { Card, CardHeader } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import type { Gap } from "./zones";

const MARKS = {
  placed: { icon: Check, words: "new interface", style: "text-success" },
  there: { icon: CircleDot, words: "there already", style: "text-muted" },
  "not-supported": { icon: Ban, words: "not offered here", style: "text-warning" },
  empty: { icon: Minus, words: "none", style: "text-muted" },
} as const;

/** Service by Availability Zone: where each endpoint is placed, and where it leaves a gap. */
export function GapTable({ gaps, zones }: { gaps: readonly Gap[]; zones: readonly string[] }) {
  const lacking = gaps.filter((gap) => Object.values(gap.zones).includes("not-supported"));
  return (
    <Card>
      <CardHeader
        title="Coverage"
        description={
          lacking.length > 0
            ? "Where a service is not offered in a zone, workloads there use its interface in another one."
            : "Workloads in a zone without an interface use one in another zone."
        }
      />
      <Table label="Services by Availability Zone">
        <TableHead>
          <tr>
            <TableHeading>Service</TableHeading>
            {zones.map((zone) => (
              <TableHeading key={zone} className="font-mono">
                {zone}
              </TableHeading>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {gaps.map((gap) => (
            <TableRow key={gap.service}>
              <TableCell className="font-mono text-xs leading-5">{gap.service}</TableCell>
              {zones.map((zone) => {
                const { icon: Icon, words, style } = MARKS[gap.zones[zone] ?? "empty"];
                return (
                  <TableCell key={zone}>
                    <span className={cn("flex items-center gap-1.5 whitespace-nowrap", style)}>
                      <Icon size={14} aria-hidden />
                      {words}
                    </span>
                  </TableCell>
                );
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
