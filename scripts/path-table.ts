/** Writes the table of paths and services into a page, between its two marks, from the table that routes by it. */
import { servicePaths } from '../src/composition/service-paths.ts'

const marks = /(<!-- paths -->\n).*(<!-- \/paths -->)/s

/** Throws when the page has no marks. */
export function withPathTable(page: string): string {
  if (!marks.test(page)) throw new Error('The page has no place for the paths: <!-- paths --> … <!-- /paths -->.')
  const rows = Object.entries(servicePaths).map(
    ([service, paths]) => `| \`${service}\` | ${paths.map((path) => `\`${path}\``).join(' ')} |`,
  )
  const table = ['| service | paths that begin with |', '| --- | --- |', ...rows].join('\n')
  return page.replace(marks, (_all, before: string, after: string) => `${before}\n${table}\n\n${after}`)
}
