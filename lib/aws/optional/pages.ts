/** Which page, and how much a page holds. */
export type Paging = { MaxResults: number; NextToken: string | undefined };

/** Route 53 Resolver and Profiles API references: up to 100 on a page. */
const PAGE = 100;

/**
 * The items of all pages, until there is no token or the same one again, as with `stopOnSameToken` of the SDK's paginators. What
 * `ask` throws ends it.
 */
export async function allPages<Page extends { NextToken?: string | undefined }, Item>(
  ask: (paging: Paging) => Promise<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
  pageSize: number = PAGE,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  let before: string | undefined;
  do {
    const page = await ask({ MaxResults: pageSize, NextToken: token });
    for (const item of itemsOf(page) ?? []) items.push(item);
    [before, token] = [token, page.NextToken];
  } while (token && token !== before);
  return items;
}
