import type { Forest } from '../data/forest.ts';
import { isSuspicious } from '../data/forest.ts';
import { plural } from '../../../lib/wording.ts';
import { Axis } from './axis.tsx';
import { drawScene, ROW_HEIGHT, type Scene } from './draw.ts';
import { rowName } from './row-words.ts';
import type { Row } from './rows.ts';
import { sized } from './sized.ts';

export type PrintedScene = Omit<Scene, 'width' | 'height' | 'scrollTop'>;

/** A sheet, A4 or Letter on its side, holds an axis and so many lines. */
const LINES = 22;
/** The first one has the heading, too. */
const FIRST_LINES = 18;
const WIDTH = 640;
/** Sharp on paper. */
const RATIO = 2;
/** More sheets than these nobody reads. */
const MOST_SHEETS = 60;

/** The whole chart, all lines and all of its time, as sheets with the axis on each. */
export function PrintedChart({ scene }: { scene: PrintedScene }) {
  const { rows } = scene;
  const starts = [0];
  while (starts.length < MOST_SHEETS && endOf(starts.at(-1)!) < rows.length) starts.push(endOf(starts.at(-1)!));
  const left = rows.length - endOf(starts.at(-1)!);
  return (
    <>
      {starts.map((first) => (
        <Sheet key={first} scene={scene} first={first} />
      ))}
      {left > 0 ? <p>{plural(left, 'more line')} not printed: fold what repeats, or follow one branch.</p> : null}
    </>
  );
}

const endOf = (first: number): number => (first === 0 ? FIRST_LINES : first + LINES);

function Sheet({ scene, first }: { scene: PrintedScene; first: number }) {
  const rows = scene.rows.slice(first, endOf(first));
  const height = rows.length * ROW_HEIGHT;
  const draw = (canvas: HTMLCanvasElement | null): void => {
    if (canvas === null) return;
    const context = sized(canvas, { width: WIDTH, height }, RATIO);
    drawScene(context, { ...scene, width: WIDTH, height, scrollTop: first * ROW_HEIGHT });
  };
  return (
    <figure class="sheet">
      <ol class="sheet-lines">
        {rows.map((row) => (
          <Line key={`${row.kind} ${row.tokens[0]}`} forest={scene.forest} row={row} />
        ))}
      </ol>
      <div style={{ width: `${WIDTH}px` }}>
        <Axis scene={scene} width={WIDTH} />
        <canvas ref={draw} style={{ width: `${WIDTH}px`, height: `${height}px` }} />
      </div>
    </figure>
  );
}

const DEEPEST = 8;

function Line({ forest, row }: { forest: Forest; row: Row }) {
  const { key, name, more } = rowName(forest, row);
  const suspicious = isSuspicious(forest.flags[row.tokens[0]!]!);
  return (
    <li
      class={suspicious ? 'suspicious' : ''}
      style={{ height: `${ROW_HEIGHT}px`, paddingLeft: `${Math.min(row.level, DEEPEST) * 10}px` }}
    >
      {key === null ? null : <code>{key}</code>} {name} {more}
    </li>
  );
}
