// Command line: the CloudEvents that the importer and the simulation send, in structured JSON.

export type DataValue = string | number | boolean | null;

export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** When the statement was made, RFC 3339. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, DataValue>>;
}
