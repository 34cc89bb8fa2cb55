// Writes the stylesheet and the script library into the folder named on the command line.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const into = path.resolve(process.argv[2]);

const { css } = sass.compile(path.join(here, "src/app.scss"), {
  style: "compressed",
  loadPaths: [here, path.join(here, "node_modules")],
  quietDeps: true,
  logger: sass.Logger.silent,
});
writeFileSync(path.join(into, "app.css"), css + "\n");

// The map is not shipped, and Django's manifest storage refuses a file that names one that is missing.
const library = readFileSync(
  path.join(here, "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"),
  "utf8",
);
writeFileSync(
  path.join(into, "govuk-frontend.min.js"),
  library.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"),
);
