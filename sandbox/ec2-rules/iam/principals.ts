/** Who the access keys of requests belong to, and what they may do. A key without a principal may do everything. */
import type { Question } from "./decide";
import { checked, type Policy } from "./policy";

export type Principal = {
  arn: string;
  policies: readonly Policy[];
  /** Of the session of a role that was assumed with one. */
  sourceIdentity: string | null;
};

/** What was asked of IAM for one request; `params` are EC2's. */
type Asked = { params: Record<string, string> | null; questions: readonly Question[] };

export type Role = { arn: string; policies: readonly Policy[]; trust: Policy };

export type Principals = {
  of: (accessKeyId: string) => Principal | null;
  /** Gives a key its policies: from now on it may do what they allow and nothing else. */
  attach: (accessKeyId: string, policies: readonly Policy[]) => void;
  /** Makes a role that can be assumed. */
  addRole: (role: Role) => void;
  role: (arn: string) => Role | null;
  /** A session of a role; gives its access key. */
  open: (role: Role, session: { name: string; sourceIdentity: string | null }) => string;
  note: (accessKeyId: string, params: Asked["params"], questions: readonly Question[]) => void;
  /** What keys with policies have asked for since they got them. */
  asked: (accessKeyId: string) => readonly Asked[];
  clear: () => void;
};

export function createPrincipals(account: string): Principals {
  const keys = new Map<string, Principal>();
  const roles = new Map<string, Role>();
  const notes = new Map<string, Asked[]>();
  return {
    of: (accessKeyId) => keys.get(accessKeyId) ?? null,
    attach(accessKeyId, policies) {
      const arn = `arn:aws:iam::${account}:user/${accessKeyId}`;
      keys.set(accessKeyId, { arn, policies: policies.map(checked), sourceIdentity: null });
      notes.delete(accessKeyId);
    },
    addRole: (role) =>
      void roles.set(role.arn, { ...role, policies: role.policies.map(checked), trust: checked(role.trust) }),
    role: (arn) => roles.get(arn) ?? null,
    open({ arn, policies }, { name, sourceIdentity }) {
      const accessKeyId = `session-${keys.size + 1}`;
      const assumed = `arn:aws:sts::${account}:assumed-role/${arn.split("/").at(-1)}/${name}`;
      keys.set(accessKeyId, { arn: assumed, policies, sourceIdentity });
      return accessKeyId;
    },
    note: (accessKeyId, params, questions) =>
      void notes.set(accessKeyId, [...(notes.get(accessKeyId) ?? []), { params, questions }]),
    asked: (accessKeyId) => notes.get(accessKeyId) ?? [],
    clear() {
      notes.clear();
      keys.clear();
      roles.clear();
    },
  };
}
