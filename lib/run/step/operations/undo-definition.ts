import type { UndoStep } from "../stored";
import { deleteEndpoint } from "./delete-endpoint";
import { deleteSecurityGroup } from "./delete-security-group";
import { restoreVpcAttribute } from "./restore-vpc-attribute";
import { revertEndpoint } from "./revert-endpoint";
import { revoke } from "./revoke";
import type { Undo } from "./undo-step";

const DEFINITIONS: Record<UndoStep["operation"], Undo> = {
  DeleteVpcEndpoints: deleteEndpoint,
  ModifyVpcEndpoint: revertEndpoint,
  RevokeSecurityGroupEgress: revoke,
  RevokeSecurityGroupIngress: revoke,
  DeleteSecurityGroup: deleteSecurityGroup,
  ModifyVpcAttribute: restoreVpcAttribute,
};

/** How a step of a rollback is done. */
export const undoDefinition: Undo = (step, context, before) => DEFINITIONS[step.operation](step, context, before);
