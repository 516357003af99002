/**
 * The UTF-8 bytes of a text, as Java's `getBytes(UTF_8)` gives them: half of a surrogate pair becomes `?`.
 * (TextEncoder would write U+FFFD there, and is not part of the language.)
 */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length); // a pair takes four bytes for two units
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) ?? 0;
    if (point < 0x80) {
      bytes[n++] = point;
    } else if (point < 0x800) {
      bytes[n++] = 0xc0 | (point >> 6);
      bytes[n++] = 0x80 | (point & 0x3f);
    } else if (point >= 0xd800 && point < 0xe000) {
      bytes[n++] = 0x3f;
    } else if (point < 0x10000) {
      bytes[n++] = 0xe0 | (point >> 12);
      bytes[n++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[n++] = 0x80 | (point & 0x3f);
    } else {
      bytes[n++] = 0xf0 | (point >> 18);
      bytes[n++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[n++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[n++] = 0x80 | (point & 0x3f);
      i += 1; // the second half of the pair
    }
  }
  return bytes.slice(0, n);
}
