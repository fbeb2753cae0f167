// Architecture tests: judges the imports of one file by the rules of its room; a fault is one readable line.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { knownOnlyTo, oracle, type Room, roomOf } from './rooms.ts';
import { type Import, projectRoot, type SourceFile } from './source-file.ts';

/** Every import of the file that its room does not allow. */
export function importFaults(file: SourceFile): readonly string[] {
  const room = file.path.startsWith(`${oracle.folder}/`) ? oracle : roomOf(file.path);
  if (room === null) return [];
  return file.imports.flatMap((entry) => {
    const fault = faultOf(file.path, entry, room);
    return fault === null ? [] : [`${file.path}:${entry.line} ${fault}`];
  });
}

function faultOf(path: string, { specifier }: Import, room: Room): string | null {
  if (specifier === '(computed)') return null;
  if (specifier.startsWith('.')) {
    const target = normalize(join(dirname(path), specifier));
    return target.startsWith(`${room.folder}/`) ? null : `leaves its room by a path: ${specifier}`;
  }
  const name = packageName(specifier);
  if (name.startsWith('@nhip/')) return ownFault(path, name, specifier, room);
  const keepers = knownOnlyTo[name];
  if (keepers !== undefined && !keepers.some((folder) => path.startsWith(folder)))
    return `only ${keepers[0]} may know ${name}`;
  return libraryFault(path, name, room);
}

function ownFault(path: string, name: string, specifier: string, room: Room): string | null {
  if (!room.imports.includes(name)) return `${room.folder} may not import ${name}`;
  if (specifier !== name && !specifier.startsWith(`${name}/testing`))
    return `goes past the public face of ${name}: ${specifier}`;
  return declared(path).has(name) ? null : `${name} is not declared in package.json`;
}

function libraryFault(path: string, name: string, room: Room): string | null {
  const allowed = room.libraries;
  if (allowed !== null && !allowed.includes(name) && !isForTests(path, name))
    return `${room.folder} may not import ${name}`;
  if (name.startsWith('node:') || declared(path).has(name) || isForTests(path, name)) return null;
  return `${name} is not declared in package.json`;
}

/** Tests may use what the root package.json holds for them, and node. */
function isForTests(path: string, name: string): boolean {
  const isTest = path.endsWith('.test.ts') || path.includes('/testing/') || path.startsWith('test/');
  return isTest && (name.startsWith('node:') || dependencies('package.json').has(name));
}

function declared(path: string): ReadonlySet<string> {
  const room = roomOf(path);
  return dependencies(room === null ? 'package.json' : `${room.folder}/package.json`);
}

const read = new Map<string, ReadonlySet<string>>();

function dependencies(file: string): ReadonlySet<string> {
  const known = read.get(file);
  if (known !== undefined) return known;
  const content: unknown = JSON.parse(readFileSync(`${projectRoot}${file}`, 'utf8'));
  const names = ['dependencies', 'devDependencies'].flatMap((member) => Object.keys(memberOf(content, member)));
  read.set(file, new Set(names));
  return new Set(names);
}

function memberOf(value: unknown, name: string): object {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
  return typeof member === 'object' && member !== null ? member : {};
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}
