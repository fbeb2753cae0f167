// What the process and one of its threads cost. The process's own figures are read in one thread only, the main one.
import { readdir } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import type { Metrics } from './registry.ts';

/** Linux lists them; other systems have no such folder. */
const OPEN_FILES = '/proc/self/fd';

/** @param thread name that tells this thread apart from the others in the scrape. */
export function addProcessReadings(metrics: Metrics, thread: string): void {
  metrics.read('nhip_thread_busy_seconds_total', () => [
    { labels: { thread }, value: performance.eventLoopUtilization().active / 1000 },
  ]);
  metrics.read('nhip_thread_heap_bytes', () => [{ labels: { thread }, value: getHeapStatistics().used_heap_size }]);
  if (!isMainThread) return;
  metrics.read('nhip_process_resident_memory_bytes', () => [{ labels: {}, value: process.memoryUsage.rss() }]);
  metrics.read('nhip_process_cpu_seconds_total', () => {
    const { user, system } = process.cpuUsage();
    return [{ labels: {}, value: (user + system) / 1e6 }];
  });
  metrics.read('nhip_process_open_files', async () => {
    const open = await readdir(OPEN_FILES).catch(() => null);
    return open === null ? [] : [{ labels: {}, value: open.length }];
  });
  metrics.read('nhip_process_start_time_seconds', () => [{ labels: {}, value: performance.timeOrigin / 1000 }]);
}
