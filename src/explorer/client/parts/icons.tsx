/** Marks of the page, drawn here: a shape for each thing that colour says too. */

const paths = {
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  save: 'M8 2.5v7M4.8 6.8 8 9.8l3.2-3M2.8 13h10.4',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.8 10.8 14 14',
  out: 'M6 3H3v10h10v-3M9 2.5h4.5V7M13 3 7.5 8.5',
  right: 'm6 3 5 5-5 5',
  down: 'm3 6 5 5 5-5',
  close: 'm4 4 8 8m0-8-8 8',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  shield: 'M8 1.8 13 4v4c0 3-2.2 5.2-5 6.2C5.2 13.2 3 11 3 8V4z',
  tree: 'M3 2v9.5h4M3 6h4M10 4.5h4v3h-4zM10 10h4v3h-4z',
  check: 'm3 8.5 3.2 3.2L13 5',
} as const;

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** The family tree of the wordmark. */
export function Wordmark() {
  return (
    <svg class="wordmark" viewBox="0 0 22 22" width="22" height="22" aria-hidden="true" focusable="false">
      <path
        d="M5 4v6.5a3 3 0 0 0 3 3h5M5 9a3 3 0 0 0 3-2"
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
      />
      <circle cx="5" cy="4" r="2.4" fill="currentColor" />
      <circle cx="16" cy="13.5" r="2.6" fill="var(--critical)" />
      <circle cx="10" cy="6.4" r="1.6" fill="currentColor" />
    </svg>
  );
}
