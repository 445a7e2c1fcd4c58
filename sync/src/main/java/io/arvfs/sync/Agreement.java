package io.arvfs.sync;

import io.arvfs.fs.Volume;
import io.arvfs.journal.event.CommitEvent.CollectionHeld;
import io.arvfs.journal.event.CommitEvent.CollectionSaved;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.CommitChecked;
import io.arvfs.journal.event.CommitEvent.OverwriteFound;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.CommitEvent.ShareAdopted;
import io.arvfs.journal.event.CommitEvent.StepSaved;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.index.Index;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.CollectionState.Attempt;
import io.arvfs.sync.ledger.CollectionState.Held;
import io.arvfs.sync.ledger.LedgerView;
import io.arvfs.sync.plan.Combination;
import io.arvfs.sync.plan.LocalChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what both sides agree on: checks what a saved request replaced, makes the planned
 * state the base, takes over what others changed, or holds the collection. Confined to the task
 * that commits.
 */
final class Agreement {

  private static final Logger LOG = LoggerFactory.getLogger(Agreement.class);
  private static final Ino ROOT = Ino.ROOT;

  private final Volume volume;
  private final Server server;
  private final Attempts attempts;
  private final Adopter adopter;
  private final Gradual gradual;
  private final Rewriting rewriting;

  Agreement(Volume volume, Server server, Attempts attempts, Adopter adopter) {
    this.volume = volume;
    this.server = server;
    this.attempts = attempts;
    this.adopter = adopter;
    this.gradual = new Gradual(volume);
    this.rewriting = new Rewriting(volume.manifests());
  }

  CollectionState state() {
    return new LedgerView(volume.rows()).collection(ROOT).orElseThrow();
  }

  /** What is frozen, as changes from the base; its bytes are stored. */
  List<LocalChange> frozenChanges() throws IOException {
    try (Index.Snapshot rows = volume.snapshot()) {
      FrozenChanges frozen = new FrozenChanges(rows);
      return frozen.changes(Upload.zeros(frozen));
    }
  }

  /**
   * The server saved our attempt: checks that it replaced the state that was seen, then saves.
   *
   * @param onlyOurs whether nothing came in that was not frozen here
   */
  Outcome saved(Attempt attempt, ServerState saved, boolean onlyOurs) throws IOException {
    Optional<ServerState> replaced = replacedUnseen(attempt, saved);
    if (replaced.isPresent()) {
      return overwrote(saved, replaced.get());
    }
    Position frozenAt = state().frozenAt().orElseThrow();
    agree(List.of(new CommitChecked(ROOT, saved)), frozenAt, saved, onlyOurs);
    attempts.delete(attempt.digest());
    return Outcome.DONE;
  }

  /** The state that our update replaced, if it is another than the one that was seen. */
  private Optional<ServerState> replacedUnseen(Attempt attempt, ServerState saved)
      throws IOException {
    if (!server.keepsVersions() || saved.version() <= attempt.seen().version()) {
      LOG.warn("{}: the server keeps no versions: overwriting cannot be noticed", server.uuid());
      return Optional.empty();
    }
    long before = saved.version() - 1;
    CollectionRecord row =
        server
            .version(before)
            .orElseThrow(
                () -> new IOException("what our update replaced, version " + before + ", is gone"));
    return Optional.of(CollectionSource.state(row))
        .filter(state -> !state.portableDataHash().equals(attempt.seen().portableDataHash()));
  }

  private Outcome overwrote(ServerState saved, ServerState replaced) throws IOException {
    List<String> paths =
        frozenChanges().stream()
            .map(c -> c.localPath().or(c::basePath).orElseThrow().relative())
            .sorted()
            .toList();
    String reason =
        "our update replaced version %d, which nobody here had seen; the server keeps it"
            .formatted(replaced.version());
    CollectionHeld held =
        new CollectionHeld(
            ROOT, reason, paths, saved.portableDataHash(), replaced.portableDataHash());
    volume.record(_ -> List.of(new OverwriteFound(ROOT, saved, replaced), held));
    return held(state().held().orElseThrow());
  }

  /** Nothing more is sent: the two sides do not fit together. */
  Outcome hold(Combination.Conflicted conflict, String ours, ServerState seen) throws IOException {
    List<String> paths = conflict.conflicts().stream().map(c -> c.path().relative()).toList();
    String reason = paths.size() + " paths were changed both here and on the server";
    CollectionHeld held = new CollectionHeld(ROOT, reason, paths, ours, seen.portableDataHash());
    volume.record(_ -> List.of(new CommitAbandoned(ROOT, reason), held));
    return held(state().held().orElseThrow());
  }

