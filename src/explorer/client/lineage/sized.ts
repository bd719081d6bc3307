/** A canvas of so many pixels of the page, sharp on screens that have more, ready to be drawn on. */
export function sized(
  canvas: HTMLCanvasElement,
  { width, height }: { width: number; height: number },
  ratio = Math.min(2, devicePixelRatio),
): CanvasRenderingContext2D {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
