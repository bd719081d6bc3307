import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Forest } from '../data/forest.ts';
import { useAnswer, useModel } from '../data/use-model.ts';
import { go, linkHere, type Route } from '../router.ts';
import { controlMarks } from './marks.ts';
import { ROW_HEIGHT } from './draw.ts';
import { Details } from './details.tsx';
import { FindingBanner } from './finding-banner.tsx';
import { Gutter } from './gutter.tsx';
import { Legend } from './legend.tsx';
import { rowsOf, toggleId, type Row } from './rows.ts';
import { Plot } from './plot.tsx';
import { readLightPalette } from './palette.ts';
import { PrintedChart } from './printed-chart.tsx';
import { usePaper } from './use-paper.ts';
import { wholeOf } from './whole.ts';
import { panned, within, zoomed, type Domain } from './time-axis.ts';
import { Toolbar } from './toolbar.tsx';

export interface ChartProps {
  readonly route: Route;
  readonly origin: number;
  readonly forest: Forest;
}

/** For the axis, and some air below the last line. */
const ROOM = 100;

/** Names on the left, as a tree; lives on the right, over time. */
export function Chart({ route, origin, forest }: ChartProps) {
  const { theCase, source } = useModel();
  const { value: uses } = useAnswer(() => source.loadUses(origin), [source, origin, theCase.revision]);
  const chosen = forest.find(route.query.get('token') ?? '');
  const finding = theCase.findings.find(({ id }) => id === route.query.get('finding')) ?? null;
  const lit = useMemo(() => (finding === null ? null : new Set(finding.tokens)), [finding]);
  const { rows, toggle, fold, setFold } = useRows({
    origin,
    forest,
    chosen,
    findingToken: finding?.credential ?? null,
  });
  const marks = useMemo(() => controlMarks(theCase, forest, origin), [theCase, forest, origin]);
  const whole = useMemo(() => wholeOf(forest, origin, theCase.asOf), [forest, origin, theCase.asOf]);
  const [domain, setDomain] = useState<Domain>(whole);
  const move = useCallback((next: (domain: Domain) => Domain) => setDomain((now) => within(next(now), whole)), [whole]);
  const scroller = useRef<HTMLDivElement>(null);
  const selected = rows.findIndex((row) => row.tokens.includes(chosen));
  const select = useCallback(
    (row: Row): void => go(linkHere(route, { token: forest.tokens.accessKeyId[row.tokens[0]!]! }), { replace: true }),
    [route, forest],
  );
  useScrollTo(scroller, selected);
  const acts = useMemo(
    () => ({
      zoom: (factor: number) => move((now) => zoomed(now, factor, (now.from + now.to) / 2)),
      pan: (part: number) => move((now) => panned(now, (now.to - now.from) * part)),
      fit: () => setDomain(whole),
    }),
    [move, whole],
  );
  const paper = usePaper(() => {
    const element = paper.current;
    if (element === null) return null;
    const palette = readLightPalette(element);
    const printed = { forest, rows, uses, marks, asOf: theCase.asOf, domain: whole, lit, selected: -1, palette };
    return <PrintedChart scene={printed} />;
  });
  // While time is panned, only the picture changes: what stands still is the very same element.
  const gutter = useMemo(
    () => <Gutter {...{ rows, forest, selected, scroller, lit, select, toggle, ...acts }} />,
    [rows, forest, selected, lit, select, toggle, acts],
  );
  const details = useMemo(
    () => <Details {...{ route, forest, origin, marks, toggle, row: rows[selected] ?? null }} />,
    [route, forest, origin, marks, toggle, rows, selected],
  );
  return (
    <div class="lineage">
      <div class="lineage-main panel">
        {finding === null ? null : <FindingBanner route={route} finding={finding} />}
        <Toolbar
          {...acts}
          fold={fold}
          setFold={setFold}
          rows={rows.length}
          credentials={forest.originStarts[origin + 1]! - forest.originStarts[origin]!}
        />
        <div class="chart" ref={scroller} style={{ height: `${rows.length * ROW_HEIGHT + ROOM}px` }}>
          {gutter}
          <Plot
            scene={{ forest, rows, uses, marks, asOf: theCase.asOf, domain, lit, selected }}
            scroller={scroller}
            move={move}
            select={select}
          />
        </div>
        <div class="paper" ref={paper} />
        <Legend />
      </div>
      {details}
    </div>
  );
}

interface RowsWanted {
  readonly origin: number;
  readonly forest: Forest;
  readonly chosen: number;
  readonly findingToken: string | null;
}

/** The lines, with what somebody opened and closed. What is looked for is never folded away. */
function useRows({ origin, forest, chosen, findingToken }: RowsWanted) {
  const { theCase } = useModel();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [fold, setFold] = useState(true);
  const [wanted] = useState(chosen);
  const kept = useMemo(() => {
    const found = new Set(
      theCase.findings.map(({ credential }) => (credential === null ? -1 : forest.find(credential))),
    );
    return found.add(wanted).add(forest.find(findingToken ?? ''));
  }, [theCase, forest, wanted, findingToken]);
  const rows = useMemo(() => {
    const range = { start: forest.originStarts[origin]!, end: forest.originStarts[origin + 1]! };
    return rowsOf(forest, range, { fold, kept, toggled });
  }, [forest, origin, fold, kept, toggled]);
  const toggle = useCallback((row: Row) => {
    setToggled((now) => {
      const next = new Set(now);
      if (!next.delete(toggleId(row))) next.add(toggleId(row));
      return next;
    });
  }, []);
  return { rows, toggle, fold, setFold };
}

/** A link to a token shows it. */
function useScrollTo(scroller: { readonly current: HTMLDivElement | null }, selected: number): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || selected < 0) return;
    const y = selected * ROW_HEIGHT;
    if (y < element.scrollTop || y > element.scrollTop + element.clientHeight - 120) {
      element.scrollTop = Math.max(0, y - element.clientHeight / 2);
    }
  }, [scroller, selected]);
}
