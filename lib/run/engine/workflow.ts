/** What a workflow's function uses while a worker carries it out. */
import { DBOS, Error as EngineErrors } from "@dbos-inc/dbos-sdk";
import { rowOf, type WorkflowRow } from "./rows";

/** Id of the workflow that calls this. */
export function workflowId(): string {
  if (DBOS.workflowID === undefined) throw new Error("Only a workflow has an id.");
  return DBOS.workflowID;
}

/**
 * Runs one step of the workflow that calls this. Its result is recorded: when the workflow is carried out again, by another worker,
 * the result is read and the step does not run again. A workflow must start its steps in the same order each time.
 */
export function runStep<T>(name: string, body: () => Promise<T>): Promise<T> {
  return DBOS.runStep(body, { name });
}

/** Appends to a stream of the workflow, inside of a step. Throws when another worker has recovered the workflow. */
export function writeStream(key: string, value: unknown): Promise<void> {
  return DBOS.writeStream(key, value, { serializationType: "portable" });
}

/** Whether an error is the engine's own and not a step's result: for instance, another worker has recovered the workflow. */
export function isEngineError(error: unknown): boolean {
  return error instanceof EngineErrors.DBOSError;
}

/** Another workflow as stored; null: none with that id. */
export async function storedWorkflow(id: string): Promise<WorkflowRow | null> {
  const status = await DBOS.getWorkflowStatus(id);
  return status && rowOf(status);
}

/** Results of another workflow's steps, by name. */
export async function storedResults(id: string): Promise<Map<string, unknown>> {
  const steps = (await DBOS.listWorkflowSteps(id)) ?? [];
  return new Map(steps.map(({ name, output }) => [name, output]));
}
