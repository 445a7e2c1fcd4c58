package io.arvfs.sync;

import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.sync.arvados.Arvados;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.arvados.CommitAnswer;
import io.arvfs.sync.arvados.RequestBytes;
import io.arvfs.sync.plan.Signing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One collection on its server: looked at, sent to, and asked for its past. Thread-safe. */
public final class Server {

  /** How much longer than the server works on a request its effect may take to come. */
  private static final int ECHO_FACTOR = 2;

  private final Arvados arvados;
  private final ClusterInfo cluster;
  private final String uuid;
  private final KeepBlocks blocks;
  private final Echoes echoes;
  private final AtomicInteger updates = new AtomicInteger();

  /** How long after a request its effect may come. */
  private final Duration echoLife;

  /** A server that nobody has asked anything yet. */
  public Server(SyncParts parts) {
    this.arvados = parts.arvados();
    this.cluster = parts.cluster();
    this.uuid = parts.uuid();
    this.blocks = new KeepBlocks(parts);
    this.echoes = new Echoes(parts.disk(), parts.attempts());
    this.echoLife = parts.cluster().requestTimeout().multipliedBy(ECHO_FACTOR);
  }

  /** Where the collection's bytes come from. */
  public BlockSource blocks() {
    return blocks;
  }

  /** Where the collection's tree comes from at first. */
  public TreeSource trees() {
    return new CollectionSource(blocks);
  }

  String uuid() {
    return uuid;
  }

  KeepBlocks permissions() {
    return blocks;
  }

  /** Whether the server keeps what an update replaces. */
  boolean keepsVersions() {
    return cluster.collectionVersioning();
  }

  CollectionRecord look() throws IOException {
    return arvados.look(uuid);
  }

  /** The collection as it is now; its text is kept in {@code manifests} then. */
  CollectionRecord fetch(ManifestFiles manifests) throws IOException {
    return fetch(uuid, manifests);
  }

  private CollectionRecord fetch(String row, ManifestFiles manifests) throws IOException {
    try (ManifestFiles.Arrival text = manifests.arrive(_ -> {})) {
      CollectionRecord record = blocks.fetch(row, text);
      String hash = text.keep();
      if (!hash.equals(record.portableDataHash())) {
        throw new IOException(
            "the manifest of %s hashes to %s, and the server says %s"
                .formatted(row, hash, record.portableDataHash()));
      }
      return record;
    }
  }

  /** How the server would sign what it read now. */
  Signing signing(CollectionRecord seen) {
    if (!cluster.blobSigning()) {
      return Signing.off();
    }
    long expiry = blocks.serverNow().plus(cluster.blobSignatureTtl()).getEpochSecond();
    return Signing.at(expiry, seen.trashAt().map(Instant::getEpochSecond));
  }

  CommitAnswer commit(RequestBytes body) {
    updates.incrementAndGet();
    try {
      return arvados.commit(uuid, body);
    } finally {
      updates.decrementAndGet();
    }
  }

  /** Whether an update is out whose answer is waited for, as long as such an answer may take. */
  public boolean isUpdating() {
    return updates.get() > 0;
  }

  /** An update that made this manifest may land again, or late. */
  void expectEcho(String md5) throws IOException {
    echoes.expect(md5, blocks.serverNow().plus(echoLife));
  }

  /**
   * The state that a late sending of ours made, and the one that it replaced.
   *
   * @param replaced its portable data hash; empty if nobody kept it
   */
  record Echo(CollectionRecord row, Optional<String> replaced) {}

  /**
   * The last state that an update of ours made when it was done late, after what was agreed.
   *
   * @param now what the server has
   * @param agreed the state last saved or adopted
   */
  Optional<Echo> echo(ServerState now, ServerState agreed) throws IOException {
    if (now.version() <= agreed.version()) {
      // Nothing landed since. A life more than theirs, for a look that is not of this moment.
      echoes.forgetBefore(blocks.serverNow().minus(echoLife));
      return Optional.empty();
    }
    Map<String, Instant> expected = echoes.expected();
    if (expected.isEmpty()) {
      return Optional.empty();
    }
    Optional<Echo> last = Optional.empty();
    Optional<String> before = Optional.empty();
    for (CollectionRecord row : arvados.versionsAbove(uuid, agreed.version() - 1)) {
      String hash = row.portableDataHash();
      if (row.version() > agreed.version() && isEcho(row, expected)) {
        last = Optional.of(new Echo(row, before));
      }
      before = Optional.of(hash);
    }
    return last;
  }

  private static boolean isEcho(CollectionRecord row, Map<String, Instant> expected) {
    return expected.entrySet().stream()
        .anyMatch(echo -> hasMd5(row, echo.getKey()) && !row.modifiedAt().isAfter(echo.getValue()));
  }

  /** The row of this version, if the server has it. */
  Optional<CollectionRecord> version(long version) throws IOException {
    return arvados.versionsAbove(uuid, version - 1).stream()
        .filter(row -> row.version() == version)
        .findFirst();
  }

  /**
   * The state with the predicted content that came after {@code seen}: what an update of ours left.
   * An older row may hold the same content from before. Where the server keeps no versions, the one
   * row there is keeps its number.
   */
  Optional<CollectionRecord> applied(String predictedMd5, ServerState seen) throws IOException {
    return arvados.versionsAbove(uuid, seen.version() - 1).stream()
        .filter(row -> !row.portableDataHash().equals(seen.portableDataHash()))
        .filter(row -> hasMd5(row, predictedMd5))
        .findFirst();
  }

  private static boolean hasMd5(CollectionRecord row, String md5) {
    return row.portableDataHash().startsWith(md5 + "+");
  }

  /**
   * Keeps the text of one row that the history named, unless it is here. A current row may be a
   * past one by now.
   */
  void keepText(CollectionRecord row, ManifestFiles manifests) throws IOException {
    String hash = row.portableDataHash();
    if (manifests.has(hash)
        || (row.isCurrentVersion() && fetch(uuid, manifests).portableDataHash().equals(hash))) {
      return;
    }
    CollectionRecord past = fetch(version(row.version()).orElse(row).uuid(), manifests);
    if (!past.portableDataHash().equals(hash)) {
      throw new IOException(
          "%s was %s in version %d, and the server now says %s"
              .formatted(uuid, hash, row.version(), past.portableDataHash()));
    }
  }
}
