/** The form of a run's id, as `newRunId` generates it. */
export const RUN_ID = /^run-[0-9a-f]{17}$/;
