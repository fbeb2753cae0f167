// README: its shell examples, section by section, so that a test can run exactly what a reader would type.

export interface Section {
  readonly title: string;
  readonly text: string;
  /** The content of each `sh` block, in order. */
  readonly shell: readonly string[];
}

/** The sections of a Markdown page that begin with `## `. */
export function sectionsOf(markdown: string): readonly Section[] {
  const parts = markdown.split(/^## /m).slice(1);
  return parts.map((part) => {
    const lineEnd = part.indexOf('\n');
    const shell = [...part.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, content = '']) => content);
    return { title: part.slice(0, lineEnd).trim(), text: part.slice(lineEnd), shell };
  });
}

/** @throws Error when no section's title begins so. */
export function sectionNamed(markdown: string, begin: string): Section {
  const section = sectionsOf(markdown).find(({ title }) => title.startsWith(begin));
  if (section === undefined) throw new Error(`the README has no section '${begin}…'`);
  return section;
}
