import { createAthena } from './athena.ts';
import type { CreateCommand } from './command.ts';
import { createConfig } from './config.ts';
import { createContain } from './contain.ts';
import { createHarden } from './harden.ts';
import { createPermissions } from './permissions.ts';
import { createRoles } from './roles.ts';
import { createScan } from './scan.ts';
import { createServe } from './serve.ts';
import { createSnapshot } from './snapshot.ts';
import { createSynth } from './synth.ts';
import { createTokens } from './tokens.ts';
import { createTrails } from './trails.ts';
import { createTree } from './tree.ts';
import { createVerify } from './verify.ts';
import { createWatch } from './watch.ts';

/** Every command, in the order of `stemma --help`. */
export const commands: readonly CreateCommand[] = [
  createScan,
  createTokens,
  createTree,
  createRoles,
  createContain,
  createHarden,
  createWatch,
  createServe,
  createSnapshot,
  createTrails,
  createVerify,
  createPermissions,
  createAthena,
  createConfig,
  createSynth,
];
