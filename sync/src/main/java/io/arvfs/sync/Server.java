package io.arvfs.sync;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.sync.arvados.Arvados;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.arvados.CommitAnswer;
import io.arvfs.sync.plan.Signing;
import java.io.IOException;
import java.util.Optional;

/** One collection on its server: looked at, sent to, and asked for its past. Thread-safe. */
public final class Server {

  /** How much longer than the server works on a request its effect may take to come. */
  private static final int ECHO_FACTOR = 2;

  private final Arvados arvados;
  private final ClusterInfo cluster;
  private final String uuid;
  private final KeepBlocks blocks;
  private final Echoes echoes;

  /** A server that nobody has asked anything yet. */
  public Server(SyncParts parts) {
    this.arvados = parts.arvados();
    this.cluster = parts.cluster();
    this.uuid = parts.uuid();
    this.blocks =
        new KeepBlocks(
            arvados,
            parts.keep(),
            uuid,
            parts.cache(),
            parts.tasks(),
            parts.cluster().blobSignatureTtl());
    this.echoes =
        new Echoes(parts.tasks(), parts.cluster().requestTimeout().multipliedBy(ECHO_FACTOR));
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

  /**
   * A state of the collection with its tree.
   *
   * @param trashAt when it stops being readable, which shortens its signatures
   */
  record Seen(ServerState state, ManifestText text, Directory tree, Optional<Long> trashAt) {}

  Seen fetch() throws IOException {
    KeepBlocks.Fetched fetched = blocks.fetch(false);
    return seen(fetched.record(), fetched.text(), fetched.text().load());
  }

  /** A state whose manifest is known already. */
  static Seen seen(CollectionRecord record, ManifestText text, Directory tree) {
    return new Seen(
        CollectionSource.state(record),
        text,
        tree,
        record.trashAt().map(at -> at.getEpochSecond()));
  }

  /** How the server would sign what it read now. */
  Signing signing(Seen seen) {
    if (!cluster.blobSigning()) {
      return Signing.off();
    }
    long expiry = blocks.serverNow().plus(cluster.blobSignatureTtl()).getEpochSecond();
    return Signing.at(expiry, seen.trashAt());
  }

  /** Sends the body of a request that makes a manifest with this md5. */
  CommitAnswer commit(byte[] body, String predictedMd5) {
    CommitAnswer answer = arvados.commit(uuid, body);
    if (answer instanceof CommitAnswer.Ambiguous) {
      echoes.expect(predictedMd5);
    }
    return answer;
  }

  /**
   * Whether the server stands where an update of ours put it that was done twice, the second time
   * after what was agreed since.
   *
   * @param agreed the state last saved or adopted
   */
  boolean isEcho(ServerState now, ServerState agreed) {
    return now.version() > agreed.version()
        && !now.portableDataHash().equals(agreed.portableDataHash())
        && echoes.mayHaveMade(now.portableDataHash());
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
   * The text of one row that the history named, without signatures. A current row may be a past one
   * by now.
   */
  ManifestText text(CollectionRecord row) throws IOException {
    if (row.isCurrentVersion()) {
      ManifestText now = blocks.fetch(false).text();
      if (now.portableDataHash().equals(row.portableDataHash())) {
        return now;
      }
    }
    CollectionRecord past = version(row.version()).orElse(row);
    return new ManifestText(arvados.manifestOfVersion(past.uuid())).withoutSignatures();
  }
}
