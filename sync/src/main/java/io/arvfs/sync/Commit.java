package io.arvfs.sync;

import io.arvfs.fs.Volume;
import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.ManifestWriter;
import io.arvfs.fs.manifest.Writability;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.CommitEvent.CommitStarted;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
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
import io.arvfs.sync.plan.Combination;
import io.arvfs.sync.plan.Combination.Combined;
import io.arvfs.sync.plan.Combination.Conflicted;
import io.arvfs.sync.plan.Planner;
import io.arvfs.sync.plan.Prediction;
import io.arvfs.sync.plan.Predictor;
import io.arvfs.sync.plan.Request;
import io.arvfs.sync.plan.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One commit: freeze, upload, look, plan, write. What the answer means is settled elsewhere.
 * Confined to the task that commits.
 *
 * <p>The request is on the disk, and journaled, before it leaves. Whatever fails before that leaves
 * nothing behind: what was frozen is thawed.
 */
final class Commit {

  private static final Logger LOG = LoggerFactory.getLogger(Commit.class);
  private static final Ino ROOT = Ino.ROOT;

  /** So often the server's word about a hash is taken over our own prediction. */
  private static final int MAX_CORRECTIONS = 2;

  /** After so long no signature made before equals one made now. */
  private static final Duration SEAM = Duration.ofMillis(2100);

  private static final int MD5_DIGITS = 32;
  private static final int FORBIDDEN = 403;

  private final Volume volume;
  private final Server server;
  private final Upload upload;
  private final Attempts attempts;
  private final Agreement agreement;
  private final Settlement settlement;
  private final Tasks tasks;
  private boolean refreshed;

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
    this.tasks = parts.tasks();
  }

  /** A request with what it is about. */
  private record Work(Position frozenAt, Server.Seen seen, Request request, String predictedMd5) {}

  /** The outcome, or empty if it is to be tried again from what is known then. */
  Optional<Outcome> run() throws IOException, InterruptedException {
    Position frozenAt = volume.record(new CommitFrozen(ROOT));
    try {
      return storeFrozen() ? plan(frozenAt, server.fetch()) : Optional.empty();
    } finally {
      CollectionState state = agreement.state();
      if (state.frozenAt().isPresent() && state.attempt().isEmpty()) {
        volume.record(new CommitAbandoned(ROOT, "nothing was sent"));
      }
    }
  }

  /** False if there is nothing to send: what changed was changed back. */
  private boolean storeFrozen() throws IOException {
    try (Index.Snapshot rows = volume.snapshot()) {
      FrozenChanges frozen = new FrozenChanges(rows);
      if (frozen.isEmpty()) {
        return false;
      }
      CollectionRecord record = server.look();
      upload.store(frozen, Replication.of(record));
      upload.storeZeros(frozen, Replication.of(record));
      return true;
    }
  }

  private Optional<Outcome> plan(Position frozenAt, Server.Seen seen)
      throws IOException, InterruptedException {
    requireWritable(seen);
    Directory base = volume.manifests().tree(agreement.state().base());
    Directory local = Combination.local(base, agreement.frozenChanges());
    return switch (Combination.of(base, seen.tree(), local)) {
      case Conflicted conflict -> {
        String ours = ManifestWriter.unsigned().write(local).portableDataHash();
        yield Optional.of(agreement.hold(conflict, ours, seen));
      }
      case Combined(var target) -> write(frozenAt, seen, target);
    };
  }

  private Optional<Outcome> write(Position frozenAt, Server.Seen seen, Directory target)
      throws IOException, InterruptedException {
    Optional<Step> step = Planner.plan(seen.tree(), target, this::locator);
    if (step.isEmpty()) {
      agreement.agree(frozenAt, seen.state(), seen.text());
      return Optional.of(Outcome.DONE);
    }
    Request request = step.get().request();
    return send(new Work(frozenAt, seen, request, predict(seen, request)), 0);
  }

  private void requireWritable(Server.Seen seen) throws IOException {
    Writability writability = Writability.of(seen.text());
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

  /** The md5 that the server will compute. */
  private String predict(Server.Seen seen, Request request)
      throws IOException, InterruptedException {
    Prediction prediction = prediction(seen.text(), seen, request);
    if (prediction instanceof Prediction.Accepted accepted && accepted.uncertain()) {
      tasks.sleep(SEAM);
      prediction = prediction(seen.text(), seen, request);
    }
    return switch (prediction) {
      case Prediction.Accepted accepted -> accepted.pdh().substring(0, MD5_DIGITS);
      case Prediction.Refused refused ->
          throw new IOException("no request can be made that the server takes: " + refused.why());
    };
  }

  private Prediction prediction(ManifestText text, Server.Seen seen, Request request) {
    return new Predictor(server.signing(seen), Map.of()).predict(text, request);
  }

  private Optional<Outcome> send(Work work, int corrections) throws IOException {
    byte[] body =
        CommitBody.of(
            work.request().replaceFiles(), work.request().manifestText(), work.predictedMd5());
    String digest = attempts.save(body);
    Attempt attempt = new Attempt(digest, work.predictedMd5(), work.seen().state());
    CommitStarted started =
        new CommitStarted(ROOT, work.frozenAt(), digest, work.predictedMd5(), work.seen().state());
    volume.force(volume.record(started));
    CommitAnswer answer = server.commit(body);
    return switch (answer) {
      case Saved saved -> Optional.of(settlement.saved(attempt, saved));
      case Refused refused -> refused(work, attempt, refused, corrections);
      case Busy _, NotSent _, Ambiguous _ -> {
        LOG.info("{}: {}", server.uuid(), answer);
        yield Optional.empty();
      }
    };
  }

  private Optional<Outcome> refused(Work work, Attempt attempt, Refused refused, int corrections)
      throws IOException {
    boolean moved = settlement.hasMoved(attempt);
    Optional<String> computed = refused.computedHash();
    if (!moved && computed.isPresent() && corrections < MAX_CORRECTIONS) {
      LOG.warn("{}: predicted another hash than the server: {}", server.uuid(), refused.message());
      attempts.delete(attempt.digest());
      Work corrected = new Work(work.frozenAt(), work.seen(), work.request(), computed.get());
      return send(corrected, corrections + 1);
    }
    settlement.abandon(attempt, refused.message());
    boolean again = moved || (refused.status() == FORBIDDEN && refresh());
    return again
        ? Optional.empty()
        : Optional.of(Outcome.stayed(server.uuid(), "refused: " + refused.message()));
  }

  /** New signatures for everything, once: true if that is worth another try. */
  private boolean refresh() throws IOException {
    if (refreshed) {
      return false;
    }
    refreshed = true;
    server.permissions().fetch(true);
    return true;
  }
}
