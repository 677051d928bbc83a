/** Words that carry no meaning of their own in the languages of most labels; asked for only when nothing else is. */

const words = `
  a an and are as at be been by can do does for from has have how i in into is it its me my not of on or our out
  should so some such than that the their them then there these they this to was we were what when where which who
  why will with would you your about any also
  au aux avec ce ces cette chez dans de des du elle en est et il je la le les leur mais ne nous ou par pas pour que
  qui sa sans se ses son sont sur un une vous
  am auf aus bei das dass dem den der des die dieser ein eine einem einen einer es fur im ist mit nach nicht oder
  sich sind und unter vom von vor wird zu zum zur uber
  al como con del e el ella en entre es esta este las lo los mas o para pero por sin su sus te una y
  ai alla alle anche che col coi da dal dalla degli dei della delle di ed gli ha il nel nella o per piu senza sono
  sul sulla tra uno
  ao com da das do dos em mais na nas no nos os ou para pela pelo sem seu sua um uma
  bij dat de een en het in is met naar niet of om op te tot uit van voor zijn
  och med av i som till utan og til uden z ze w na do bez dla oraz`

export const stopWords: ReadonlySet<string> = new Set(words.trim().split(/\s+/))
