/** Shorter secrets would blank out half of every message, and guard nothing. */
const SHORTEST_SECRET = 4;
/** A secret command or `KEY=value` shows up in parts; only its long words are worth hiding everywhere. */
const SHORTEST_WORD = 8;
const BETWEEN_WORDS = /[\s'"=;:,&|<>()]+/;

/** Takes every secret out of a text that people will read: whole, line by line (keys), and word by word (commands). */
export function redact(text: string, secrets: Iterable<string>): string {
  const pieces = new Set<string>();
  for (const secret of secrets) {
    const escaped = JSON.stringify(secret).slice(1, -1);
    for (const piece of [secret, escaped, ...secret.split("\n")]) {
      if (piece.trim().length >= SHORTEST_SECRET) pieces.add(piece);
    }
    for (const word of secret.split(BETWEEN_WORDS)) if (word.length >= SHORTEST_WORD) pieces.add(word);
  }
  const longestFirst = [...pieces].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((clean, piece) => clean.replaceAll(piece, "[secret]"), text);
}
