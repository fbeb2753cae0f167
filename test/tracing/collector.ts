// A collector for tests: takes spans by OTLP over HTTP, as a real one does, and keeps what matters of them.
import fastify from 'fastify';

export interface ReceivedSpan {
  readonly name: string;
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it is the first of its trace. */
  readonly parentSpanId: string;
  readonly linkedSpanIds: readonly string[];
  readonly attributes: Readonly<Record<string, string | number>>;
}

export interface Collector {
  readonly url: string;
  /** Everything received so far. */
  spans(): readonly ReceivedSpan[];
  close(): Promise<void>;
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly spanId: string }[];
  readonly attributes: readonly OtlpAttribute[];
}

interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

export async function openCollector(): Promise<Collector> {
  const received: ReceivedSpan[] = [];
  const app = fastify({ bodyLimit: 16 * 1024 * 1024, forceCloseConnections: true });
  app.post('/v1/traces', async (request) => {
    const { resourceSpans } = request.body as OtlpRequest;
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(valuesOf(resource.attributes)['service.name']);
      for (const { spans } of scopeSpans) received.push(...spans.map((span) => spanOf(span, service)));
    }
    return {};
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, spans: () => received, close: () => app.close() };
}

function spanOf(span: OtlpSpan, service: string): ReceivedSpan {
  const { name, traceId, spanId, parentSpanId = '', links = [], attributes } = span;
  const linkedSpanIds = links.map((link) => link.spanId);
  return { name, service, traceId, spanId, parentSpanId, linkedSpanIds, attributes: valuesOf(attributes) };
}

function valuesOf(attributes: readonly OtlpAttribute[]): Readonly<Record<string, string | number>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? '']));
}
