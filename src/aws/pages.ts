/**
 * Asks page by page until there is no next one. A token that comes again would lead in a circle: that is an error, since
 * to stop there quietly would lose what follows.
 */
export async function* pages<Page>(
  ask: (token: string | undefined) => Promise<Page>,
  tokenOf: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    token = tokenOf(page);
    if (token !== undefined && seen.has(token))
      throw new Error('the answer repeats itself: its page token came before');
    if (token !== undefined) seen.add(token);
  } while (token !== undefined && token !== '');
}
/** The items of all pages. */
export async function allOf<Page, Item>(
  all: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of all) items.push(...(itemsOf(page) ?? []));
  return items;
}
