/** Who an ARN of GetCallerIdentity is, in short form: `user operator`, `role Admin`, `root`. */
export function principalOf(arn: string): string {
  const resource = arn.split(":").slice(5).join(":");
  const [kind, ...path] = resource.split("/");
  if (kind === "assumed-role") return `role ${path[0] ?? ""}`;
  if (kind === "federated-user") return `user ${path.join("/")}`;
  if (kind === "user" || kind === "role") return `${kind} ${path.at(-1) ?? ""}`;
  return resource || arn;
}
