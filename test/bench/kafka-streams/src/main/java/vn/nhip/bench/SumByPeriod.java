// Benchmark: sums by day, month, quarter and year in Kafka Streams, exactly once, with two threads. Each event's identity (source and
// id) is kept, so that an event which comes again does not count again. It does less than the aggregator: no corrections, no
// retractions, no dimensions, no KPIs. Its one stage needs no repartitioning, since records have their partitions already.
package vn.nhip.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Arguments: brokers, topic, number of events, `memory` or `rocksdb`, folder of the state. Prints `events seconds sum`. */
public final class SumByPeriod {
  private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
  private static final String SEEN = "seen";
  private static final String SUMS = "sums";
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** When the first event was taken, and how many so far; over all threads. */
  private static final AtomicLong firstNanos = new AtomicLong();
  private static final AtomicLong taken = new AtomicLong();
  private static final AtomicLong counted = new AtomicLong();
  private static final AtomicLong lastNanos = new AtomicLong();

  private SumByPeriod() {}

  public static void main(String[] args) throws Exception {
    String brokers = args[0];
    String topic = args[1];
    long expected = Long.parseLong(args[2]);
    boolean inMemory = args[3].equals("memory");
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<Throwable> fault = new AtomicReference<>();
    try (KafkaStreams streams = new KafkaStreams(topology(topic, inMemory, expected, done), settings(brokers, args))) {
      streams.setUncaughtExceptionHandler(error -> {
        fault.set(error);
        done.countDown();
        return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      });
      streams.start();
      if (!done.await(LONGEST.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)) fault.set(new IllegalStateException(
          "only " + taken.get() + " of " + expected + " events came in time"));
    }
    if (fault.get() != null) throw new IllegalStateException(fault.get());
    double seconds = (lastNanos.get() - firstNanos.get()) / 1e9;
    System.out.println(taken.get() + " " + seconds + " " + counted.get());
  }

  private static Properties settings(String brokers, String[] args) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, args[1] + "." + args[3]);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, Path.of(args[4]).toString());
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L * 1024 * 1024);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return settings;
  }

  private static Topology topology(String topic, boolean inMemory, long expected, CountDownLatch done) {
    Topology topology = new Topology();
    topology.addSource("events", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(), topic);
    topology.addProcessor("sum", () -> new Sum(expected, done), "events");
    // Each identity is written once, so a cache before it would only cost; sums are written again and again.
    topology.addStateStore(Stores.keyValueStoreBuilder(store(SEEN, inMemory), Serdes.String(), Serdes.ByteArray())
        .withCachingDisabled(), "sum");
    topology.addStateStore(Stores.keyValueStoreBuilder(store(SUMS, inMemory), Serdes.String(), Serdes.Long())
        .withCachingEnabled(), "sum");
    return topology;
  }

  private static KeyValueBytesStoreSupplier store(String name, boolean inMemory) {
    return inMemory ? Stores.inMemoryKeyValueStore(name) : Stores.persistentKeyValueStore(name);
  }

  private static final class Sum implements Processor<byte[], byte[], Void, Void> {
    private static final byte[] PRESENT = {1};
    private final ObjectMapper json = new ObjectMapper();
    private final long expected;
    private final CountDownLatch done;
    private KeyValueStore<String, byte[]> seen;
    private KeyValueStore<String, Long> sums;

    Sum(long expected, CountDownLatch done) {
      this.expected = expected;
      this.done = done;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      seen = context.getStateStore(SEEN);
      sums = context.getStateStore(SUMS);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      firstNanos.compareAndSet(0, System.nanoTime());
      JsonNode event = read(record.value());
      String identity = event.get("source").asText() + " " + event.get("id").asText();
      if (seen.putIfAbsent(identity, PRESENT) == null) count(event);
      if (taken.incrementAndGet() == expected) {
        lastNanos.set(System.nanoTime());
        done.countDown();
      }
    }

    private void count(JsonNode event) {
      counted.incrementAndGet();
      JsonNode data = event.get("data");
      String type = event.get("type").asText();
      JsonNode moment = type.endsWith("finished") ? data.get("finishedAt") : data.get("receivedAt");
      LocalDate day = Instant.parse(moment.asText()).atZone(ZONE).toLocalDate();
      String what = type + " " + event.get("source").asText() + " ";
      add(what + "day " + day);
      add(what + "month " + day.getYear() + "-" + day.getMonthValue());
      add(what + "quarter " + day.getYear() + "-" + day.get(IsoFields.QUARTER_OF_YEAR));
      add(what + "year " + day.getYear());
    }

    private void add(String key) {
      Long sum = sums.get(key);
      sums.put(key, sum == null ? 1L : sum + 1);
    }

    private JsonNode read(byte[] value) {
      try {
        return json.readTree(value);
      } catch (IOException error) {
        throw new UncheckedIOException(error);
      }
    }
  }
}
