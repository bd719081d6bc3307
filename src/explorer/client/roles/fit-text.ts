let context: CanvasRenderingContext2D | null = null;

/** As much of a text as has room, measured in the typeface that it is drawn in. */
export function fitText(text: string, width: number, font: string): string {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) return text;
  context.font = font;
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}
