// What was sent of an event that could not be read: the same for the same event, however often it comes.
import { expect, it } from 'vitest';
import { batchContent, oneContent } from './sent-content.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

it('of one event is its body with the attributes in its headers, in any order and however it was traced', () => {
  const body = bytes('{"a":1}');
  const headers = { 'ce-id': '1', 'ce-source': '/A', 'content-type': 'application/json', host: 'here' };
  const content = oneContent(headers, body)(0);
  const retraced = { 'content-type': 'application/json', 'ce-traceparent': '00-1', 'ce-source': '/A', 'ce-id': '1' };
  expect(oneContent(retraced, body)(0)).toBe(content);
  expect(oneContent({ ...headers, 'ce-id': '2' }, body)(0)).not.toBe(content);
  expect(oneContent(headers, bytes('{"a":2}'))(0)).not.toBe(content);
  expect(oneContent({ ce_id: bytes('1') }, body)(0)).toBe(oneContent({ ce_id: bytes('1') }, body)(0));
  expect(oneContent({ ce_id: bytes('1') }, body)(0)).not.toBe(oneContent({ ce_id: bytes('2') }, body)(0));
});

it('of an event in a list is its own text, whatever stands around it', () => {
  const [two, one] = [batchContent(bytes('[{"id":1}, {"id":[2]}]')), batchContent(bytes('[ {"id":[2]} ]'))];
  expect(two(0)).toBe('{"id":1}');
  expect(two(1)).toBe(one(0));
  expect(two(2)).toBeNull();
  expect(batchContent(bytes('{}'))(0)).toBeNull();
});
