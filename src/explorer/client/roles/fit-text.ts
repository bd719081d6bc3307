let context: CanvasRenderingContext2D | null = null;

/** In the typeface that it is drawn in; nothing where it cannot be measured. */
export function widthOf(text: string, font: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null || text === '') return 0;
  context.font = font;
  return context.measureText(text).width;
}

/** As much of a text as has room. */
export function fitText(text: string, width: number, font: string): string {
  if (widthOf(text, font) <= width) return text;
  let end = text.length;
  while (end > 1 && widthOf(`${text.slice(0, end)}…`, font) > width) end--;
  return `${text.slice(0, end)}…`;
}
