/** Cleans the texts of a row: entities that a web page left behind, blanks, signs that cannot be seen. */

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  deg: '°',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  acirc: 'â',
  ccedil: 'ç',
  ocirc: 'ô',
  icirc: 'î',
  ucirc: 'û',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  ntilde: 'ñ',
  oelig: 'œ',
  trade: '™',
  reg: '®',
  copy: '©',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  euro: '€',
  frac12: '½',
}

/** Decodes HTML entities once (`&quot;`, `&#322;`, `&#x142;`); what is no entity stays as it is. */
export const decodeEntities = (text: string): string => {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}\d{0,2}));/g,
    (whole, decimal, hex, name) => {
      if (typeof name === 'string') return NAMED[name] ?? whole
      const point = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
      const isCharacter = point > 31 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
      return isCharacter ? String.fromCodePoint(point) : whole
    },
  )
}

/** One line of visible text. Numbers and lists of texts are taken as text; other values are none. */
export const plainText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return cleaned(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return cleaned(value.join(', '))
  return undefined
}

/** Whether a value stands for nothing: tables write it in many ways. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && /^\s*(?:-+|n\/?a|null|none|nil|\?|#n\/a)?\s*$/i.test(value))

const cleaned = (text: string): string => {
  const decoded = decodeEntities(text)
  if (/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(decoded)) return decoded
  // Controls, byte order marks and direction overrides do not belong in a name; joiners do (emoji, Indic scripts).
  return decoded
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replace(/[\ufeff\u200b\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
}
