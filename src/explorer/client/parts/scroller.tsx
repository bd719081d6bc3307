import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export type ScrollerProps = { readonly children: ComponentChildren } & (
  { readonly label: string } | { readonly labelledBy: string }
);

/** A table that may be wider than the window: where it goes on is shown, as not every system shows a scroll bar. */
export function Scroller({ children, ...props }: ScrollerProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const hasMore = useHasMore(scroller);
  return (
    <div class={`scroller-frame ${hasMore ? 'has-more' : ''}`}>
      <div
        class="scroller"
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={'label' in props ? props.label : undefined}
        aria-labelledby={'labelledBy' in props ? props.labelledBy : undefined}
      >
        {children}
      </div>
    </div>
  );
}

/** Whether something lies to the right of what is in sight. */
function useHasMore(scroller: { readonly current: HTMLDivElement | null }): boolean {
  const [hasMore, setHasMore] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void => setHasMore(element.scrollLeft + element.clientWidth < element.scrollWidth - 2);
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    for (const each of [element, element.firstElementChild]) if (each !== null) observer.observe(each);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [scroller]);
  return hasMore;
}
