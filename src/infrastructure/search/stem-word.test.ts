import { expect, test } from 'vitest'
import { foldText } from './analyse-text.ts'
import { stemWord } from './stem-word.ts'

const stem = (word: string): string => stemWord(foldText(word))

test.each([
  [
    'English',
    'berry berries; tomato tomatoes; olive olives; apple apples; peach peaches; cookie cookies; glass glasses',
  ],
  ['French', 'gâteau gâteaux; pomme pommes; végétal végétaux; chou choux; noix noix; œuf œufs; yaourt yaourts'],
  ['Spanish', 'limón limones; tomate tomates; aceituna aceitunas; melocotón melocotones'],
  ['Portuguese', 'limão limões; azeitona azeitonas; camarão camarões'],
  ['Italian', 'pomodoro pomodori; fragola fragole; limone limoni; vino vini; carciofo carciofi'],
  ['German', 'Apfel Äpfel; Tomate Tomaten; Kartoffel Kartoffeln; Bohne Bohnen; Nuss Nüsse; Pilz Pilze; Birne Birnen'],
  ['Dutch', 'aardappel aardappelen; appel appels; tomaat tomaats; banaan banaans'],
  ['Swedish', 'äpple äpplen'],
  ['Polish', 'jabłko jabłka; truskawka truskawki'],
  ['Russian', 'помидор помидоры; яблоко яблоки; яблоко яблоками'],
  ['Greek', 'ντομάτα ντομάτες'],
])('in %s, one and many meet', (_, pairs) => {
  for (const pair of pairs.split('; ')) {
    const [one, many] = pair.split(' ') as [string, string]
    expect(stem(many), pair).toBe(stem(one))
  }
})

test('words that mean different goods stay apart', () => {
  for (const pair of [
    'pasta paste',
    'salt salad',
    'oat goat',
    'wine win',
    'rice ric',
    'corn corned',
    'ham hamburger',
  ]) {
    const [left, right] = pair.split(' ') as [string, string]
    expect(stem(left), pair).not.toBe(stem(right))
  }
})
