/** The web server: Next.js behind our own request filter. Started by the supervisor with the settings in its environment. */
import { importTypeScript } from "./setup/typescript.mjs";

const { serve } = await importTypeScript("bin/web/serve.ts");
await serve();
