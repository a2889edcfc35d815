/** Taking things away again. What is gone already counts as done. */
import type { UndoStep } from "../stored";
import { restoreVpcAttribute } from "./modify-vpc-attribute";
import { deleteEndpoint, revertEndpoint } from "./undo-endpoint";
import { deleteSecurityGroup, revoke } from "./undo-group";
import type { Undo } from "./undo-step";

const UNDO: Record<UndoStep["operation"], Undo> = {
  DeleteVpcEndpoints: deleteEndpoint,
  ModifyVpcEndpoint: revertEndpoint,
  RevokeSecurityGroupEgress: revoke,
  RevokeSecurityGroupIngress: revoke,
  DeleteSecurityGroup: deleteSecurityGroup,
  ModifyVpcAttribute: restoreVpcAttribute,
};

/** How a rollback's step is done. */
export const undoWork: Undo = (step, context, before) => UNDO[step.operation](step, context, before);
