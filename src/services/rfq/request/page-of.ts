/** A page of what is in memory already; its cursor is how many came before. */

export function pageOf<T extends object>(
  all: readonly T[],
  { limit, after }: { readonly limit: number; readonly after?: string },
): { items: readonly T[]; next?: string; total: number } {
  const start = Number(after ?? 0)
  const end = start + limit
  return { items: all.slice(start, end), ...(end < all.length && { next: String(end) }), total: all.length }
}
