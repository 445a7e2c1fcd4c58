package io.arvfs.journal.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A step on the way of local changes to the server. {@code root} is the root directory of the
 * collection.
 *
 * <p>The order for one commit: {@link ChangesGathered}…, {@link CommitFrozen}, {@link
 * BytesStored}…, {@link CommitStarted}, then {@link CommitChecked}, {@link StepSaved}, {@link
 * ChangesSettled}… and {@link BytesLapsed}…, or {@link OverwriteFound} and {@link CollectionHeld}.
 * {@link CommitAbandoned} ends one of which nothing was sent: the next freeze takes what this one
 * had, and what Keep has of it need not be sent again.
 */
public sealed interface CommitEvent extends Event {

  Ino root();

  /** What was changed up to this entry is in flight; its position names the commit. */
  record CommitFrozen(Ino root) implements CommitEvent {}

  /**
   * Keep has {@code block}, which holds these parts of segments. One block may be told in several
   * events.
   */
  record BytesStored(Ino root, BlockId block, List<StoredPart> parts) implements CommitEvent {

    public BytesStored {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The request {@code attempts/DIGEST} is about to be sent, forced to the disk before.
   *
   * @param frozenAt the position of the {@link CommitFrozen}
   * @param digest the file's name: hex SHA-256 of the exact body
   * @param predictedMd5 the 32 hex digits asserted
   * @param seen the server's state that it was planned against
   */
  record CommitStarted(
      Ino root, Position frozenAt, String digest, String predictedMd5, ServerState seen)
      implements CommitEvent {}

  /** Our update replaced exactly the state that was seen; {@code saved} is what the server has. */
  record CommitChecked(Ino root, ServerState saved) implements CommitEvent {}

  /**
   * Our update replaced a state that nobody had seen; the server keeps it as an older version.
   *
   * @param replaced what stood there before ours
   */
  record OverwriteFound(Ino root, ServerState saved, ServerState replaced) implements CommitEvent {}

  /**
   * What was frozen at {@code frozenAt} is the new base; its bytes are in Keep.
   *
   * @param basePortableDataHash the text in {@code manifests/} of the tree agreed on: the base
   *     before, with our share of the commit
   */
  record StepSaved(Ino root, Position frozenAt, String basePortableDataHash)
      implements CommitEvent {}

  /**
   * What was changed of these inodes so far goes with the next freeze; what the freeze itself then
   * has to gather is little.
   *
   * @param count how many numbers follow each other from {@code first} on
   */
  record ChangesGathered(Ino root, Ino first, long count) implements CommitEvent {

    /**
     * @throws IllegalArgumentException if there are none, or not so many numbers
     */
    public ChangesGathered {
      requireSpan(first, count);
    }

    /** The last of them. */
    public Ino last() {
      return first.plus(count - 1);
    }
  }

  /**
   * Of what a {@link StepSaved} before made the base, these inodes are done: nothing tells any more
   * what was frozen of them, and their bytes stand in blocks. After the one that ends with {@link
   * #LAST_INO} all are.
   *
   * @param count how many numbers follow each other from {@code first} on
   */
  record ChangesSettled(Ino root, Ino first, long count) implements CommitEvent {

    /** No inode is behind it. */
    public static final Ino LAST_INO = new Ino(Long.MAX_VALUE);

    /**
     * @throws IllegalArgumentException if there are none, or not so many numbers
     */
    public ChangesSettled {
      requireSpan(first, count);
    }

    /** The last of them. */
    public Ino last() {
      return first.plus(count - 1);
    }
  }

  /**
   * What was told of parts of {@code segment} that begin in {@code length} bytes from {@code from}
   * is of no use any more: a saved manifest names their blocks, or nobody can be asked to.
   */
  record BytesLapsed(Ino root, int segment, long from, long length) implements CommitEvent {

    /**
     * @throws IllegalArgumentException if a number is out of bounds
     */
    public BytesLapsed {
      if (segment < 1 || from < 0 || length < 1 || from > Long.MAX_VALUE - length) {
        throw new IllegalArgumentException(length + " from " + from + " in segment " + segment);
      }
    }
  }

  private static void requireSpan(Ino first, long count) {
    if (count < 1 || first.value() - 1 > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(count + " inodes from " + first);
    }
  }

  /** Nothing of the commit remains to be sent: the server has everything up to the freeze. */
  record CollectionSaved(Ino root, ServerState saved) implements CommitEvent {}

  /** So many characters of a reason, and of paths together, are kept: an entry is bounded. */
  int MAX_CHARACTERS = 16 << 10;

  private static String bounded(String reason) {
    int length = Math.min(MAX_CHARACTERS, reason.length());
    boolean splits = length > 0 && Character.isHighSurrogate(reason.charAt(length - 1));
    return reason.substring(0, splits ? length - 1 : length);
  }

  /** The attempt is known never to have been applied; what was frozen waits for the next freeze. */
  record CommitAbandoned(Ino root, String reason) implements CommitEvent {

    public CommitAbandoned {
      reason = bounded(reason);
    }
  }

  /**
   * Of what others changed between {@code basePortableDataHash} and {@code target}, the first
   * {@code changes} stand in the tree: the base is the one text with those changes. They are
   * counted in an order that never changes: removals from the last path to the first, then the rest
   * from the first to the last, by depth and bytes of the paths; what is the same on both sides is
   * none.
   *
   * @param basePortableDataHash the kept text that the tree was adopted from
   * @param target the state being adopted, whose text is kept too
   * @param changes how many stand, at least one
   */
  record SharePartAdopted(Ino root, String basePortableDataHash, ServerState target, int changes)
      implements CommitEvent {

    /**
     * @throws IllegalArgumentException if {@code changes} is less than 1
     */
    public SharePartAdopted {
      if (changes < 1) {
        throw new IllegalArgumentException(changes + " changes");
      }
    }
  }

  /** Everything that others changed up to {@code base} stands in the tree; it is the new base. */
  record ShareAdopted(Ino root, ServerState base) implements CommitEvent {}

  /**
   * Nothing more is sent until somebody decides.
   *
   * @param paths what collides, as slash-separated paths below the root
   * @param ours the portable data hash that our side had or saved
   * @param theirs the portable data hash of the other side
   */
  record CollectionHeld(Ino root, String reason, List<String> paths, String ours, String theirs)
      implements CommitEvent {

    /** So many paths are named at most; the reason says how many there are. */
    public static final int MAX_PATHS = 100;

    public CollectionHeld {
      reason = bounded(reason);
      paths = within(paths);
    }

    private static List<String> within(List<String> paths) {
      List<String> kept = new ArrayList<>();
      int left = MAX_CHARACTERS;
      for (String path : paths) {
        left -= path.length();
        if (left < 0 || kept.size() == MAX_PATHS) {
          break;
        }
        kept.add(path);
      }
      return List.copyOf(kept);
    }
  }

  /** A part of a segment that stands in a block: {@code length} bytes at {@code blockOffset}. */
  record StoredPart(int segment, long offset, int length, int blockOffset) {

    /**
     * @throws IllegalArgumentException if a number is out of bounds
     */
    public StoredPart {
      if (segment < 1 || offset < 0 || length < 1 || blockOffset < 0) {
        throw new IllegalArgumentException(
            length + " bytes at " + offset + " in segment " + segment + " to " + blockOffset);
      }
    }
  }

  /**
   * A collection's record as the server had it.
   *
   * @param modified the server's {@code modified_at}
   */
  record ServerState(long version, String portableDataHash, Instant modified) {

    /**
     * @throws IllegalArgumentException if {@code version} is negative
     */
    public ServerState {
      if (version < 0) {
        throw new IllegalArgumentException("version " + version);
      }
    }
  }
}
