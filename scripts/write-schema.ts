/** Writes public/intent.schema.json from the schema that intents are read with: `npm run schema`. */
import { writeFileSync } from "node:fs";
import { intentJsonSchema } from "#lib/core/intent/json-schema";

const file = new URL("../public/intent.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(intentJsonSchema(), null, 2)}\n`);
