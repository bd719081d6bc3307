import { wantsColor, type Io } from './io.ts';

export interface Progress {
  readonly files: number;
  readonly bytes: number;
  readonly events: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}

const redrawEveryMs = 100;

/** One line that is drawn over and over: how far, how fast, how long still. Nothing where nobody watches, or wants none. */
export function progressLine({ stderr: stream, env }: Pick<Io, 'stderr' | 'env'>, clockMs: () => number) {
  const isWatched = wantsColor(stream, env);
  const start = clockMs();
  let drawnAt = 0;
  let drawn = false;
  return {
    update(progress: Progress): void {
      const now = clockMs();
      if (!isWatched || now - drawnAt < redrawEveryMs) return;
      drawnAt = now;
      drawn = true;
      stream.write(`\r\u001b[2K${describe(progress, (now - start) / 1000).slice(0, (stream.columns ?? 80) - 1)}`);
    },
    clear(): void {
      if (drawn) stream.write('\r\u001b[2K');
      drawn = false;
    },
  };
}

function describe({ files, bytes, events, totalFiles, totalBytes }: Progress, seconds: number): string {
  // What is asked for by time has no size before it is there.
  const part = totalBytes > 0 ? bytes / totalBytes : files / Math.max(1, totalFiles);
  const share = Math.min(1, part);
  const rate = seconds > 0 ? events / seconds : 0;
  const left = share > 0.01 ? (seconds / share) * (1 - share) : null;
  return [
    `reading ${Math.floor(share * 100)} %`,
    `${files.toLocaleString('en')} of ${totalFiles.toLocaleString('en')} files`,
    `${events.toLocaleString('en')} events`,
    `${Math.round(rate).toLocaleString('en')}/s`,
    ...(left === null ? [] : [`${duration(left)} left`]),
  ].join(' · ');
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.ceil((seconds % 3600) / 60)} min`;
}
