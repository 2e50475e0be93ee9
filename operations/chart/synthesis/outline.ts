/** A line of a text with the lines that are indented below it. */
export interface Outline {
  /** As it stands, with the empty lines before it. */
  readonly line: string;
  readonly below: readonly Outline[];
}

/** A text by its indentation, which configuration files of every kind have: what belongs to a section comes and goes with it. */
export function outline(text: string): Outline[] {
  const lines = attached(text.split("\n"));
  return below(lines, 0, lines.length);
}

/** Empty lines belong to the line that follows. */
function attached(lines: readonly string[]): string[] {
  const result: string[] = [];
  let gap = "";
  for (const line of lines) {
    if (line.trim() === "") gap += `${line}\n`;
    else {
      result.push(gap + line);
      gap = "";
    }
  }
  return gap === "" ? result : [...result, gap.slice(0, -1)];
}

function below(lines: readonly string[], from: number, to: number): Outline[] {
  const result: Outline[] = [];
  for (let i = from; i < to; ) {
    const line = lines[i] ?? "";
    const depth = indentation(line);
    let end = i + 1;
    while (end < to && indentation(lines[end] ?? "") > depth) end++;
    result.push({ line, below: below(lines, i + 1, end) });
    i = end;
  }
  return result;
}

function indentation(line: string): number {
  const last = line.slice(line.lastIndexOf("\n") + 1);
  return last.length - last.trimStart().length;
}
