package io.arvfs.journal.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A step on the way of local changes to the server. {@code root} is the root directory of the
 * collection.
 *
 * <p>The order for one commit: {@link CommitFrozen}, {@link BytesStored}…, {@link CommitStarted},
 * then {@link CommitChecked} and {@link StepSaved}, or {@link OverwriteFound} and {@link
 * CollectionHeld}. {@link CommitAbandoned} gives back what was frozen when nothing of it was sent.
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

  /** Nothing of the commit remains to be sent: the server has everything up to the freeze. */
  record CollectionSaved(Ino root, ServerState saved) implements CommitEvent {}

  /** So many characters of a reason, and of paths together, are kept: an entry is bounded. */
  int MAX_CHARACTERS = 16 << 10;

  private static String bounded(String reason) {
    int length = Math.min(MAX_CHARACTERS, reason.length());
    boolean splits = length > 0 && Character.isHighSurrogate(reason.charAt(length - 1));
    return reason.substring(0, splits ? length - 1 : length);
  }

  /** The attempt is known never to have been applied; what was frozen is again only local. */
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
