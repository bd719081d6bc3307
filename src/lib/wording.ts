/** How numbers, lengths of time and names are said to people: the same everywhere, and in no machine's locale. */

export function grouped(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `plural(2, 'file')` is `2 files`, thousands grouped; irregular plurals are given. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** `1 token`, `3000 tokens`: for sentences whose numbers are not grouped. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** The first few of a list in a sentence, and how many more there are. */
export function listed(texts: readonly string[], limit = 4): string {
  if (texts.length > limit) return `${texts.slice(0, limit).join(', ')} and ${texts.length - limit} more`;
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** A duration in its largest unit, and the next while it is small: `35 s`, `50 min`, `3 h`, `1 d 12 h`, `41 d`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 7 && hours % 24 > 0 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** The name at the end of an ARN, with a role's path left off: the name is what people know. */
export function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1) || arn;
}
