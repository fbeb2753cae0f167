// The password of the database out of a file of its own, as secrets come into containers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withPassword } from './kept-history.ts';

describe('a database whose password stands in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-password-'));
  const file = join(folder, 'password');
  afterAll(() => rmSync(folder, { recursive: true }));
  const holding = (text: string): string => {
    writeFileSync(file, text);
    return file;
  };
  const passwordIn = (url: string): string => decodeURIComponent(new URL(url).password);

  it.each(['plain', 'with space', `%41/@:?#[]'"`, 'mật khẩu', ' edges '])('is asked with it: %s', async (password) => {
    for (const end of ['', '\n', '\r\n']) {
      const url = await withPassword('postgres://nhip@db:5432/city?sslmode=verify-full', holding(password + end));
      expect(passwordIn(url)).toBe(password);
      expect(url).toMatch(/^postgres:\/\/nhip:[^@/?#]+@db:5432\/city\?sslmode=verify-full$/);
    }
  });

  it('is asked with that of the URL where it has one', async () => {
    const url = 'postgres://nhip:own@db/city';
    expect(await withPassword(url, holding('other'))).toBe(url);
    expect(await withPassword(url, join(folder, 'absent'))).toBe(url);
  });

  it('is not asked where the password cannot be had', async () => {
    const url = 'postgres://nhip@db/city';
    await expect(withPassword(url, join(folder, 'absent'))).rejects.toThrow(
      /NHIP_DATABASE_PASSWORD_FILE.*cannot be read/,
    );
    await expect(withPassword(url, holding('\n'))).rejects.toThrow('holds no password');
    for (const placeless of ['postgres:///city?host=/run/postgresql', 'postgres://nhip@/city'])
      await expect(withPassword(placeless, holding('any'))).rejects.toThrow('names no host');
  });
});
