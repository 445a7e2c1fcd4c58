package io.arvfs.sync;

import io.arvfs.fs.Volume;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.arvados.CommitAnswer;
import io.arvfs.sync.arvados.CommitAnswer.Ambiguous;
import io.arvfs.sync.arvados.CommitAnswer.Busy;
import io.arvfs.sync.arvados.CommitAnswer.NotSent;
import io.arvfs.sync.arvados.CommitAnswer.Refused;
import io.arvfs.sync.arvados.CommitAnswer.Saved;
import io.arvfs.sync.ledger.CollectionState.Attempt;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of a request that may have been sent. The history is asked first, for our
 * result among the versions above the one seen; only if it is not there and nothing moved, the very
 * same request is sent again, which the server applies at most once. No other request is made
 * before the fate of this one is known; one that the server fails at again and again, with nothing
 * of it in the history, is given up, and known again should it land after all.
 */
final class Settlement {

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

  /** So often it is looked for or repeated before the caller hears that nobody knows yet. */
  private static final int MAX_TRIES = 6;

  /** So often the server fails at one request before another plan is to be made. */
  private static final int MAX_FAILURES = 3;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final Volume volume;
  private final Server server;
  private final Attempts attempts;
  private final Agreement agreement;
  private final Tasks tasks;

  Settlement(Volume volume, Server server, Attempts attempts, Agreement agreement, Tasks tasks) {
    this.volume = volume;
    this.server = server;
    this.attempts = attempts;
    this.agreement = agreement;
    this.tasks = tasks;
  }

  /** The outcome, or empty if the attempt came to nothing and a new plan is to be made. */
  Optional<Outcome> settle(Attempt attempt) throws IOException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    int failures = 0;
    String why = "";
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Optional<Outcome> applied = savedAfterAll(attempt);
      if (applied.isPresent()) {
        return applied;
      }
      boolean moved = hasMoved(attempt);
      server.expectEcho(attempt.predictedMd5());
      if (moved) {
        abandon(attempt, "somebody else's update came first");
        return Optional.empty();
      } else if (failures == MAX_FAILURES) {
        abandon(attempt, why);
        return Optional.of(Outcome.stayed(server.uuid(), "the server failed at it: " + why));
      }
      CommitAnswer answer = server.commit(attempts.read(attempt.digest()));
      switch (answer) {
        case Saved s -> {
          return Optional.of(saved(attempt, s, Optional.empty()));
        }
        case Refused r -> {
          return refusedAgain(attempt, r);
        }
        case Ambiguous a -> {
          failures += a.failed() ? 1 : 0;
          why = oneLine(a.why());
        }
        case NotSent n -> why = oneLine(n.why());
        case Busy _ -> why = "the server is busy";
      }
      LOG.info("{}: {}", server.uuid(), answer);
      tasks.sleep(pause);
      pause = pause.multipliedBy(2);
    }
    return Optional.of(
        Outcome.stayed(
            server.uuid(),
            "it is not known yet whether the last update arrived (%s); the next sync asks first"
                .formatted(why)));
  }

  private static String oneLine(String words) {
    return words.lines().findFirst().orElse("no reason was given");
  }

  /** A refusal of a repetition says nothing of the sendings before it. */
  private Optional<Outcome> refusedAgain(Attempt attempt, Refused refusal) throws IOException {
    Optional<Outcome> applied = savedAfterAll(attempt);
    if (applied.isEmpty()) {
      abandon(attempt, refusal.message());
    }
    return applied;
  }

  /**
   * What came of an attempt that the history shows to have been applied, whatever was answered;
   * empty if it does not. A proxy may have sent it twice, and the answer be the second one's.
   */
  Optional<Outcome> savedAfterAll(Attempt attempt) throws IOException {
    Optional<CollectionRecord> applied = server.applied(attempt.predictedMd5(), attempt.seen());
    return applied.isPresent() ? Optional.of(saved(attempt, applied.get())) : Optional.empty();
  }

  boolean hasMoved(Attempt attempt) throws IOException {
    String now = server.look().portableDataHash();
    return !now.equals(attempt.seen().portableDataHash());
  }

  /**
   * What the server should have saved.
   *
   * @param hash of a text that is kept here
   * @param onlyOurs whether it holds nothing that was not frozen here
   */
  record Predicted(String hash, boolean onlyOurs) {}

  /**
   * The server answered that it saved something.
   *
   * @param predicted what it should have saved, if known; then it need not be read
   */
  Outcome saved(Attempt attempt, Saved answer, Optional<Predicted> predicted) throws IOException {
    Optional<Predicted> known = predicted.filter(text -> text.hash().equals(answer.pdh()));
    if (known.isPresent()) {
      ServerState state = new ServerState(answer.version(), answer.pdh(), answer.modifiedAt());
      return agreement.saved(attempt, state, known.get().onlyOurs());
    }
    CollectionRecord row =
        server
            .version(answer.version())
            .orElseThrow(() -> new IOException("no version " + answer.version() + " is there"));
    return saved(attempt, row);
  }

  private Outcome saved(Attempt attempt, CollectionRecord row) throws IOException {
    server.keepText(row, volume.manifests());
    return agreement.saved(attempt, CollectionSource.state(row), false);
  }

  /** Nothing came of the attempt: what was frozen is only local again. */
  void abandon(Attempt attempt, String reason) throws IOException {
    volume.record(new CommitAbandoned(Ino.ROOT, oneLine(reason)));
    // As long as the attempt may come back, its request is needed to find out what became of it.
    volume.force(volume.appended());
    attempts.delete(attempt.digest());
  }
}
