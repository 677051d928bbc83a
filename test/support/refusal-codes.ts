/** Reads out of source text with which codes it refuses, so that each can be held against its page. */
import { dirname, join } from 'node:path/posix'

/** What `area/name` also stands for. */
const MEDIA_TYPES = new Set(['application', 'text', 'image', 'multipart'])

const CODE = /'([a-z][a-z0-9-]*)\/([a-z0-9][a-z0-9-]*)'/g

/** Where only codes stand: `code: '…'`, `code = '…'`, and the first argument of a function that refuses. */
const CODE_PLACE = /\b(code[:=]?\s*=?|\w+\()\s*$/

/** Where types of events stand: `type: '…'` and the further members of such a union, `Entry<'…'`. */
const TYPE_PLACE = /(\btype: |\btype: (?:'[^']*'\s*\|\s*)+|\bEntry<\s*(?:\|?\s*'[^']*'\s*\|\s*)*)$/

type Mentions = { readonly surely: Set<string>; readonly maybe: Set<string>; readonly events: Set<string> }

/**
 * The codes that the texts may refuse with. Whatever looks like a code counts as one, unless it is known as
 * something else: a media type, or an event's type or an id of our tables that nowhere stands where a code would.
 * A page that is asked for in vain is cheaper than a code that is overlooked.
 * @param known.declaring  the texts that say which types of events there are; these texts themselves without it
 * @param known.ids        such as those of categories
 */
export function refusalCodes(
  texts: readonly string[],
  { declaring = texts, ids = new Set() }: { declaring?: readonly string[]; ids?: ReadonlySet<string> } = {},
): ReadonlySet<string> {
  const { surely, maybe } = mentionsIn(texts)
  return new Set([...surely, ...maybe.difference(mentionsIn(declaring).events).difference(ids)])
}

function mentionsIn(texts: readonly string[]): Mentions {
  const found: Mentions = { surely: new Set(), maybe: new Set(), events: new Set() }
  for (const text of texts) collect(withoutComments(text), found)
  return found
}

function collect(text: string, { surely, maybe, events }: Mentions): void {
  for (const match of text.matchAll(CODE)) {
    const [, area = '', name = ''] = match
    if (MEDIA_TYPES.has(area)) continue
    const before = text.slice(Math.max(0, match.index - 400), match.index)
    if (/\bfrom $/.test(before)) continue
    if (TYPE_PLACE.test(before)) events.add(`${area}/${name}`)
    else if (CODE_PLACE.test(before)) surely.add(`${area}/${name}`)
    else maybe.add(`${area}/${name}`)
  }
}

/** Codes put together at run time, which no search would find: `code: \`stock/${what}\``. */
export const composedCodes = (text: string): readonly string[] =>
  [...withoutComments(text).matchAll(/(?:\bcode[:=]?\s*=?|\w+\()\s*(`[a-z][a-z0-9-]*\/[a-z0-9-]*\$\{[^`]*`)/g)]
    .map(([, composed = '']) => composed)
    .filter((composed) => !composed.includes('${string}'))

/** The files that `entry` loads when it runs, itself included; what is imported for its types only is not loaded. */
export function loadedFiles(entry: string, read: (path: string) => string | undefined): ReadonlySet<string> {
  const loaded = new Set<string>()
  const waiting = [entry]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = loaded.has(path) ? undefined : read(path)
    if (text === undefined) continue
    loaded.add(path)
    const running = withoutComments(text).replaceAll(/^(import|export) type \{[^}]*\} from '[^']*'/gm, '')
    for (const [, target = ''] of running.matchAll(/'(\.\.?\/[^'\s]*\.ts)'/g)) waiting.push(join(dirname(path), target))
  }
  return loaded
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, ' ')
