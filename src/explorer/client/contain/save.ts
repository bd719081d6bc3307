/** Hands a text to the browser as a file to keep. */
export function save(file: string, text: string): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  anchor.download = file;
  anchor.click();
  // The download has begun by then, and needs the address no more.
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1_000);
}
