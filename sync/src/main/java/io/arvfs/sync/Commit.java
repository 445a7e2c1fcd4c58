package io.arvfs.sync;

import io.arvfs.fs.Volume;
import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.fs.manifest.Writability;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.CommitStarted;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.sync.Settlement.Predicted;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.arvados.CommitAnswer;
import io.arvfs.sync.arvados.CommitAnswer.Ambiguous;
import io.arvfs.sync.arvados.CommitAnswer.Busy;
import io.arvfs.sync.arvados.CommitAnswer.NotSent;
import io.arvfs.sync.arvados.CommitAnswer.Refused;
import io.arvfs.sync.arvados.CommitAnswer.Saved;
import io.arvfs.sync.arvados.CommitBody;
import io.arvfs.sync.arvados.Replication;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.CollectionState.Attempt;
import io.arvfs.sync.ledger.LedgerView;
import io.arvfs.sync.plan.Combination;
import io.arvfs.sync.plan.Combination.Combined;
import io.arvfs.sync.plan.Combination.Conflicted;
import io.arvfs.sync.plan.Planner;
import io.arvfs.sync.plan.Request;
import io.arvfs.sync.plan.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One commit: freeze, upload, look, plan, write. What the answer means is settled elsewhere.
 * Confined to the task that commits.
 *
 * <p>The request is on the disk, and journaled, before it leaves. Whatever fails before that costs
 * nothing: the next commit takes what was frozen, and what Keep has is not sent again.
 */
final class Commit {

  private static final Logger LOG = LoggerFactory.getLogger(Commit.class);
  private static final Ino ROOT = Ino.ROOT;

  /** So often the server's word about a hash is taken over our own prediction. */
  private static final int MAX_CORRECTIONS = 2;

  /** After so long no signature made before equals one made now. */
  private static final Duration SEAM = Duration.ofMillis(2100);

  /** A look that is so old still serves; the check finds what came since. */
  private static final Duration LOOK_AGE = Duration.ofSeconds(2);

  /** So often what is frozen is planned again because the server changed under the plan. */
  private static final int MAX_PLANS = 8;

  private static final int MD5_DIGITS = 32;
  private static final int FORBIDDEN = 403;

  private final Volume volume;
  private final Server server;
  private final Upload upload;
  private final Attempts attempts;
  private final Agreement agreement;
  private final Settlement settlement;
  private final Gradual gradual;
  private final Rewriting rewriting;
  private final Tasks tasks;
  private boolean refreshed;
  private @Nullable CollectionRecord record;
  private Instant lookedAt = Instant.MIN;

  Commit(
      Volume volume,
      Server server,
      SyncParts parts,
      Attempts attempts,
      Agreement agreement,
      Settlement settlement) {
    this.volume = volume;
    this.server = server;
    this.upload = new Upload(volume, parts.keep(), server.permissions(), parts);
    this.attempts = attempts;
    this.agreement = agreement;
    this.settlement = settlement;
    this.gradual = new Gradual(volume);
    this.rewriting = new Rewriting(volume.manifests());
    this.tasks = parts.tasks();
  }

  /**
   * A request with what it is about.
   *
   * @param predicted what the server will then have, if we know better than the server
   */
  private record Work(
      Position frozenAt,
      ServerState seen,
      Request request,
      String predictedMd5,
      Optional<Predicted> predicted) {}

  /** What a try to send came to: an end, or else whether to plan once more what is frozen. */
  private record Sent(Optional<Outcome> outcome, boolean planAgain) {

    static final Sent AGAIN = new Sent(Optional.empty(), true);

    /** Nobody knows yet, or everything has to begin anew. */
    static final Sent NOTHING = new Sent(Optional.empty(), false);

    static Sent of(Outcome outcome) {
      return new Sent(Optional.of(outcome), false);
    }
  }

