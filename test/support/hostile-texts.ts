/** Texts and values that look like numbers, dates or nothing, and bodies that break parsers: what tests of refusals share. */

/** Looks like a number to somebody; is none of ours. */
export const numberLikeTexts = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e5',
  '0x10',
  '１２',
  '١٢',
  ' 1',
  '1 ',
  '1,5',
  '--1',
  '',
]

/** Never a whole number between 1 and 2^53, whatever a lenient reader would make of it. */
export const noQuantities = [0, -1, -0.5, 1.5, 9_007_199_254_740_993, 1e308, '1', '1.0', 'NaN', null, true, [], {}]

export const impossibleDays = [
  '2026-02-30',
  '2025-02-29',
  '2026-13-01',
  '2026-00-10',
  '0000-00-00',
  '2026-1-1',
  'tomorrow',
  '',
]

/** JSON of a value nested so deep, the value itself not counted. */
export const nested = (levels: number, inner = '1'): string => `${'{"a":'.repeat(levels)}${inner}${'}'.repeat(levels)}`
