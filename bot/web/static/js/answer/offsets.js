// The API counts code points, JavaScript's strings UTF-16 units.

/** Return the UTF-16 offset of each of these code point offsets of a text. */
export function utf16(text, offsets) {
  const wanted = [...new Set(offsets)].sort((one, other) => one - other);
  const found = new Map();
  let points = 0;
  let units = 0;
  for (const offset of wanted) {
    while (points < offset && units < text.length) {
      units += text.codePointAt(units) > 0xffff ? 2 : 1;
      points += 1;
    }
    found.set(offset, units);
  }
  return offsets.map((offset) => found.get(offset));
}
