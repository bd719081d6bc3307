import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ExplorerFinding } from '../../../model/explorer.ts';
import { isSuspicious, type Forest } from '../data/forest.ts';
import { useModel } from '../data/use-model.ts';
import { go, tokenLink } from '../router.ts';
import { SeverityMark } from '../parts/marks.tsx';
import { Icon } from '../parts/icons.tsx';
import { ROW_HEIGHT } from './draw.ts';
import { rowName, rowSentence } from './row-words.ts';
import type { Row } from './rows.ts';

export interface GutterProps {
  readonly rows: readonly Row[];
  readonly forest: Forest;
  readonly selected: number;
  readonly scroller: { readonly current: HTMLDivElement | null };
  readonly lit: ReadonlySet<number> | null;
  readonly select: (row: Row) => void;
  readonly toggle: (row: Row) => void;
  readonly zoom: (factor: number) => void;
  readonly pan: (part: number) => void;
  readonly fit: () => void;
}

/** Deeper lines stay where they are: the chart beside them shows who minted whom. */
const DEEPEST = 10;
const AROUND = 6;

/** The lineage as a tree that keyboard and screen reader walk; of many lines, those in view are there. */
export function Gutter(props: GutterProps) {
  const { rows, selected, scroller } = props;
  const [first, count] = useWindow(scroller, rows.length);
  const active = selected < 0 ? 0 : selected;
  const line = useLines(props);
  const shown: number[] = [];
  for (let at = first; at < Math.min(rows.length, first + count); at++) shown.push(at);
  if (rows.length > 0 && !shown.includes(active)) shown.push(active);
  return (
    <div
      class="gutter"
      role="tree"
      tabIndex={0}
      aria-label="Lineage: arrows walk it, Enter opens a token, plus and minus zoom, 0 shows all"
      aria-activedescendant={rows.length === 0 ? undefined : `row-${active}`}
      style={{ height: `${rows.length * ROW_HEIGHT}px` }}
      onKeyDown={(event) => {
        const act = keysOf(props, active)[event.key];
        if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        act();
      }}
    >
      {shown.map((at) => line(at, at === active))}
    </div>
  );
}

/** Lines that were drawn already are the very same elements: scrolling makes those that come into view. */
function useLines(props: GutterProps): (at: number, isActive: boolean) => VNode {
  const { theCase } = useModel();
  const { rows, forest, selected, lit, select, toggle } = props;
  const findings = useMemo(() => {
    const byKey = new Map<string, ExplorerFinding>();
    // The worst comes first.
    for (const finding of theCase.findings) {
      if (finding.credential !== null && !byKey.has(finding.credential)) byKey.set(finding.credential, finding);
    }
    return byKey;
  }, [theCase]);
  return useMemo(() => {
    const lines = new Map<string, VNode>();
    return (at, isActive) => {
      const id = `${at} ${isActive}`;
      const known = lines.get(id);
      if (known !== undefined) return known;
      const made = <GutterRow key={at} {...props} at={at} isActive={isActive} findings={findings} />;
      lines.set(id, made);
      return made;
    };
  }, [rows, forest, selected, lit, select, toggle, findings]);
}

function keysOf(props: GutterProps, active: number): Readonly<Record<string, () => void>> {
  const { rows, select, toggle, forest, zoom, pan, fit } = props;
  const row = rows[active];
  if (row === undefined) return {};
  const to = (at: number): void => select(rows[Math.max(0, Math.min(rows.length - 1, at))]!);
  const open = (): void =>
    row.kind === 'token' ? go(tokenLink(forest.tokens.accessKeyId[row.tokens[0]!]!)) : toggle(row);
  return {
    ArrowDown: () => to(active + 1),
    ArrowUp: () => to(active - 1),
    PageDown: () => to(active + 20),
    PageUp: () => to(active - 20),
    Home: () => to(0),
    End: () => to(rows.length - 1),
    ArrowRight: () => (row.open === false ? toggle(row) : to(active + 1)),
    ArrowLeft: () => (row.open === true ? toggle(row) : to(row.parent)),
    Enter: open,
    ' ': () => toggle(row),
    '+': () => zoom(0.6),
    '=': () => zoom(0.6),
    '-': () => zoom(1.6),
    '0': fit,
    '<': () => pan(-0.3),
    ',': () => pan(-0.3),
    '>': () => pan(0.3),
    '.': () => pan(0.3),
  };
}

interface GutterRowProps extends GutterProps {
  readonly at: number;
  readonly isActive: boolean;
  readonly findings: ReadonlyMap<string, ExplorerFinding>;
}

function GutterRow(props: GutterRowProps) {
  const { rows, forest, at, isActive, selected, lit, select, toggle, findings } = props;
  const { theCase } = useModel();
  const row = rows[at]!;
  const token = row.tokens[0]!;
  const finding = row.kind === 'token' ? findings.get(forest.tokens.accessKeyId[token]!) : undefined;
  const { key, name, more } = rowName(forest, row);
  const classes = [
    'tree-row',
    row.kind,
    at === selected ? 'selected' : '',
    isSuspicious(forest.flags[token]!) ? 'suspicious' : '',
    lit !== null && !row.tokens.some((each) => lit.has(each)) ? 'dim' : '',
  ];
  return (
    <div
      id={`row-${at}`}
      role="treeitem"
      class={classes.join(' ')}
      aria-level={row.level + 1}
      aria-expanded={row.open ?? undefined}
      aria-selected={at === selected}
      data-active={isActive}
      style={{
        top: `${at * ROW_HEIGHT}px`,
        paddingLeft: `calc(6px + ${Math.min(row.level, DEEPEST)} * var(--indent))`,
      }}
      onClick={() => select(row)}
      onDblClick={() => toggle(row)}
    >
      <span
        class="twisty"
        onClick={(event) => {
          event.stopPropagation();
          if (row.open !== null) toggle(row);
        }}
      >
        {row.open === null ? null : <Icon name={row.open ? 'down' : 'right'} />}
      </span>
      {finding === undefined ? null : <SeverityMark severity={finding.severity} />}
      {key === null ? null : <code>{key}</code>}
      <span class="row-name">{name}</span>
      {more === '' ? null : <span class="row-more">{more}</span>}
      <span class="offscreen">{rowSentence(forest, row, theCase, finding)}</span>
    </div>
  );
}

/** First line in view and how many, with some around: only a change of line draws anew. */
function useWindow(scroller: GutterProps['scroller'], length: number): readonly [number, number] {
  const [window, setWindow] = useState<readonly [number, number]>([0, 60]);
  const latest = useRef(window);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const update = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / ROW_HEIGHT) - AROUND);
      const count = Math.ceil(element.clientHeight / ROW_HEIGHT) + 2 * AROUND;
      const [was, many] = latest.current;
      if (Math.abs(first - was) < AROUND / 2 && many === count && first > 0) return;
      latest.current = [first, count];
      setWindow(latest.current);
    };
    update();
    element.addEventListener('scroll', update, { passive: true });
    const observer = new ResizeObserver(update);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', update);
      observer.disconnect();
    };
  }, [scroller, length]);
  return window;
}
