import { describe, expect, it } from "vitest";
import type { Result } from "#lib/core/format/failure";
import type { DraftPatch } from "#lib/core/intent/draft";
import { type SaveState, saver } from "./saver";

const away: Result<{ revision: number }> = {
  ok: false,
  error: { code: "postern-away", sentence: "", nextStep: "", detail: null },
};

/** A saver whose timers and responses the test controls. */
function bench() {
  const calls: { patch: DraftPatch; respond: (result?: Result<{ revision: number }>) => Promise<void> }[] = [];
  const states: SaveState["kind"][] = [];
  let due: (() => void) | null = null;
  let kept: DraftPatch = {};
  const it = saver({
    save: (patch) =>
      new Promise((resolve) => {
        calls.push({
          patch,
          respond: async (result = { ok: true, value: { revision: calls.length + 1 } }) => {
            resolve(result);
            await new Promise((next) => setImmediate(next));
          },
        });
      }),
    keep: (pending) => {
      kept = pending;
    },
    onState: ({ kind }) => states.push(kind),
    onSaved: () => {},
    timers: {
      set: (run) => {
        due = run;
        return run;
      },
      clear: () => {
        due = null;
      },
    },
  });
  return { ...it, calls, states, kept: () => kept, pause: () => due?.() };
}

describe("saving as you go", () => {
  it("sends fast typing as one call, with the last values", () => {
    const { put, pause, calls } = bench();
    put({ region: "us-east-1" });
    put({ privateDns: false });
    put({ region: "eu-west-1" });
    expect(calls).toHaveLength(0);
    pause();
    expect(calls.map(({ patch }) => patch)).toEqual([{ region: "eu-west-1", privateDns: false }]);
  });

  it("has one call in flight at a time, and then sends later changes", async () => {
    const { put, pause, calls, states } = bench();
    put({ region: "us-east-1" });
    pause();
    put({ region: "eu-west-1" });
    put({ privateDns: false });
    expect(calls).toHaveLength(1);
    await calls[0]?.respond();
    expect(calls[1]?.patch).toEqual({ region: "eu-west-1", privateDns: false });
    expect(states.at(-1)).toBe("saving");
    await calls[1]?.respond();
    expect(states.at(-1)).toBe("saved");
  });

  it("sends again what a failed call carried, under what was entered since", async () => {
    const { put, pause, calls, states, kept } = bench();
    put({ region: "us-east-1", privateDns: false });
    pause();
    put({ region: "eu-west-1" });
    await calls[0]?.respond(away);
    expect(states.at(-1)).toBe("failed");
    expect(kept()).toEqual({ region: "eu-west-1", privateDns: false });
    pause();
    expect(calls[1]?.patch).toEqual({ region: "eu-west-1", privateDns: false });
    await calls[1]?.respond();
    expect(kept()).toEqual({});
  });

  it("saves at once on request, and returns whether all is saved", async () => {
    const { put, flush, calls } = bench();
    put({ region: "us-east-1" });
    const done = flush();
    await calls[0]?.respond();
    expect(await done).toBe(true);
    expect(await flush()).toBe(true);
    expect(calls).toHaveLength(1);
  });

  it("returns that not all is saved when a call fails", async () => {
    const { put, flush, calls } = bench();
    put({ region: "us-east-1" });
    const done = flush();
    await calls[0]?.respond(away);
    expect(await done).toBe(false);
  });
});
