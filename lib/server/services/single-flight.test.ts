import { expect, it } from "vitest";
import { serialize } from "./single-flight";

it("of twenty concurrent requests one runs, and the others get its result without starting", async () => {
  const serialized = serialize(1);
  let going: string | null = null;
  let begun = 0;
  const press = (who: string) =>
    serialized(
      "vpc-1",
      async () => {
        begun += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        going = who;
        return who;
      },
      async () => (going === who ? null : going),
    );
  const results = await Promise.all(Array.from({ length: 20 }, (_, index) => press(`run-${index}`)));
  expect(results[0]).toEqual({ done: "run-0" });
  expect(results.slice(1)).toEqual(Array.from({ length: 19 }, () => ({ taken: "run-0" })));
  expect(begun).toBe(1);
});

it("a request without effect is followed by the next, and other keys do not wait", async () => {
  const serialized = serialize(1);
  const free = async () => null;
  const fails = serialized("vpc-1", () => Promise.reject(new Error("the account cannot be read")), free);
  const next = serialized("vpc-1", async () => "next", free);
  const never = serialized("vpc-2", () => new Promise<string>(() => {}), free);
  await expect(fails).rejects.toThrow("cannot be read");
  expect(await next).toEqual({ done: "next" });
  expect(await serialized("vpc-3", async () => "elsewhere", free)).toEqual({ done: "elsewhere" });
  expect(await Promise.race([never, Promise.resolve("still at work")])).toBe("still at work");
});

it("a request that got an error does not start later; one that started gets its result", async () => {
  const serialized = serialize(1);
  let checks = 0;
  const away = () => {
    checks += 1;
    return checks === 1 ? Promise.reject(new Error("the database is away")) : Promise.resolve(null);
  };
  const free = async () => null;
  const slow = () => new Promise<string>((resolve) => setTimeout(() => resolve("first"), 30));
  let asked = 0;
  const first = serialized("vpc-1", slow, async () => {
    asked += 1;
    if (asked > 2) throw new Error("the database is away");
    return null;
  });
  let begun = false;
  const second = serialized(
    "vpc-1",
    async () => {
      begun = true;
    },
    away,
  );
  await expect(second).rejects.toThrow("is away");
  expect(await first).toEqual({ done: "first" });
  expect(asked).toBeGreaterThan(2);
  expect(await serialized("vpc-1", async () => "third", free)).toEqual({ done: "third" });
  expect(begun).toBe(false);
});
