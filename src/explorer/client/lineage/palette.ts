/** The colours of the canvas: those of the style sheet, read where they are. */
export interface Palette {
  readonly font: string;
  readonly ground: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly quiet: string;
  readonly selected: string;
  readonly edge: string;
  readonly edgeSuspicious: string;
  readonly now: string;
  readonly ends: string;
  readonly opens: string;
  readonly tick: string;
  readonly late: string;
  readonly ordinary: Tone;
  readonly suspicious: Tone;
}

interface Tone {
  readonly solid: string;
  readonly soft: string;
  readonly hatch: CanvasPattern | string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const tone = (name: string): Tone => ({
    solid: read(name),
    soft: read(`${name}-soft`),
    hatch: hatchOf(read(name)),
  });
  return {
    font: `600 11px ${style.fontFamily}`,
    ground: read('panel'),
    line: read('grid'),
    lineStrong: read('grid-strong'),
    quiet: read('quiet'),
    selected: read('selected'),
    edge: read('edge'),
    edgeSuspicious: read('edge-suspicious'),
    now: read('now'),
    ends: read('ends'),
    opens: read('opens'),
    tick: read('ink'),
    late: read('critical'),
    ordinary: tone('ordinary'),
    suspicious: tone('suspicious'),
  };
}

/** The colours for paper, whatever the screen has. */
export function readLightPalette(element: Element): Palette {
  const { dataset } = document.documentElement;
  const shown = dataset['theme'];
  dataset['theme'] = 'light';
  const palette = readPalette(element);
  if (shown === undefined) delete dataset['theme'];
  else dataset['theme'] = shown;
  return palette;
}

const HATCH = 6;

function hatchOf(colour: string): CanvasPattern | string {
  const canvas = document.createElement('canvas');
  canvas.width = HATCH;
  canvas.height = HATCH;
  const context = canvas.getContext('2d');
  if (context === null) return colour;
  context.strokeStyle = colour;
  context.lineWidth = 1.4;
  for (const from of [-HATCH, 0, HATCH]) {
    context.beginPath();
    context.moveTo(from, HATCH);
    context.lineTo(from + HATCH, 0);
    context.stroke();
  }
  return context.createPattern(canvas, 'repeat') ?? colour;
}
