// Where the Kafka of a suite comes from, in this order: the brokers that NHIP_KAFKA_BROKERS names, a container of the official
// image, the same release from Maven Central as a child process. NHIP_TEST_KAFKA=container or child asks for one of the two.
import { execFileSync } from 'node:child_process';
import { type Missing, programMissing } from '../requires.ts';

export const IMAGE = 'apache/kafka:4.2.0';

export type Provider = 'named' | 'container' | 'child';

const INSPECT_MS_MAX = 20_000;

/** The provider, or why there is none. */
export function kafkaProvider(): Provider | { readonly missing: string } {
  if (process.env.NHIP_KAFKA_BROKERS !== undefined) return 'named';
  const asked = process.env.NHIP_TEST_KAFKA;
  const [container, child] = [imageMissing(), programMissing('java') ?? programMissing('mvn')];
  if (container === null && asked !== 'child') return 'container';
  if (child === null && asked !== 'container') return 'child';
  return { missing: [container, child].filter((reason) => reason !== null).join('; ') };
}

function imageMissing(): Missing {
  try {
    execFileSync('docker', ['image', 'inspect', IMAGE], { stdio: 'ignore', timeout: INSPECT_MS_MAX });
    return null;
  } catch {
    return `neither NHIP_KAFKA_BROKERS nor Docker with the image ${IMAGE}`;
  }
}
