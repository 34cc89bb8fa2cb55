// Writes the stylesheets and the script libraries into the folder named on the command line.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const into = path.resolve(process.argv[2]);

for (const name of ["app", "phone"]) {
  const { css } = sass.compile(path.join(here, `src/${name}.scss`), {
    style: "compressed",
    loadPaths: [here, path.join(here, "node_modules")],
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  writeFileSync(path.join(into, `${name}.css`), css + "\n");
}

// The map is not shipped, and Django's manifest storage refuses a file that names one that is missing.
const library = readFileSync(
  path.join(here, "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"),
  "utf8",
);
writeFileSync(
  path.join(into, "govuk-frontend.min.js"),
  library.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"),
);

mkdirSync(path.join(into, "phone"), { recursive: true });
copyFileSync(path.join(here, "node_modules/idb/build/index.js"), path.join(into, "phone/idb.js"));
