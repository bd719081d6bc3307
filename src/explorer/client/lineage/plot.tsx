import { useEffect, useRef, useState } from 'preact/hooks';
import { Axis } from './axis.tsx';
import { drawScene, ROW_HEIGHT, type Scene } from './draw.ts';
import { sized } from './sized.ts';
import { readPalette, type Palette } from './palette.ts';
import type { Row } from './rows.ts';
import { panned, zoomed, type Domain } from './time-axis.ts';

type Ref<T> = { readonly current: T | null };

export interface PlotProps {
  readonly scene: Omit<Scene, 'width' | 'height' | 'scrollTop' | 'palette'>;
  readonly scroller: Ref<HTMLDivElement>;
  readonly move: (next: (domain: Domain) => Domain) => void;
  readonly select: (row: Row) => void;
}

/** The bars. Everything in it is said by the tree beside it too: to a screen reader it is not there. */
export function Plot({ scene, scroller, move, select }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(scroller, holder);
  const palette = usePalette(holder);
  const latest = useRef({ scene, size, palette });
  latest.current = { scene, size, palette };
  const draw = useFrame(() => {
    const { scene: now, size: at, palette: colours } = latest.current;
    if (canvas.current === null || colours === null || at.width === 0) return;
    const scrollTop = scroller.current?.scrollTop ?? 0;
    const context = sized(canvas.current, at);
    drawScene(context, { ...now, ...at, scrollTop, palette: colours });
  });
  useEffect(draw, [scene, size, palette, draw]);
  useEffect(() => {
    const element = scroller.current;
    element?.addEventListener('scroll', draw, { passive: true });
    return () => element?.removeEventListener('scroll', draw);
  }, [scroller, draw]);
  useGestures(holder, { width: size.width, move });
  const click = (event: MouseEvent): void => {
    const box = canvas.current!.getBoundingClientRect();
    const row = scene.rows[Math.floor((event.clientY - box.top + (scroller.current?.scrollTop ?? 0)) / ROW_HEIGHT)];
    if (row !== undefined) select(row);
  };
  return (
    <div class="plot" ref={holder} aria-hidden="true" onClick={click}>
      <Axis scene={scene} width={size.width} />
      <canvas ref={canvas} style={{ width: `${size.width}px`, height: `${size.height}px` }} />
    </div>
  );
}

/** However often it is asked for, one picture a frame. */
function useFrame(draw: () => void): () => void {
  const [request] = useState(() => {
    let asked = 0;
    return () => {
      if (asked !== 0) return;
      asked = requestAnimationFrame(() => {
        asked = 0;
        draw();
      });
    };
  });
  return request;
}

function useSize(scroller: Ref<HTMLElement>, holder: Ref<HTMLElement>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const measure = (): void => {
      const width = holder.current?.clientWidth ?? 0;
      const height = Math.max(0, (scroller.current?.clientHeight ?? 0) - AXIS);
      setSize((now) => (now.width === width && now.height === height ? now : { width, height }));
    };
    const observer = new ResizeObserver(measure);
    for (const element of [scroller.current, holder.current]) if (element !== null) observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [scroller, holder]);
  return size;
}

/** Of the axis above the lines; as in the style sheet. */
const AXIS = 44;

function usePalette(holder: Ref<HTMLElement>): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useEffect(() => {
    const read = (): void => setPalette(holder.current === null ? null : readPalette(holder.current));
    read();
    addEventListener('stemma-theme', read);
    return () => removeEventListener('stemma-theme', read);
  }, [holder]);
  return palette;
}

/** Drag or a sideways wheel pans; the wheel with Ctrl, a pinch or a double click zooms; the plain wheel scrolls the lines. */
function useGestures(holder: Ref<HTMLElement>, { width, move }: { width: number; move: PlotProps['move'] }): void {
  useEffect(() => {
    const element = holder.current;
    if (element === null || width === 0) return undefined;
    const timeAt = (domain: Domain, x: number): number =>
      domain.from + ((x - element.getBoundingClientRect().left) / width) * (domain.to - domain.from);
    const wheel = (event: WheelEvent): void => {
      const sideways =
        Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
      if (!event.ctrlKey && !event.metaKey && sideways === 0) return;
      event.preventDefault();
      if (sideways !== 0) move((now) => panned(now, (sideways / width) * (now.to - now.from)));
      else move((now) => zoomed(now, Math.exp(event.deltaY * 0.004), timeAt(now, event.clientX)));
    };
    const stopDrag = watchDrag(element, (dx) => move((now) => panned(now, (-dx / width) * (now.to - now.from))));
    const double = (event: MouseEvent): void =>
      move((now) => zoomed(now, event.shiftKey ? 2 : 0.5, timeAt(now, event.clientX)));
    element.addEventListener('wheel', wheel, { passive: false });
    element.addEventListener('dblclick', double);
    return () => {
      element.removeEventListener('wheel', wheel);
      element.removeEventListener('dblclick', double);
      stopDrag();
    };
  }, [holder, width, move]);
}

function watchDrag(element: HTMLElement, dragged: (dx: number) => void): () => void {
  let last: number | null = null;
  let travelled = 0;
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    last = event.clientX;
    travelled = 0;
  };
  const moved = (event: PointerEvent): void => {
    if (last === null) return;
    travelled += Math.abs(event.clientX - last);
    if (travelled > 3) element.setPointerCapture(event.pointerId);
    dragged(event.clientX - last);
    last = event.clientX;
  };
  const up = (): void => {
    last = null;
  };
  // The end of a drag is no click.
  const click = (event: MouseEvent): void => {
    if (travelled > 3) event.stopImmediatePropagation();
  };
  const heard = [
    ['pointerdown', down],
    ['pointermove', moved],
    ['pointerup', up],
    ['pointercancel', up],
  ] as const;
  for (const [name, listener] of heard) element.addEventListener(name, listener as EventListener);
  element.addEventListener('click', click, true);
  return () => {
    for (const [name, listener] of heard) element.removeEventListener(name, listener as EventListener);
    element.removeEventListener('click', click, true);
  };
}
