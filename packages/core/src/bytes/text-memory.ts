// Texts out of bytes. Codes of units and the like come again and again: one string for all of them costs less than one each, here and in
// every map of them.

/** A byte order mark at the beginning belongs to the text. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** A power of two. */
const REMEMBERED = 4096;

/** @throws TypeError when it is not UTF-8. */
export function plainText(bytes: DataView, at: number, length: number): string {
  return UTF8.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + at, length));
}

export class TextMemory {
  readonly #texts = new Array<string>(REMEMBERED).fill('');

  /** @throws TypeError when it is not UTF-8. */
  text(bytes: DataView, at: number, length: number): string {
    let hash = length;
    let bits = 0;
    for (let place = at; place < at + length; place++) {
      const code = bytes.getUint8(place);
      hash = Math.imul(hash, 31) + code;
      bits |= code;
    }
    if (bits >= 0x80) return plainText(bytes, at, length);
    const slot = hash & (REMEMBERED - 1);
    const known = this.#texts[slot] as string;
    if (known.length === length && isSame(known, bytes, at)) return known;
    const text = plainText(bytes, at, length);
    this.#texts[slot] = text;
    return text;
  }
}

function isSame(text: string, bytes: DataView, at: number): boolean {
  for (let place = 0; place < text.length; place++) {
    if (text.charCodeAt(place) !== bytes.getUint8(at + place)) return false;
  }
  return true;
}
