/** As much of it as is used: the types of Node leave it to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const compiled = new Map<string, object>();

/** What a new instance of a module, given in base64, exports; each module is compiled once. */
export function exportsOf(code: string, imports: object): object {
  let module = compiled.get(code);
  if (module === undefined) compiled.set(code, (module = new WebAssembly.Module(Buffer.from(code, 'base64'))));
  return new WebAssembly.Instance(module, imports).exports;
}
