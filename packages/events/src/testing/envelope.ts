// An envelope for tests: an event of one sender, whose data is JSON; a test says only what matters to it.
import { type Envelope, noExtensions } from '../codec/envelope.ts';

export function envelopeOf(value: unknown, attributes: Partial<Envelope> = {}): Envelope {
  return {
    id: 'e1',
    source: '/ba-dinh/system',
    specversion: '1.0',
    type: 'vn.nhip.dossier.stated',
    time: '2023-06-14T10:00:00+07:00',
    datacontenttype: 'application/json',
    dataschema: null,
    subject: null,
    extensions: noExtensions,
    data: { kind: 'json', value },
    ...attributes,
  };
}
