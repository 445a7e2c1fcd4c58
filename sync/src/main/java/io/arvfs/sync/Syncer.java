package io.arvfs.sync;

import io.arvfs.fs.Volume;
import io.arvfs.journal.Reserve;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.CollectionState.Attempt;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the server agree with one collection of a volume.
 *
 * <p>One commit: <em>freeze</em> (what is dirty becomes planned), <em>upload</em>, <em>look</em> at
 * the server's record, <em>plan</em> one request that leads from there to both sides' changes,
 * journal and <em>write</em> it, <em>check</em> which state it replaced, <em>save</em>. Each step
 * is a fact in the journal, so a process that dies anywhere is followed by one that knows what may
 * have been sent: such an attempt is settled before anything else.
 *
 * <p>Where both sides changed a path, the collection is held: nothing is sent until one of them no
 * longer has. Where the check finds that we replaced what nobody had seen, or that a late sending
 * of ours did, nothing is sent until somebody decides. Where the server went back, nothing is sent
 * or taken over until it has again what was agreed. All work stays here then. Where the server
 * keeps no versions there is no check: what comes to the very paths between look and write is
 * overwritten, of which the log warns.
 *
 * <p>Its files may take of the reserve of a full disk: what it does frees space.
 *
 * <p>Thread-safe; one commit runs at a time, who comes meanwhile waits for the next.
 */
public final class Syncer {

  private static final Logger LOG = LoggerFactory.getLogger(Syncer.class);

  /** So often a commit starts over because the server changed under it. */
  private static final int MAX_ROUNDS = 8;

  private final Volume volume;
  private final Server server;
  private final SyncParts parts;
  private final Attempts attempts;
  private final Adopter adopter;
  private final Agreement agreement;
  private final Settlement settlement;
  private final Tasks.Monitor turn;
  private boolean busy;

  /**
   * Serves {@code volume}, whose trees and blocks come from {@code server}.
   *
   * @param adopted hears which events brought others' changes into the tree
   */
  public Syncer(Volume volume, Server server, SyncParts parts, Consumer<List<Event>> adopted) {
    this.volume = volume;
    this.server = server;
    this.parts = parts;
    this.attempts = new Attempts(parts.disk(), parts.attempts());
    this.adopter = new Adopter(volume, adopted);
    this.agreement = new Agreement(volume, server, attempts, adopter);
    this.settlement = new Settlement(volume, server, attempts, agreement, parts.tasks());
    this.turn = parts.tasks().monitor();
  }

  /**
   * Sends everything that is changed here, and takes over what others changed, but for what
   * somebody here is at just now.
   *
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public Outcome sync() throws InterruptedException {
    return inTurn(this::rounds);
  }

  /**
   * Finds out what became of a request that an earlier process may have sent; sends nothing else.
   *
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public Outcome settle() throws InterruptedException {
    return inTurn(
        () -> {
          CollectionState state = agreement.state();
          Optional<Attempt> attempt = state.attempt();
          if (attempt.isEmpty()) {
            return Outcome.DONE;
          }
          return state.held().isPresent()
              ? agreement.held(state.held().get())
              : settlement.settle(attempt.get()).orElse(Outcome.DONE);
        });
  }

  /** Work that only one task does at a time. */
  private interface Work {
    Outcome run() throws IOException, InterruptedException;
  }

  private Outcome inTurn(Work work) throws InterruptedException {
    turn.awaitUntil(
        () -> {
          boolean mine = !busy;
          busy = true;
          return mine;
        });
    try (Reserve.Loan _ = volume.reserve().lend()) {
      Outcome outcome = work.run();
      outcome.left().forEach(left -> LOG.warn("{} stays here: {}", left.what(), left.reason()));
      return outcome;
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{}: not all is on the server: {}", server.uuid(), oneLine(e));
      LOG.debug("the cause", e);
      return Outcome.stayed(server.uuid(), oneLine(e));
    } finally {
      forgetTrees();
      turn.locked(() -> busy = false);
      turn.changed();
    }
  }

  /** Trees of large collections are large: none outlives the commit that needed it. */
  private void forgetTrees() {
    try {
      volume.manifests().forget();
    } catch (IOException e) {
      LOG.warn("scratch files stay until the next start: {}", e.getMessage());
    }
  }

  private static String oneLine(Exception e) {
    Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
    String message = cause.getMessage();
    return (message == null ? cause.toString() : message).lines().findFirst().orElse("failed");
  }

  private Outcome rounds() throws IOException, InterruptedException {
    volume.force(volume.appended()); // What ended an attempt, before its request goes.
    attempts.keepOnly(
        agreement.state().attempt().map(Attempt::digest).stream().collect(Collectors.toSet()));
    new Gradual(volume).settle(); // What a process that died had saved.
    Commit commit = new Commit(volume, server, parts, attempts, agreement, settlement);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Optional<Outcome> end = round(commit);
      if (end.isPresent()) {
        return end.get();
      }
    }
    return Outcome.stayed(
        server.uuid(), "it changes on the server faster than ours can be added; try again");
  }

  /** One try; empty if the next is to begin from what is known then. */
  private Optional<Outcome> round(Commit commit) throws IOException, InterruptedException {
    CollectionState state = agreement.state();
    Optional<Outcome> held = agreement.stillHeld();
    if (held.isPresent()) {
      return held;
    } else if (state.attempt().isPresent()) {
      Optional<Outcome> settled = settlement.settle(state.attempt().get());
      return settled.filter(outcome -> !outcome.isDone());
    } else if (state.frozenAt().isPresent()) {
      volume.record(new CommitAbandoned(Ino.ROOT, "the process ended before anything was sent"));
    }
    if (new LedgerView(volume.rows()).isClean()) {
      return follow(state, commit);
    }
    return commit.run(false);
  }

  /** With nothing to send: what others changed is taken over. */
  private Optional<Outcome> follow(CollectionState state, Commit commit)
      throws IOException, InterruptedException {
    ServerState now = CollectionSource.state(server.look());
    Optional<Outcome> behind = agreement.holdIfBehind(now);
    if (behind.isPresent()) {
      return behind;
    } else if (server.echo(now, state.saved()).isPresent()) {
      return commit.run(true);
    } else if (state.part().isEmpty() && now.portableDataHash().equals(state.base())) {
      agreement.release(now);
    } else {
      adopter.adopt(CollectionSource.state(server.fetch(volume.manifests())));
    }
    return Optional.of(Outcome.DONE);
  }
}
