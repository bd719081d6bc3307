// The modules of WebAssembly text: which fragments make one, and the number that each `{NAME}` in them stands for.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import wabt from 'wabt';

/** By folder below src. */
export const fragments = {
  'evidence/inflate': ['inflate.wat'],
  'evidence/tally': ['record.wat', 'memory.wat', 'json.wat', 'identity.wat', 'members.wat', 'mint.wat', 'count.wat'],
  'pipeline/synth/deflate': ['deflate.wat'],
};

/** One module out of the fragments of a folder, in base64. Throws where the text is wrong, with the place. */
export async function assemble(source, folder, layout) {
  const text = fragments[folder].map((each) => readFileSync(join(source, folder, each), 'utf8')).join('\n');
  const whole = text.replace(/\{(\w+)\}/g, (_, place) => {
    if (!(place in layout)) throw new Error(`the layout of ${folder} has no ${place}`);
    return String(layout[place]);
  });
  const { parseWat } = await wabt();
  const module = parseWat(`${basename(folder)}.wat`, `(module\n${whole})`, { simd: true, bulk_memory: true });
  module.resolveNames();
  module.validate();
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}
