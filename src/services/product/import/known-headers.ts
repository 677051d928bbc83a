/** How suppliers call their columns, in the languages they write: the words that decide a column mapping. */
import type { ProductField } from './product-fields.ts'

type PlainField = Exclude<ProductField, `name.${string}` | `description.${string}`>

/** In the form `headerWords` gives: small letters, no accents, single blanks. The first ones are the surest. */
const WORDS: Readonly<Record<PlainField, string>> = {
  name: 'name, product name, item name, product, title, article, article name, product title, item description, nom, nom du produit, designation, libelle, libelle produit, produit, name des produkts, produktname, artikelname, artikelbezeichnung, bezeichnung, produktbezeichnung, nombre, nombre del producto, producto, denominacion, nome, nome prodotto, nome del prodotto, prodotto, denominazione, naam, productnaam, artikelnaam, nome do produto, produto, nazwa, nazwa produktu, produkt, navn, namn, benamning',
  description:
    'description, long description, product description, generic name, beschreibung, produktbeschreibung, descripcion, descrizione, omschrijving, beschrijving, descricao, opis',
  sku: 'sku, supplier sku, item number, item no, item nr, article number, article no, art no, item code, article code, product code, product number, product id, supplier code, supplier item code, material number, reference, ref, reference article, code article, code produit, artikelnummer, artikel nr, art nr, artikelcode, materialnummer, bestellnummer, referencia, codigo articulo, codigo de articulo, codigo producto, codice articolo, codice prodotto, cod articolo, productcode, codigo do produto, kod produktu, indeks, nr artykulu, id',
  gtin: 'gtin, ean, upc, barcode, code, gtin 13, gtin 14, gtin13, gtin14, ean 13, ean13, ean 8, ean8, ean code, eancode, upc a, upc code, bar code, gtin unit, ean unit, code barre, code barres, code a barres, code ean, gencod, gencode, strichcode, ean nummer, ean nr, codigo de barras, codigo ean, codice a barre, codice ean, barra, streepjescode, ean nummer, kod kreskowy, kod ean, stregkode, streckkod',
  caseGtin:
    'case gtin, gtin case, case ean, ean case, dun, dun 14, dun14, itf 14, itf14, outer barcode, case barcode, ean carton, ean colis, code colis, karton ean, ean karton, gtin karton, ean caja, ean cartone, ean doos',
  brand:
    'brand, brands, brand name, marque, marques, marke, markenname, marca, marcas, marchio, merk, marka, maerke, varumarke',
  brandOwner:
    'brand owner, brandowner, manufacturer, producer, fabricant, producteur, titulaire de la marque, hersteller, markeninhaber, produzent, fabricante, productor, produttore, fabrikant, producent, fabricante produtor',
  category:
    'category, categories tags, categories, product category, product group, family, food category, categorie, categorie produit, famille, rayon, kategorie, warengruppe, produktgruppe, categoria, familia, famiglia, reparto, categorie product, productgroep, kategoria, grupa',
  countryOfOrigin:
    'country of origin, origin, origins, country, origin country, made in, coo, pays d origine, pays, origine, origines, ursprungsland, herkunftsland, herkunft, land, pais de origen, pais, origen, paese di origine, paese d origine, paese, provenienza, land van herkomst, herkomst, pais de origem, origem, kraj pochodzenia, kraj',
  hsCode:
    'hs code, hscode, hs, customs code, customs tariff number, tariff code, commodity code, taric, cn code, code douanier, code sh, zolltarifnummer, warennummer, codigo arancelario, partida arancelaria, codice doganale, goederencode, ncm, kod cn',
  ingredients:
    'ingredients, ingredients text, ingredient list, list of ingredients, composition, liste des ingredients, zutaten, zutatenliste, zutatenverzeichnis, ingredientes, lista de ingredientes, ingredienti, lista ingredienti, ingredienten, ingredientenlijst, skladniki, sklad, ingredienser',
  allergens:
    'allergens tags, allergens, contains allergens, allergen information, allergenes, allergene, alergenos, allergeni, allergenen, alergenios, alergeny',
  traces:
    'traces, traces tags, may contain, peut contenir, spuren, kann enthalten, trazas, puede contener, tracce, puo contenere, sporen, vestigios, moze zawierac',
  netWeight:
    'net weight, netweight, weight net, net content, net contents, net quantity, quantity, content, contents, size, unit size, weight, poids net, poids, contenance, contenu net, quantite nette, quantite, nettogewicht, gewicht, fullmenge, inhalt, nettofullmenge, menge, peso neto, peso, contenido neto, cantidad neta, cantidad, peso netto, quantita netta, quantita, contenuto, netto gewicht, inhoud, nettoinhoud, peso liquido, conteudo, quantidade, masa netto, waga netto, waga, zawartosc',
  drainedWeight:
    'drained weight, poids net egoutte, poids egoutte, abtropfgewicht, peso escurrido, peso sgocciolato, uitlekgewicht, peso escorrido, masa odcieku',
  grossWeight:
    'gross weight, grossweight, weight gross, poids brut, bruttogewicht, peso bruto, peso lordo, brutogewicht, bruto gewicht, masa brutto, waga brutto',
  volume: 'volume, net volume, volumen, volumen neto, volume net, volume netto, pojemnosc, objetosc',
  caseCount:
    'case count, units per case, pieces per case, case size, case pack, pack size, casepack, qty per case, units case, inner units, pcb, colisage, par combien, unites par carton, unites par colis, stuck pro karton, stueck pro karton, ve, verpackungseinheit, gebindegrosse, unidades por caja, uds caja, pezzi per cartone, pezzi cartone, pz cartone, stuks per doos, colli inhoud, unidades por caixa, sztuk w kartonie, szt w kartonie',
  casesPerPallet:
    'cases per pallet, cartons per pallet, colis par palette, cartons par palette, kartons pro palette, cajas por pale, cajas por palet, cartoni per pallet, dozen per pallet, caixas por palete, kartonow na palecie',
  price:
    'price, unit price, net price, list price, price per unit, prix, prix unitaire, prix net, tarif, preis, stuckpreis, einzelpreis, nettopreis, precio, precio unitario, prezzo, prezzo unitario, prijs, stuksprijs, preco, preco unitario, cena, cena netto, cena jednostkowa',
  currency: 'currency, currency code, ccy, devise, monnaie, wahrung, waehrung, moneda, divisa, valuta, moeda, waluta',
  shelfLifeDays:
    'shelf life, shelf life days, shelflife, total shelf life, life days, duree de vie, ddm jours, dlc jours, dlc, haltbarkeit, haltbarkeit tage, haltbarkeit in tagen, mhd tage, restlaufzeit, vida util, vida util dias, caducidad dias, durata, shelf life giorni, giorni di vita, vita utile, houdbaarheid, houdbaarheid dagen, validade, validade dias, okres przydatnosci, termin przydatnosci dni',
  dateMark: 'date mark, date type, date marking, type de date, datumsart, tipo de fecha, tipo di data',
  storageMinCelsius:
    'min temperature, minimum temperature, temperature min, storage temperature min, storage min, temp min, mindesttemperatur, temperatura minima, temperatura min',
  storageMaxCelsius:
    'max temperature, maximum temperature, temperature max, storage temperature max, storage max, temp max, hochsttemperatur, temperatura massima, temperatura maxima, temperatura max',
  'nutrition.energyKj':
    'energy kj, energykj, energy, energie kj, energie, energia kj, energia, brennwert kj, brennwert, valor energetico kj, energie en kj, wartosc energetyczna kj, wartosc energetyczna',
  'nutrition.energyKcal':
    'energy kcal, energykcal, kcal, calories, energie kcal, energia kcal, brennwert kcal, kalorien, calorias, calorie, calorieen, kalorie, valor energetico kcal, wartosc energetyczna kcal',
  'nutrition.fat':
    'fat, total fat, fats, matieres grasses, lipides, graisses, fett, grasas, grasa, grassi, vet, vetten, lipidos, gorduras, tluszcz',
  'nutrition.saturatedFat':
    'saturated fat, saturates, saturatedfat, saturated fats, of which saturates, acides gras satures, agps, ags, dont acides gras satures, gesattigte fettsauren, davon gesattigte fettsauren, gesattigte, grasas saturadas, saturadas, acidi grassi saturi, grassi saturi, di cui acidi grassi saturi, verzadigde vetzuren, waarvan verzadigd, verzadigd vet, gorduras saturadas, acidos gordos saturados, kwasy tluszczowe nasycone, kwasy nasycone',
  'nutrition.carbohydrate':
    'carbohydrate, carbohydrates, carbs, total carbohydrate, glucides, kohlenhydrate, hidratos de carbono, carbohidratos, carboidrati, koolhydraten, hidratos de carbono, carboidratos, weglowodany',
  'nutrition.sugars':
    'sugars, sugar, of which sugars, total sugars, sucres, dont sucres, zucker, davon zucker, azucares, zuccheri, di cui zuccheri, suikers, waarvan suikers, acucares, cukry, w tym cukry',
  'nutrition.fibre':
    'fibre, fiber, fibres, dietary fibre, dietary fiber, fibres alimentaires, ballaststoffe, fibra, fibra alimentaria, fibre alimentari, vezels, vezel, voedingsvezel, fibra alimentar, fibras, blonnik',
  'nutrition.protein':
    'protein, proteins, proteines, eiweiss, eiweisse, proteinas, proteine, eiwitten, eiwit, proteinas, bialko',
  'nutrition.salt': 'salt, sel, salz, sal, sale, zout, sol',
  'nutrition.sodium': 'sodium, natrium, sodio, sod',
}

/** Every known header, and how sure it is: 0 is the surest. */
export const knownHeaders: ReadonlyMap<string, { readonly field: PlainField; readonly rank: number }> = new Map(
  Object.entries(WORDS).flatMap(([field, words]) =>
    words.split(', ').map((word, rank) => [word, { field: field as PlainField, rank }] as const),
  ),
)
