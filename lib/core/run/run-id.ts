/** A run's id, as `newRunId` makes it. */
export const RUN_ID = /^run-[0-9a-f]{17}$/;
