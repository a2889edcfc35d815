/** The control API under /_postern/, for tests: faults, settings, states, and what was seen. */
import { sandboxScope } from "./call";
import type { Ec2 } from "./ec2";
import { correct } from "./ecs/resources";
import type { Fault } from "./faults";
import type { Policy } from "./iam/policy";
import type { Settings } from "./settings";
import { rowSchemas } from "./state";

/** Answers a control request: a JSON value, or undefined for a path that is not known. */
export function control(ec2: Ec2, method: string, path: string, body: string): unknown {
  const json = body === "" ? {} : JSON.parse(body);
  const [, , kind, id] = path.split("/");
  switch (`${method} ${kind}`) {
    case "POST faults":
      for (const fault of [json].flat() as Fault[]) ec2.faults.add(fault);
      return { ok: true };
    case "DELETE faults":
      ec2.faults.clear();
      return { ok: true };
    case "GET settings":
      return ec2.settings;
    case "POST settings":
      ec2.settings = { ...ec2.settings, ...(json as Partial<Settings>) };
      return ec2.settings;
    case "GET calls":
      return ec2.seen;
    case "DELETE calls":
      ec2.seen = [];
      return { ok: true };
    case "POST iam":
      return setIam(ec2, json as IamSetting);
    case "GET iam":
      return id ? asked(ec2, id) : undefined;
    case "POST reset":
      ec2.faults.clear();
      ec2.principals.clear();
      ec2.seen = [];
      ec2.settings = ec2.firstSettings;
      return { ok: true };
    case "POST endpoints":
      return id ? settleEndpoint(ec2, id, String(json.state)) : undefined;
    case "POST services":
      ec2.note(sandboxScope, "services", rowSchemas.services.parse(json));
      return { ok: true };
    case "POST interfaces":
      ec2.note(sandboxScope, "interfaceFacts", rowSchemas.interfaceFacts.parse(json));
      return { ok: true };
    case "POST subnets":
      ec2.note(sandboxScope, "subnetFacts", rowSchemas.subnetFacts.parse(json));
      return { ok: true };
    case "POST vpcs":
      ec2.note(sandboxScope, "vpcFacts", rowSchemas.vpcFacts.parse(json));
      return { ok: true };
    case "POST route-tables":
      ec2.note(sandboxScope, "routeTableFacts", rowSchemas.routeTableFacts.parse(json));
      return { ok: true };
    case "POST ecs":
      return correct(ec2, sandboxScope, String(json.id), json.fields);
    case "POST hosted-zones":
      ec2.note(sandboxScope, "hostedZones", rowSchemas.hostedZones.parse(json));
      return { ok: true };
    default:
      return undefined;
  }
}

/** Policies for an access key, or for a role that can then be assumed. */
type IamSetting = { policies: Policy[] } & ({ accessKeyId: string } | { roleArn: string; trust: Policy });

function setIam({ principals }: Ec2, setting: IamSetting): unknown {
  const { policies } = setting;
  if ("roleArn" in setting) principals.addRole({ arn: setting.roleArn, policies, trust: setting.trust });
  else principals.attach(setting.accessKeyId, policies);
  return { ok: true };
}

/** Questions to IAM with their contexts as pairs: JSON knows no maps. */
function asked({ principals }: Ec2, accessKeyId: string): unknown {
  return principals.asked(accessKeyId).map(({ params, questions }) => ({
    params,
    questions: questions.map(({ context, ...rest }) => ({ ...rest, context: [...context] })),
  }));
}

/** Puts an endpoint into a state that only AWS can put it in: failed, rejected, partial, expired, available. */
function settleEndpoint(ec2: Ec2, id: string, state: string): unknown {
  const endpoint = ec2.stateOf(sandboxScope).endpoints.get(id);
  if (!endpoint) return undefined;
  ec2.note(sandboxScope, "endpoints", { ...endpoint, settledAt: 0, settlesAs: state });
  return { ok: true };
}