  /**
   * The outcome, or empty if it is to be tried again from what is known then.
   *
   * @param always whether the server is to be asked even if nothing is frozen
   */
  Optional<Outcome> run(boolean always) throws IOException, InterruptedException {
    Position frozenAt = gradual.freeze();
    try {
      return storeFrozen(always) ? plans(frozenAt) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException("nothing is sent: " + e.getMessage(), e);
    } finally {
      CollectionState state = agreement.state();
      if (state.frozenAt().isPresent() && state.attempt().isEmpty()) {
        volume.record(new CommitAbandoned(ROOT, "nothing was sent"));
      }
      server.permissions().release(new LedgerView(volume.rows()).storedBlocks());
    }
  }

  /** False if there is nothing to send: what changed was changed back. */
  private boolean storeFrozen(boolean always) throws IOException {
    KeepBlocks permissions = server.permissions();
    gradual.lapse(block -> !permissions.has(block)); // It is sent again, and Keep tells again.
    try (Index.Snapshot rows = volume.snapshot()) {
      FrozenChanges frozen = new FrozenChanges(rows);
      if (frozen.isEmpty() && !always) {
        return false;
      }
      Replication wanted = Replication.of(look());
      upload.store(frozen, wanted);
      upload.storeZeros(frozen, wanted);
      return true;
    }
  }

  private CollectionRecord look() throws IOException {
    CollectionRecord now = server.look();
    record = now;
    lookedAt = tasks.now();
    return now;
  }

  /** Plans until the server did not change under the plan; what is stored stays stored. */
  private Optional<Outcome> plans(Position frozenAt) throws IOException, InterruptedException {
    for (int plan = 0; plan < MAX_PLANS; plan++) {
      Sent sent = plan(frozenAt, see());
      if (!sent.planAgain()) {
        return sent.outcome();
      }
      lookedAt = Instant.MIN;
    }
    return Optional.of(
        Outcome.stayed(
            server.uuid(), "it changes on the server faster than ours can be added; try again"));
  }

  /** The server's state; the manifest is read only if it is not the one that we agreed on. */
  private CollectionRecord see() throws IOException {
    boolean fresh = !lookedAt.isBefore(tasks.now().minus(LOOK_AGE));
    CollectionRecord known = record;
    CollectionRecord now = fresh && known != null ? known : look();
    String base = agreement.state().base();
    agreement.forgetPredicted();
    return now.portableDataHash().equals(base) ? now : server.fetch(volume.manifests());
  }

  private Sent plan(Position frozenAt, CollectionRecord seen)
      throws IOException, InterruptedException {
    ServerState now = CollectionSource.state(seen);
    Optional<Outcome> behind = agreement.holdIfBehind(now);
    if (behind.isPresent()) {
      return Sent.of(behind.get());
    }
    CollectionState state = agreement.state();
    Optional<Server.Echo> echo = server.echo(now, state.saved());
    if (echo.isPresent() && !isOurs(echo.get())) {
      return Sent.of(agreement.holdOverwritten(echo.get()));
    }
    Optional<String> undone = echo.isPresent() ? Optional.of(undone(echo.get())) : Optional.empty();
    Sides sides = sides(state, now.portableDataHash(), undone);
    requireWritable(sides.writability());
    return switch (Combination.of(sides.since(), sides.server(), sides.local())) {
      case Conflicted conflict -> Sent.of(agreement.hold(conflict, agreement.ours(sides), now));
      case Combined(var target) -> write(frozenAt, seen, sides, target);
    };
  }

  /** Whether the late update replaced what we agreed on, and nothing of others. */
  private boolean isOurs(Server.Echo echo) {
    String agreed = agreement.state().saved().portableDataHash();
    return echo.replaced().filter(agreed::equals).isPresent();
  }

  /** What the others' changes start from: what an echo undid is no change of theirs. */
  private String undone(Server.Echo echo) throws IOException {
    LOG.warn(
        "{}: an update of ours was done again, late; what it undid is sent again", server.uuid());
    server.keepText(echo.row(), volume.manifests());
    return echo.row().portableDataHash();
  }

