import { useLayoutEffect, useState } from 'preact/hooks';

/** How wide an element is, in pixels: a picture that is drawn so wide keeps its letters as large as they are meant. */
export function useWidth(element: { readonly current: Element | null }, usual: number): number {
  const [width, setWidth] = useState(usual);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const measure = (): void => {
      const now = Math.round(current.clientWidth);
      if (now > 0) setWidth(now);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
