import { ButtonAnchor } from "#components/ui/button";
import { CodeBlock } from "#components/ui/code-block";
import { Logo } from "#components/ui/logo";

type Words = { title: string; text: string /** For those who did not do this themselves. */; otherwise?: string };

/** The text for a person without a session, by reason. */
const words = {
  none: {
    title: "You are not signed in here",
    text: "This browser has no session with Postern, or it has ended. Drafts and runs are kept, and a run that is under way continues.",
  },
  used: {
    title: "This link was used already",
    text: "A link opens Postern once, in one browser.",
    otherwise:
      "If it was not you who used it: sign in by a new link, and choose Sign out everywhere in the menu at the top right. That ends the session that this link started.",
  },
  expired: {
    title: "This link has expired",
    text: "A link has to be used within ten minutes.",
  },
  invalid: {
    title: "This link does not open Postern",
    text: "A part of it is missing, or it is meant for another Postern: each data folder has its own.",
  },
  "signed-out": {
    title: "You are signed out",
    text: "Drafts and runs are kept, and a run that is under way continues.",
  },
  "signed-out-everywhere": {
    title: "You are signed out everywhere",
    text: "All your sessions have ended, in every browser. Drafts and runs are kept, and a run that is under way continues.",
  },
  unchecked: {
    title: "Postern's database does not respond",
    text: "So it is not known whether you are still signed in, and nothing is shown. Check the window where npm start runs. This page tries again every few seconds; drafts and runs are kept.",
  },
  "sign-in-failed": {
    title: "Signing in did not work",
    text: "The sign-in service could not be reached, refused, or took you longer than ten minutes. See Postern's log.",
  },
  "not-allowed": {
    title: "Nothing is open to you here",
    text: "You have signed in, but you are on none of this Postern's lists. Ask its administrator to add you or your group: the settings are POSTERN_OIDC_READ, POSTERN_OIDC_PLAN and POSTERN_OIDC_APPLY.",
  },
  database: {
    title: "Postern's database does not respond",
    text: "The link has not been used up. Check the window where npm start runs, and open the link again.",
  },
  failed: {
    title: "Something went wrong inside Postern",
    text: "See its log. The link may not have been used up: try it again.",
  },
} as const satisfies Record<string, Words>;

type Why = keyof typeof words;

/** Those who had a link, so that links are known to them. */
const linked: ReadonlySet<Why> = new Set(["used", "expired", "invalid"]);

/** The page without a session. `to` is the page that was requested. */
export function SignedOut({
  why,
  signedIn,
  canSignIn,
  to,
}: {
  why: Why;
  signedIn: boolean;
  canSignIn: boolean;
  to: string;
}) {
  const { title, text, otherwise }: Words = words[why];
  const unchecked = why === "unchecked";
  return (
    <main id="main" className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-4 py-10">
      <title>{`${title} - Postern`}</title>
      <div className="flex items-center gap-2 text-base font-semibold">
        <Logo size={22} className="text-accent" />
        Postern
      </div>
      <div className="mt-4 rounded-xl border bg-surface p-6 shadow-card">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-1.5 text-muted">{text}</p>
        {signedIn ? (
          <Section title="This browser is signed in">
            <ButtonAnchor href={to} variant="primary">
              Go to Postern
            </ButtonAnchor>
          </Section>
        ) : null}
        {unchecked ? (
          <div className="mt-5">
            <ButtonAnchor href={to}>Try again</ButtonAnchor>
          </div>
        ) : null}
        {canSignIn && !signedIn && !unchecked ? (
          <div className="mt-5">
            <ButtonAnchor href={`/auth/sign-in?to=${encodeURIComponent(to)}`} variant="primary">
              {why === "sign-in-failed" || why === "not-allowed" ? "Sign in again" : "Sign in"}
            </ButtonAnchor>
          </div>
        ) : null}
        {linked.has(why) || !(canSignIn || signedIn || unchecked) ? (
          <Section title={signedIn ? "For another browser" : "To sign in"}>
            <p className="mb-2 text-sm text-muted">
              {linked.has(why)
                ? "For a new link, run this"
                : "Open the link that npm start printed. For a new one, run this"}{" "}
              in Postern&rsquo;s folder:
            </p>
            <CodeBlock code="npx postern open" label="command" />
          </Section>
        ) : null}
        {why === "none" && !signedIn ? (
          <Section title="Came here from another site?">
            <p className="mb-2 text-sm text-muted">
              Browsers do not show a session to the first page after a link elsewhere. If you are signed in, this is all
              it takes:
            </p>
            <ButtonAnchor href={to}>Try again</ButtonAnchor>
          </Section>
        ) : null}
        {otherwise ? <p className="mt-5 border-t pt-4 text-sm text-muted">{otherwise}</p> : null}
      </div>
    </main>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="mt-5 border-t pt-4">
      <h2 className="mb-2 text-sm font-medium">{title}</h2>
      {children}
    </section>
  );
}
