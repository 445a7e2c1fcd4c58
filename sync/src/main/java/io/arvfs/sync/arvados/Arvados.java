package io.arvfs.sync.arvados;

import io.arvfs.fs.manifest.ManifestTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * An Arvados API server as one user sees it. Thread-safe.
 *
 * <p>Reads are repeated with back-off before they throw. They throw {@link UnauthorisedException},
 * {@link ForbiddenException}, {@link NoSuchCollectionException}, {@link RequestRefusedException},
 * {@link ServerUnreachableException} or {@link ServerMisbehavedException}; what the last two mean
 * passes by itself, the others do not. An interrupted caller gets {@link
 * java.io.InterruptedIOException}. Until the server has answered once, being unreachable is
 * reported within ten seconds.
 */
public interface Arvados {

  /** Who the server is and what it allows; asks every time. */
  ClusterInfo discover() throws IOException;

  /** The token's user. A token with narrow scopes may not know (403). */
  User currentUser() throws IOException;

  /** The record without its manifest: small, whatever the collection's size. */
  CollectionRecord look(String uuid) throws IOException;

  /**
   * The record of a collection or of one version of it; its manifest, every locator freshly signed,
   * goes to {@code text} as it arrives.
   *
   * @throws ManifestNotKeptException if {@code text} cannot take it
   */
  CollectionRecord fetch(String uuid, ManifestTarget text) throws IOException;

  /**
   * Sends these bytes as one update of the collection, exactly once, and waits for the answer for
   * the server's own request timeout and 30 seconds more. Never repeats, never throws for what the
   * network did. Interrupting the caller cancels the request: its fate is then unknown.
   */
  CommitAnswer commit(String uuid, RequestBytes exactBody);

  /** As above, of bytes on the heap. */
  default CommitAnswer commit(String uuid, byte[] exactBody) {
    return commit(uuid, RequestBytes.of(exactBody));
  }

  /**
   * All rows of the collection with a version above {@code version}, oldest first, the current one
   * included, without manifests. Past versions have uuids of their own.
   */
  List<CollectionRecord> versionsAbove(String uuid, long version) throws IOException;

  /** The Keep services this client should use. */
  List<KeepService> keepServices() throws IOException;

  /**
   * The server's clock less this machine's, as of the last answer: what a signature's expiry has to
   * be corrected by before it is compared with {@link io.arvfs.journal.host.Tasks#now}. Good to a
   * second and the time of an answer; zero before the first.
   */
  default Duration clockOffset() {
    return Duration.ZERO;
  }

  /**
   * A new, empty collection. Not repeated once it may have been sent: after an exception other than
   * a refusal one may exist. {@link RequestRefusedException#isNameTaken} tells a taken name.
   */
  CollectionRecord create(String name, String ownerUuid) throws IOException;
}