  private Sent write(Position frozenAt, CollectionRecord seen, Sides sides, Directory target)
      throws IOException, InterruptedException {
    ServerState now = CollectionSource.state(seen);
    Optional<Step> step =
        Planner.plan(sides.server(), target, sides.selection()::isWhole, this::locator);
    boolean onlyOurs = target.sameContent(sides.local());
    if (step.isEmpty()) {
      agreement.agree(frozenAt, now, onlyOurs);
      return Sent.of(Outcome.DONE);
    }
    Request request = step.get().request();
    String hash = predict(seen, new Rewriting.Change(sides.server(), target, request));
    Predicted predicted = new Predicted(hash, onlyOurs);
    String md5 = hash.substring(0, MD5_DIGITS);
    return send(new Work(frozenAt, now, request, md5, Optional.of(predicted)), 0);
  }

  private Sides sides(CollectionState state, String server, Optional<String> undone)
      throws IOException {
    try {
      return Sides.of(volume.manifests(), state, agreement.frozenChanges(), server, undone);
    } catch (UnloadableManifestException e) {
      requireWritable(Writability.unloadable(e));
      throw e;
    }
  }

  private static void requireWritable(Writability writability) throws IOException {
    if (!writability.isWritable()) {
      throw new IOException("the server cannot rewrite it: " + writability.problems().getFirst());
    }
  }

  private String locator(BlockId block) {
    try {
      return server.permissions().locator(block).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hash of what the server will make of it; the text is kept. */
  private String predict(CollectionRecord seen, Rewriting.Change change)
      throws IOException, InterruptedException {
    String hash = seen.portableDataHash();
    Optional<String> sure = rewriting.keepPredicted(hash, change, server.signing(seen), false);
    if (sure.isPresent()) {
      return sure.get();
    }
    tasks.sleep(SEAM);
    return rewriting.keepPredicted(hash, change, server.signing(seen), true).orElseThrow();
  }

  private Sent send(Work work, int corrections) throws IOException {
    Request request = work.request();
    String digest =
        attempts.save(
            out ->
                CommitBody.write(
                    request.replaceFiles(), request.manifestText(), work.predictedMd5(), out));
    Attempt attempt = new Attempt(digest, work.predictedMd5(), work.seen());
    CommitStarted started =
        new CommitStarted(ROOT, work.frozenAt(), digest, work.predictedMd5(), work.seen());
    volume.force(volume.record(started));
    attempts.keepOnly(Set.of(digest));
    CommitAnswer answer = server.commit(attempts.read(digest));
    return switch (answer) {
      case Saved saved -> Sent.of(settlement.saved(attempt, saved, work.predicted()));
      case Refused refused -> refused(work, attempt, refused, corrections);
      case Busy _, NotSent _, Ambiguous _ -> {
        LOG.info("{}: {}", server.uuid(), answer);
        yield Sent.NOTHING;
      }
    };
  }

  private Sent refused(Work work, Attempt attempt, Refused refused, int corrections)
      throws IOException {
    if (settlement.hasMoved(attempt)) {
      // The attempt stays open until another takes its place: a start in between settles it.
      Optional<Outcome> applied = settlement.savedAfterAll(attempt);
      return applied.isPresent() ? Sent.of(applied.get()) : Sent.AGAIN;
    }
    Optional<String> computed = refused.computedHash();
    if (computed.isPresent() && corrections < MAX_CORRECTIONS) {
      LOG.warn("{}: predicted another hash than the server: {}", server.uuid(), refused.message());
      Work corrected =
          new Work(work.frozenAt(), work.seen(), work.request(), computed.get(), Optional.empty());
      return send(corrected, corrections + 1);
    }
    settlement.abandon(attempt, refused.message());
    return refused.status() == FORBIDDEN && refresh()
        ? Sent.NOTHING
        : Sent.of(Outcome.stayed(server.uuid(), "refused: " + oneLine(refused.message())));
  }

  private static String oneLine(String message) {
    return message.lines().findFirst().orElse("without a reason");
  }

  /** New signatures for everything, once: true if that is worth another try. */
  private boolean refresh() throws IOException {
    if (refreshed) {
      return false;
    }
    refreshed = true;
    server.permissions().forget();
    return true;
  }
}
