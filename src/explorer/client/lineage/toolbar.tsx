import { grouped, plural } from '../../../lib/wording.ts';
import { Icon } from '../parts/icons.tsx';

export interface ToolbarProps {
  readonly zoom: (factor: number) => void;
  readonly pan: (part: number) => void;
  readonly fit: () => void;
  readonly fold: boolean;
  readonly setFold: (fold: boolean) => void;
  readonly rows: number;
  readonly credentials: number;
}

export function Toolbar({ zoom, fit, fold, setFold, rows, credentials }: ToolbarProps) {
  return (
    <div class="toolbar" role="toolbar" aria-label="Chart">
      <label class="switch">
        <input type="checkbox" checked={fold} onChange={(event) => setFold(event.currentTarget.checked)} /> Fold what
        repeats
      </label>
      <span class="quiet">
        {plural(credentials, 'credential')} on {grouped(rows)} {rows === 1 ? 'line' : 'lines'}
      </span>
      <span class="spring" />
      <span class="quiet hint">drag to pan, Ctrl+wheel to zoom</span>
      <button type="button" class="icon-button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoom(0.6)}>
        <Icon name="plus" />
      </button>
      <button type="button" class="icon-button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => zoom(1.6)}>
        <Icon name="minus" />
      </button>
      <button type="button" class="icon-button" aria-label="Show all of it" title="Show all of it (0)" onClick={fit}>
        <Icon name="fit" />
      </button>
    </div>
  );
}
