package io.arvfs.mount.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a mount stands, in the shape that {@code arv-fs status --json} prints.
 *
 * @param volume the volume's directory
 * @param state {@code clean}, {@code dirty}, {@code held} or {@code failed}
 */
public record Status(
    String mountpoint,
    long pid,
    String volume,
    String state,
    Uncommitted uncommitted,
    JournalStatus journal,
    List<CollectionStatus> collections) {

  public Status {
    collections = List.copyOf(collections);
  }

  /** What the server does not have yet. */
  public record Uncommitted(long files, long bytes, long oldestSeconds) {}

  /** How far the journal goes, how far it is durable, and what it takes of the disk. */
  public record JournalStatus(long position, long durable, long bytes) {}

  /** One collection and why it is not on the server, if so. */
  public record CollectionStatus(
      String uuid, String path, String state, @Nullable String lastError) {}
}
