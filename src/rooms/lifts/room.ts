import type { Platform, Room } from "../../platform/platform.ts";
import { openCheckpointKey } from "./actions/checkpoint-key.ts";
import { nightlyGaps } from "./actions/nightly-gaps.ts";
import { checkpointSigner } from "./actions/sign-checkpoint.ts";
import { codePatternRoutes } from "./http/code-pattern-routes.ts";
import { differenceRoutes } from "./http/difference-routes.ts";
import { editingRoutes } from "./http/editing-routes.ts";
import { evidenceRoutes } from "./http/evidence-routes.ts";
import { exportRoutes } from "./http/export-routes.ts";
import { importRoutes } from "./http/import-routes.ts";
import { ledgerRoutes } from "./http/ledger-routes.ts";
import { liftRoutes } from "./http/lift-routes.ts";
import { listRoutes } from "./http/list-routes.ts";
import { refusals } from "./http/refusals.ts";
import { savedViewRoutes } from "./http/saved-view-routes.ts";
import { contractImportForm } from "./import/contract-import-form.ts";
import { liftImportForm } from "./import/lift-import-form.ts";
import { liftMeasures } from "./measures.ts";
import { createRegisterIndex, type RegisterIndex } from "./register-index/register-index.ts";

export function createLiftsRoom(platform: Platform): { readonly room: Room; readonly index: RegisterIndex } {
  const key = openCheckpointKey(platform.config.dataDir);
  const signer = checkpointSigner(platform, key);
  const gaps = nightlyGaps(platform);
  const index = createRegisterIndex({ url: platform.database.url, log: platform.log });
  return {
    room: {
      name: "lifts",
      routes: [
        ...listRoutes(platform, index),
        ...exportRoutes(platform, index),
        ...savedViewRoutes(platform),
        ...liftRoutes(platform),
        ...ledgerRoutes(platform, { signer, key }),
        ...evidenceRoutes(platform),
        ...importRoutes(platform),
        ...differenceRoutes(platform),
        ...editingRoutes(platform),
        ...codePatternRoutes(platform),
      ],
      importForms: [liftImportForm, contractImportForm],
      dueRows: [signer.due],
      stop: async () => {
        await signer.stop();
        await index.stop();
      },
      handlers: [gaps.handler],
      start: async () => {
        index.start();
        await gaps.start();
      },
      measures: liftMeasures(index),
      refusals,
    },
    index,
  };
}
