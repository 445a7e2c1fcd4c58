package io.arvfs.sync.ledger;

import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How one collection stands with the server.
 *
 * @param base the hash of the kept text that both sides agreed on; the server may never have had it
 * @param server the record as it was when last agreed or saved
 * @param saved the record as last saved and checked, or adopted
 * @param frozenAt the commit under way, if one is
 * @param attempt the request whose fate is not settled, if there is one
 * @param held why nothing more is sent, if so
 * @param part what stands of others' changes beyond {@code base}, if not all of them do
 * @param settling whether what the rows tell as planned is part of the base already
 */
public record CollectionState(
    String uuid,
    String base,
    ServerState server,
    ServerState saved,
    Optional<Position> frozenAt,
    Optional<Attempt> attempt,
    Optional<Held> held,
    Optional<SharePart> part,
    boolean settling) {

  /** A request that may have been sent. */
  public record Attempt(String digest, String predictedMd5, ServerState seen) {}

  /** Two sides that do not fit together. */
  public record Held(String reason, List<String> paths, String ours, String theirs) {

    public Held {
      paths = List.copyOf(paths);
    }

    /**
     * Whether it is held as a whole: what the server has does not follow from what was agreed, so
     * that no comparison of paths tells what others did.
     */
    public boolean isWhole() {
      return paths.isEmpty();
    }
  }

  /**
   * Others' changes that stand in the tree: the first so many of those that lead from the base to
   * the target, in the order in which the planner lists them.
   */
  public record SharePart(ServerState target, int changes) {}

  /** The state of a collection that was adopted whole. */
  static CollectionState adopted(String uuid, ServerState state) {
    return new CollectionState(
        uuid,
        state.portableDataHash(),
        state,
        state,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** The hashes of the kept texts that say what both sides agreed on. */
  public Set<String> texts() {
    return part.map(p -> Set.of(base, p.target().portableDataHash())).orElse(Set.of(base));
  }

  /** Whether what is planned is on its way, or has arrived. */
  boolean isBusy() {
    return frozenAt.isPresent() || settling;
  }

  CollectionState frozen(Position at) {
    return new CollectionState(
        uuid,
        base,
        server,
        saved,
        Optional.of(at),
        Optional.empty(),
        Optional.empty(),
        part,
        settling);
  }

  CollectionState attempted(Attempt request) {
    return new CollectionState(
        uuid,
        base,
        server,
        saved,
        frozenAt,
        Optional.of(request),
        Optional.empty(),
        part,
        settling);
  }

  CollectionState free() {
    return new CollectionState(
        uuid, base, server, saved, Optional.empty(), Optional.empty(), held, part, settling);
  }

  CollectionState seen(ServerState state) {
    return new CollectionState(uuid, base, state, saved, frozenAt, attempt, held, part, settling);
  }

  CollectionState agreed(String newBase) {
    return new CollectionState(
        uuid,
        newBase,
        server,
        saved,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        settling);
  }

  CollectionState sharing(String newBase, SharePart stands) {
    return new CollectionState(
        uuid, newBase, server, saved, frozenAt, attempt, held, Optional.of(stands), settling);
  }

  CollectionState saved(ServerState state) {
    return new CollectionState(uuid, base, state, state, frozenAt, attempt, held, part, settling);
  }

  CollectionState holding(Held why) {
    return new CollectionState(
        uuid, base, server, saved, frozenAt, attempt, Optional.of(why), part, settling);
  }

  CollectionState settling(boolean isSettling) {
    return new CollectionState(
        uuid, base, server, saved, frozenAt, attempt, held, part, isSettling);
  }
}
