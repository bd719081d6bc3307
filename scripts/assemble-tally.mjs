// One module out of the fragments of WebAssembly text in a folder, `{NAME}` in them being a number of the layout.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';

const fragments = ['record.wat', 'memory.wat', 'json.wat', 'identity.wat', 'count.wat'];

/** The module, in base64. Throws where the text is wrong, with the place. */
export async function assembleTally(folder, layout) {
  const text = fragments.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const whole = text.replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in layout)) throw new Error(`the layout has no ${name}`);
    return String(layout[name]);
  });
  const { parseWat } = await wabt();
  const module = parseWat('tally.wat', `(module\n${whole})`, { simd: true, bulk_memory: true });
  module.resolveNames();
  module.validate();
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}
