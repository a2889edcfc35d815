/** What a reason of ECS's means. */

/**
 * `network`: something could not be reached; `policy`: an endpoint's policy refuses it; `other`: not the network's fault; `routine`: no
 * cause of its own; `unknown`: words that Postern does not know.
 */
type StopKind = "network" | "policy" | "other" | "routine" | "unknown";

export type Explanation = {
  kind: StopKind;
  /** Services of AWS that it could not reach, as intents write them; empty where no endpoint helps. */
  services: readonly string[];
  sentence: string;
  nextStep: string;
};

export type Cause = { when: RegExp; explain: (text: string) => Explanation };
