/** Waits of Postern's own, which are none for AWS: what a step notes, and whether it is one. */

/** "Waiting 60 s, so that no client still uses the private addresses." */
export const ownWait = (milliseconds: number, purpose: string): string =>
  `Waiting ${Math.round(milliseconds / 1000)} s, ${purpose}.`;

export const isOwnWait = (note: string): boolean => /^Waiting \d+ s, /.test(note);
