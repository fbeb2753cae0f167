// Numbers in alerts as Go writes them: the right sides are what Go's fmt prints for %.6g, and Prometheus' humanizePercentage.
import { describe, expect, it } from 'vitest';
import { fillingOf, percentage, plainNumber, template } from './filling.ts';

describe('numbers in alerts', () => {
  it.each([
    [0, '0'],
    [5, '5'],
    [5.05, '5.05'],
    [-0.01, '-0.01'],
    [1 / 3, '0.333333'],
    [123_456, '123456'],
    [1_234_567, '1.23457e+06'],
    [999_999.5, '1e+06'],
    [-12_468.955, '-12469'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
  ])('write %d as %s', (value, text) => {
    expect(plainNumber(value)).toBe(text);
  });

  it.each([
    [0.4455, '44.55%'],
    [1, '100%'],
    [0.9405, '94.05%'],
    [0, '0%'],
    [123.456, '1.235e+04%'],
  ])('write the share %d as %s', (value, text) => {
    expect(percentage(value)).toBe(text);
  });
});

describe('texts of alerts', () => {
  it('stay as they are written where nothing is to be filled in', () => {
    expect(template.literal('a {{ b }}')).toBe('a {{ "{{" }} b }}');
  });

  it('name a unit by its code where nobody tells its name', () => {
    const filling = fillingOf({ labels: { unit: 'a/b' }, value: Number.NaN, unitTitle: null });
    expect(filling.unit('unit')).toEqual({ vi: 'a/b', en: 'a/b' });
    expect(filling.encoded('unit')).toBe('a%2Fb');
    expect(filling.held('stale', 'fresh')).toBe('stale');
  });
});