  /**
   * Nothing is adopted and nothing sent once the server is behind what it saved or showed before: a
   * backup was restored, perhaps. What it shows later starts from there and not from what was
   * agreed, whatever its version.
   *
   * @return empty if it is not behind, or has what was agreed nevertheless
   */
  Optional<Outcome> holdIfBehind(ServerState now) throws IOException {
    CollectionState state = state();
    if (now.version() >= state.saved().version() || isAgreed(now, state)) {
      return Optional.empty();
    }
    String reason =
        "the server went back from version %d to %d"
            .formatted(state.saved().version(), now.version());
    CollectionHeld held =
        new CollectionHeld(
            ROOT, reason, List.of(), state.saved().portableDataHash(), now.portableDataHash());
    List<Event> events = new ArrayList<>();
    if (state.frozenAt().isPresent()) {
      events.add(new CommitAbandoned(ROOT, reason));
    }
    events.add(held);
    volume.record(_ -> events);
    return Optional.of(held(state().held().orElseThrow()));
  }

  /**
   * An update of ours was done late, in place of something that nobody here had seen, or that
   * nobody knows: nothing more is sent as long as the server's history tells of it after what was
   * agreed.
   */
  Outcome holdOverwritten(Server.Echo echo) throws IOException {
    String reason =
        "an update of ours came late, as version %d, and replaced what nobody here had seen"
            .formatted(echo.row().version());
    String theirs = echo.replaced().orElse("unknown");
    CollectionHeld held =
        new CollectionHeld(ROOT, reason, List.of(), echo.row().portableDataHash(), theirs);
    volume.record(_ -> List.of(new CommitAbandoned(ROOT, reason), held));
    return held(state().held().orElseThrow());
  }

  private static boolean isAgreed(ServerState now, CollectionState state) {
    return now.portableDataHash().equals(state.saved().portableDataHash());
  }

  /**
   * What the collection is held for, if nothing that can be sent or taken over would end that: the
   * check found what our update replaced, or it is held as a whole, and the server has other
   * content than was agreed.
   */
  Optional<Outcome> stillHeld() throws IOException {
    CollectionState state = state();
    if (state.held().isEmpty()) {
      return Optional.empty();
    }
    Held held = state.held().get();
    boolean stays =
        state.frozenAt().isPresent()
            || (held.isWhole() && !isAgreed(CollectionSource.state(server.look()), state));
    return stays ? Optional.of(held(held)) : Optional.empty();
  }

  /**
   * The server has what the base says: nothing is held any more, and what follows is counted from
   * its version, though that be lower than it was before a backup was restored.
   */
  void release(ServerState now) throws IOException {
    CollectionState state = state();
    if (state.held().isPresent() || now.version() < state.saved().version()) {
      volume.record(new ShareAdopted(ROOT, now));
    }
  }

  /** What a held collection says. */
  Outcome held(Held held) {
    String why =
        "held: %s (ours %s, theirs %s)".formatted(held.reason(), held.ours(), held.theirs());
    List<Outcome.Left> left =
        held.paths().stream()
            .map(path -> new Outcome.Left(server.uuid() + "/" + path, why))
            .toList();
    return left.isEmpty() ? Outcome.stayed(server.uuid(), why) : new Outcome(left);
  }

  /**
   * The server has what was frozen, and perhaps more: the base moves on, bytes here go free.
   *
   * @param saved a state of the server, whose text is kept here
   * @param onlyOurs whether the server has nothing that was not frozen here
   */
  void agree(Position frozenAt, ServerState saved, boolean onlyOurs) throws IOException {
    agree(List.of(), frozenAt, saved, onlyOurs);
  }

  private void agree(List<Event> first, Position frozenAt, ServerState saved, boolean onlyOurs)
      throws IOException {
    String base = onlyOurs ? saved.portableDataHash() : keepOurs();
    List<Event> events = new ArrayList<>(first);
    events.add(new StepSaved(ROOT, frozenAt, base));
    events.add(new CollectionSaved(ROOT, saved));
    events.addAll(gradual.settleAtOnce());
    volume.record(_ -> events);
    gradual.settle();
    gradual.lapse(_ -> true);
    if (!base.equals(saved.portableDataHash())) {
      adopter.adopt(saved);
    }
    releaseSegments();
    forgetManifests();
  }

  /** On a full disk that comes later; what was agreed stands all the same. */
  private void releaseSegments() throws IOException {
    try {
      volume.releaseSegments();
    } catch (OutOfSpaceException e) {
      LOG.warn("{}: not all space is freed yet: {}", server.uuid(), e.getMessage());
    }
  }

  private String keepOurs() throws IOException {
    CollectionState state = state();
    Sides sides = Sides.ofLocal(volume.manifests(), state, frozenChanges());
    return rewriting.keep(state.base(), sides.kept(), sides.local(), sides.selection());
  }

  /** The hash of the text that says what is here. */
  String ours(Sides sides) throws IOException {
    return rewriting.hash(state().base(), sides.kept(), sides.local(), sides.selection());
  }

  /** Texts are needed while the base or a kept event names them. */
  private void forgetManifests() throws IOException {
    volume.keepTexts(state().texts(), named());
  }

  /** What a plan that came to nothing predicted is not needed by the next. */
  void forgetPredicted() throws IOException {
    Set<String> needed = new HashSet<>(named());
    needed.addAll(state().texts());
    volume.manifests().keepOnly(needed);
  }

  private Set<String> named() {
    return new LedgerView(volume.rows()).adoptedManifests();
  }
}
