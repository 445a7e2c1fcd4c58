package io.arvfs.minicluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How a cluster is started. {@code port} 0 is the port of the last time if there was one and it is
 * free, else any; {@code realistic} makes it answer as slowly as measured on a real one.
 */
public record MiniclusterOptions(
    Optional<Path> data, int port, boolean realistic, long seed, Map<String, String> faults) {

  private static final long SEED = 1;

  /** Copies the faults. */
  public MiniclusterOptions {
    faults = Map.copyOf(faults);
  }

  /** On the heap, at once, nothing armed, always the same tokens and uuids. */
  public static MiniclusterOptions inMemory() {
    return new MiniclusterOptions(Optional.empty(), 0, false, SEED, Map.of());
  }

  /** In a directory, which is made if it is absent and continued if it is not. */
  public static MiniclusterOptions durable(Path directory) {
    return new MiniclusterOptions(Optional.of(directory), 0, false, SEED, Map.of());
  }

  /** The same with another seed. */
  public MiniclusterOptions withSeed(long other) {
    return new MiniclusterOptions(data, port, realistic, other, faults);
  }

  /** The same on a fixed API port. */
  public MiniclusterOptions withPort(int other) {
    return new MiniclusterOptions(data, other, realistic, seed, faults);
  }

  /** The same with the latencies of a real cluster, or without. */
  public MiniclusterOptions withRealistic(boolean other) {
    return new MiniclusterOptions(data, port, other, seed, faults);
  }

  /** The same with these faults armed from the start. */
  public MiniclusterOptions withFaults(Map<String, String> other) {
    return new MiniclusterOptions(data, port, realistic, seed, other);
  }
}
